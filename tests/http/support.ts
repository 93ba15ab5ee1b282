import type { Clock } from "../../src/capture/clock.ts";
import type { Log } from "../../src/capture/log.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { readJson } from "../../src/http/body.ts";
import { type Ask, Client, type ClientOptions } from "../../src/http/client.ts";
import { Secret } from "../../src/http/secret.ts";
import { TokenBucket } from "../../src/http/token_bucket.ts";

export type Work = "tail" | "backfill" | "snapshot" | "reread";
export const SHARES: Record<Work, number> = { tail: 50, backfill: 35, snapshot: 15, reread: 0 };

/** A virtual clock that knows how many sleep. */
export class Ledger implements Clock {
  readonly #clock = new VirtualClock();
  sleeping = 0;

  now(): number {
    return this.#clock.now();
  }

  /** Sets the clock. */
  set(ms: number): void {
    this.#clock.set(ms);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.sleeping++;
    try {
      await this.#clock.sleep(ms, signal);
    } finally {
      this.sleeping--;
    }
  }
}

/** What is said, a line each: `warn teams: …`. */
export class Lines implements Log {
  readonly lines: string[] = [];
  debug = (message: string) => this.#add("debug", message);
  info = (message: string) => this.#add("info", message);
  warn = (message: string) => this.#add("warn", message);
  error = (message: string) => this.#add("error", message);

  of(level: string): string[] {
    return this.lines.filter((line) => line.startsWith(`${level} `));
  }

  #add(level: string, message: string): void {
    this.lines.push(`${level} ${message}`);
  }
}

/** One request as the other side sees it. */
export interface Received {
  url: string;
  init: RequestInit;
  signal: AbortSignal;
  clock: Clock;
  /** Unix milliseconds. */
  at: number;
}

/** How the other side answers one request; like the real fetch it rejects with the signal's reason. */
export type Turn = (request: Received) => Response | Promise<Response>;

export type Options = Partial<ClientOptions<Work>> & { perMinute?: number };

/** A client, and an other side that follows a script: one turn a request, the last one again and again. */
export function against(turns: Turn[], { perMinute = 600_000, ...options }: Options = {}) {
  const clock = new Ledger();
  const log = new Lines();
  const requests: Received[] = [];
  const bucket = new TokenBucket<Work>({ perMinute, clock, shares: SHARES });
  const client = new Client<Work>({
    baseUrl: "http://aircall.test/",
    authorization: new Secret("Basic c2VjcmV0"),
    bucket,
    clock,
    random: () => 0.5,
    log,
    fetch: async (url, init) => {
      const signal = init.signal ?? new AbortController().signal;
      const request = { url, init, signal, clock, at: clock.now() };
      requests.push(request);
      signal.throwIfAborted();
      const turn = turns[Math.min(requests.length, turns.length) - 1] ?? json({});
      return await turn(request);
    },
    ...options,
  });
  return { client, clock, log, requests, bucket };
}

/** What is asked for, where it does not matter. */
export function ask(change: Partial<Ask<Work>> = {}): Ask<Work> {
  return { path: "/v1/teams?page=1", work: "tail", asker: "teams", ...change };
}

/** Takes any body. */
export const anything = readJson;

export function text(body: string | Uint8Array<ArrayBuffer>, init: ResponseInit = {}): Turn {
  return () => new Response(body, init);
}

export function json(value: unknown, init: ResponseInit = {}): Turn {
  return text(JSON.stringify(value), init);
}

/** The connection is gone before an answer came. */
export const reset: Turn = () => {
  throw new TypeError("fetch failed", { cause: new Error("connection closed before message completed") });
};

/** No answer, ever. */
export const silence: Turn = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

export function later(ms: number, turn: Turn): Turn {
  return async (request) => {
    await request.clock.sleep(ms, request.signal);
    return await turn(request);
  };
}

/** Headers at once, then a text after so many milliseconds each, then the end: closed, broken off, or nothing more. */
export function drip(pieces: [after: number, text: string][], end: "close" | "cut" | "stall"): Turn {
  return ({ clock, signal }) => {
    const encoder = new TextEncoder();
    return new Response(
      new ReadableStream({
        start(controller) {
          signal.addEventListener("abort", () => controller.error(signal.reason));
          (async () => {
            for (const [after, piece] of pieces) {
              await clock.sleep(after, signal);
              controller.enqueue(encoder.encode(piece));
            }
            if (end === "cut") controller.error(new TypeError("error reading a body from connection"));
            if (end === "close") controller.close();
          })().catch(() => {});
        },
      }),
    );
  };
}

/** Lets everything that is under way at this moment come to rest. */
export async function rest(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve));
}
