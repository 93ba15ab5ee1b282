import type { Clock } from "../capture/clock.ts";
import type { Log } from "../capture/log.ts";
import { readBytes } from "./body.ts";
import { HttpFault, kindOf, Malformed, ownWords } from "./fault.ts";
import { Latency } from "./latency.ts";
import { resetTime } from "./reset_time.ts";
import { Retries, type Trouble } from "./retries.ts";
import type { Secret } from "./secret.ts";
import type { TokenBucket } from "./token_bucket.ts";
import { type Deadlines, TooSlow, Watch } from "./watch.ts";

/** The part of the global fetch that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What a {@link Client} works with. */
export interface ClientOptions<Class extends string> {
  /** `https://api.aircall.io`; a trailing slash does not matter. */
  baseUrl: string;
  /** The value of the Authorization header. */
  authorization: Secret;
  /** One token is taken for each attempt. */
  bucket: TokenBucket<Class>;
  /** For deadlines, waits and how far the server's clock is behind. */
  clock: Clock;
  /** The runtime's own, or a simulator's. */
  fetch: Fetch;
  /** A number from 0 to 1, for the jitter of waits. */
  random: () => number;
  /** Where retries and 429s are said; no secret is. */
  log: Log;
  /** What is left out keeps its default. */
  deadlines?: Partial<Deadlines>;
  /**
   * Milliseconds after which a request that keeps failing is given up; ten times as many while nothing but 429s comes.
   *
   * @default Infinity
   */
  patience?: number;
}

/** One thing to ask for. */
export interface Ask<Class extends string> {
  /** The path with its query: `/v1/calls?page=1`. */
  path: string;
  /** The class of work whose share of the rate it takes. */
  work: Class;
  /** Who asks, for logs and the status: a stream's name. */
  asker: string;
  /** Gives the request up, also while it waits for its turn or the next attempt. */
  signal?: AbortSignal | undefined;
}

/** What was asked for. */
export interface Answer<T> {
  /** What `read` made of the body. */
  value: T;
  /** Milliseconds by which the server's clock is certainly behind ours, 0 or more; undefined where it did not say. */
  behind: number | undefined;
}

/** Counts since the client was made. */
export interface Counts {
  /** Every attempt counts. */
  requests: number;
  /** Those that a 429 answered. */
  refused429: number;
}

/** Buffers that are kept for further answers. */
const BUFFERS = 16;
/** A buffer that has grown beyond this is not kept, in bytes. */
const LARGEST = 2 ** 20;

/**
 * GET with manners: one token a request, deadlines, and retries of what may pass. What it gives up on, it throws as
 * an {@link HttpFault}; a caller never sees half an answer.
 */
export class Client<Class extends string> {
  readonly #options: ClientOptions<Class>;
  readonly #base: string;
  readonly #deadlines: Deadlines;
  readonly #retries: Retries;
  /** Read into, one after the other, so that no memory has to be found and given back for each answer. */
  readonly #buffers: Uint8Array<ArrayBuffer>[] = [];
  /** One object that goes on counting. */
  readonly counts: Counts = { requests: 0, refused429: 0 };
  readonly #latencies = new Map<string, Latency>();
  readonly #asked = new Map<string, number>();

  /** Sends nothing yet. */
  constructor(options: ClientOptions<Class>) {
    this.#options = options;
    this.#base = options.baseUrl.replace(/\/+$/, "");
    this.#deadlines = { headers: 30_000, stall: 15_000, whole: 120_000, ...options.deadlines };
    this.#retries = new Retries(options);
  }

  /** How long what one asks for takes to be answered: one list may be slow where another is not. */
  latencyOf(asker: string): Latency {
    let latency = this.#latencies.get(asker);
    if (!latency) this.#latencies.set(asker, latency = new Latency());
    return latency;
  }

  /** How many requests were sent for one who asks; every attempt counts. */
  requestsOf(asker: string): number {
    return this.#asked.get(asker) ?? 0;
  }

  /** Requests that keep failing right now, by who asks. */
  get troubles(): ReadonlyMap<string, Trouble> {
    return this.#retries.troubles;
  }

  /**
   * A JSON answer, whose body is read by `read`, which throws {@link Malformed} for one that is not as it has to be: that is
   * retried like any passing fault.
   *
   * @param read gets the body, and what to call when it is not needed any more: another answer is read into it then
   * @throws {HttpFault} refused, missing, rejected; passing and limited only when patience ran out
   * @throws {Unreachable} nothing at all was answered for an hour
   */
  json<T>(ask: Ask<Class>, read: (body: Uint8Array, free: () => void) => T): Promise<Answer<T>> {
    return this.#persist(ask, async () => {
      const { response, bytes, sentAt } = await this.#send(
        ask,
        (response, came) => readBytes(response, came, this.#buffers.pop()),
      );
      if (!response.ok) {
        throw fault(ask, response, ownWords(new TextDecoder().decode(bytes), this.#options.authorization));
      }
      try {
        return { value: read(bytes, () => this.#free(bytes)), behind: behind(response.headers, sentAt) };
      } catch (error) {
        throw error instanceof Malformed ? new HttpFault("passing", ask.path, error.message) : error;
      }
    });
  }

  /**
   * The status alone: 2xx, 401, 403, 404 or another that asking again will not change. The body is not read.
   *
   * @throws {HttpFault} passing or limited, when patience ran out
   * @throws {Unreachable} nothing at all was answered for an hour
   */
  status(ask: Ask<Class>): Promise<number> {
    return this.#persist(ask, async () => {
      const { response } = await this.#send(ask, discard);
      const kind = response.ok ? undefined : kindOf(response.status);
      if (kind === "passing" || kind === "limited") throw fault(ask, response, "");
      return response.status;
    });
  }

