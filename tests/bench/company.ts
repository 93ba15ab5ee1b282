import type { Clock } from "../../src/capture/clock.ts";
import type { Fetch } from "../../src/http/client.ts";
import { Random } from "../../src/simulator/random.ts";

/** How a server counts. */
export interface CompanyOptions {
  /** Requests a minute of the whole company. */
  limit: number;
  /** `sliding`: in any 60 s; `fixed`: in each minute of the clock. @default "sliding" */
  counts?: "sliding" | "fixed";
  /** What it does with the one too many: nothing passes for 60 s, or until its own minute ends. @default "block" */
  over?: "block" | "minute";
  /** Whether a 429 says the limit and until when. @default true */
  says?: boolean;
}

/** Moments at which another program of the company sends a request, ascending, in Unix milliseconds. */
export type OtherProgram = Iterator<number, void, void>;

const MINUTE = 60_000;

/** The limit of one company, with the requests of its other programs in it: each of them counts, passes or is refused like ours. */
export class Company {
  readonly #options: CompanyOptions;
  readonly #others: { program: OtherProgram; next: number }[] = [];
  #passed: number[] = [];
  #closedUntil = -Infinity;
  constructor(options: CompanyOptions) {
    this.#options = options;
  }

  /** Another program begins. */
  add(program: OtherProgram): void {
    const next = program.next();
    if (!next.done) this.#others.push({ program, next: next.value });
  }

  /** One of our requests arrives. @returns undefined if it passes, else the headers of its refusal */
  take(now: number): Record<string, string> | undefined {
    for (const other of this.#others) {
      while (other.next <= now) {
        this.#count(other.next);
        const next = other.program.next();
        other.next = next.done ? Infinity : next.value;
      }
    }
    if (this.#count(now)) return undefined;
    const { limit, says = true } = this.#options;
    if (!says) return {};
    const reset = String(Math.ceil(this.#closedUntil / 1000));
    return { "x-aircallapi-limit": String(limit), "x-aircallapi-reset": reset };
  }

  /** The same as a server whose answers hold nothing else. */
  fetch(clock: Clock): Fetch {
    return () => {
      const headers = this.take(clock.now());
      return Promise.resolve(headers ? new Response("", { status: 429, headers }) : new Response("{}"));
    };
  }

  #count(now: number): boolean {
    const { limit, counts = "sliding", over = "block" } = this.#options;
    if (now < this.#closedUntil) return false;
    const began = counts === "fixed" ? Math.floor(now / MINUTE) * MINUTE - 1 : now - MINUTE;
    this.#passed = this.#passed.filter((at) => at > began);
    if (this.#passed.length < limit) {
      this.#passed.push(now);
      return true;
    }
    const ends = counts === "fixed" ? began + 1 + MINUTE : (this.#passed[0] ?? now) + MINUTE;
    this.#closedUntil = over === "block" ? now + MINUTE : ends;
    return false;
  }
}

/** So many requests a minute, evenly, from one moment to another. */
export function* evenly(perMinute: number, from: number, to: number): OtherProgram & Generator<number> {
  for (let at = from; at < to; at += MINUTE / perMinute) yield at;
}

/** So many requests a minute on average, each for itself. */
export function* atRandom(
  perMinute: number,
  from: number,
  to: number,
  seed: number,
): OtherProgram & Generator<number> {
  const random = new Random(seed, 34);
  for (let at = from + random.exponential(MINUTE / perMinute); at < to;) {
    yield at;
    at += random.exponential(MINUTE / perMinute);
  }
}