  #free(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#buffers.length < BUFFERS && bytes.buffer.byteLength <= LARGEST) this.#buffers.push(bytes);
  }

  async #persist<T>(ask: Ask<Class>, attempt: () => Promise<T>): Promise<T> {
    const attempts = this.#retries.begin(ask.asker);
    for (;;) {
      try {
        const answer = await attempt();
        attempts.answered();
        return answer;
      } catch (error) {
        if (!(error instanceof HttpFault) || ask.signal?.aborted) {
          attempts.abandoned();
          throw ask.signal?.aborted ? ask.signal.reason : error;
        }
        if (error.kind === "limited") attempts.limited(error);
        else if (error.kind === "passing") await attempts.failed(error, ask.signal);
        else {
          attempts.answered();
          throw error;
        }
      }
    }
  }

  /** One request, one token. What goes wrong below HTTP is a passing fault: it is told apart by where it happens. A 429's body is not read. */
  async #send(
    ask: Ask<Class>,
    receive: (response: Response, came: () => void) => Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<Sent> {
    const { bucket, clock, fetch, authorization } = this.#options;
    await bucket.take(ask.work, ask.signal);
    const sentAt = clock.now();
    const watch = new Watch(clock, this.#deadlines, ask.signal);
    const unanswered = "no answer came";
    let stage = unanswered;
    this.counts.requests++;
    this.#asked.set(ask.asker, this.requestsOf(ask.asker) + 1);
    try {
      const response = await fetch(this.#base + ask.path, {
        headers: { authorization: authorization.reveal(), accept: "application/json" },
        redirect: "manual",
        signal: watch.signal,
      });
      bucket.heard(sentAt, true);
      watch.touch();
      stage = `the answer (${response.status}) broke off`;
      if (response.status === 429) this.#limited(response.headers, sentAt);
      const read = response.status === 429 ? discard : receive;
      const bytes = await read(response, () => watch.touch());
      const now = clock.now();
      // those to a 429 are no measure
      if (response.ok) this.latencyOf(ask.asker).note(Math.max(0, now - sentAt), now);
      return { response, sentAt, bytes };
    } catch (error) {
      if (stage === unanswered) bucket.heard(sentAt, false);
      if (error instanceof Deno.errors.NotCapable) {
        throw new HttpFault(
          "rejected",
          ask.path,
          "this program has no permission to reach the host of base_url",
        );
      }
      const cause = watch.signal.aborted ? watch.signal.reason : error;
      throw new HttpFault("passing", ask.path, transport(cause, stage, authorization));
    } finally {
      watch.end();
    }
  }

  #limited(headers: Headers, sentAt: number): void {
    const { bucket, clock, log } = this.#options;
    this.counts.refused429++;
    const until = resetTime(headers, clock.now());
    const before = bucket.closedUntil;
    const limit = Number(headers.get("x-aircallapi-limit"));
    bucket.refused(sentAt, until, limit);
    if (before !== undefined) return;
    const seconds = Math.ceil((until - clock.now()) / 1000);
    const rate = Math.floor(bucket.perMinute);
    log.warn(
      `Aircall answered 429 (too many requests): everything waits ${seconds} s, then goes on at ${rate} requests a minute. ` +
        `The limit is the whole company's; other programs use it too.`,
    );
  }
}

interface Sent {
  response: Response;
  sentAt: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Reads nothing of a body, and lets go of it; that it cannot be let go of does not matter. */
async function discard(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  await response.body?.cancel().catch(() => {});
  return new Uint8Array();
}

function fault(ask: Ask<string>, response: Response, words: string): HttpFault {
  const happened = [`${response.status}`, response.statusText].filter(Boolean).join(" ");
  return new HttpFault(
    kindOf(response.status),
    ask.path,
    words ? `${happened} ("${words}")` : happened,
    response.status,
  );
}

/** What went wrong below HTTP, in a few words. The runtime's own may quote the header that it could not send. */
function transport(error: unknown, stage: string, secret: Secret): string {
  if (error instanceof Malformed || error instanceof TooSlow) return error.message;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const words = cause instanceof Error ? secret.redact(cause.message).split("\n")[0] ?? "" : "";
  return words ? `${stage} (${words.slice(0, 200)})` : stage;
}

/** The server's `Date` is a whole second that began before it answered; it answered after we sent. */
function behind(headers: Headers, sentAt: number): number | undefined {
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) ? undefined : Math.max(0, sentAt - (date + 1000));
}
