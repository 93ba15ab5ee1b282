import { type Clock, second } from "../capture/clock.ts";
import type { Log } from "../capture/log.ts";
import { duration } from "../capture/pace.ts";
import {
  type Endpoint,
  type Page,
  type PageAsk,
  type Source,
  StreamFault,
  type Work,
} from "../capture/source.ts";
import { utcSecond } from "../capture/utc.ts";
import type { Ask, Client } from "../http/client.ts";
import { readJson } from "../http/body.ts";
import { HttpFault } from "../http/fault.ts";
import { CredentialsRefused } from "./errors.ts";
import { PageReader } from "./page.ts";

/** What an {@link Api} works with. */
export interface ApiOptions {
  client: Client<Work>;
  clock: Clock;
  /** For the one warning that the clocks are far apart. */
  log: Log;
  /** Which optional parts of a row to ask for, where a list has them. */
  details: readonly string[];
  /** Requests a minute, for how far to read ahead. */
  perMinute: number;
}

/** Rows of a page when it is full; more are not given. */
const PAGE_SIZE = 50;
/** The last position that any list gives out. */
const REACH = 10_000;
/** Seconds that have to be over before a second counts as settled. */
const SETTLE = 2;
/** How old an answer may be to tell how far the server's clock is behind, in milliseconds: ours may have been set since. */
const STALE = 600_000;
/** So far apart two clocks are only where one of them is wrong, in seconds. */
const FAR = 900;
/** Pages asked for ahead in any case: as many as the rate sends in so many seconds, from the least to the most. */
const READY = { seconds: 6, least: 2, most: 12 };
/** The same, and the most of all, where the rate is faster than one process reads: then it is the process that the next page waits for. */
const UNUSED = { least: 2, most: 8 };
/** More of them where answers take long: what the rate sends in that time, and a part more, since nobody knows how long the next one takes. */
const MARGIN = 4 / 3;
/** At most so many, at 128 KiB each: those that have come are held while one before them is on its way. */
const MOST = 60;
/** Pages a second that one process can read, whatever the rate. */
const FASTEST = 100;

/** Aircall's REST API: what is asked for, and what an answer means for a stream. */
export class Api {
  readonly #options: ApiOptions;
  /** Seconds by which the server's clock is behind ours, going by its last answer. */
  #behind = 0;
  /** Unix milliseconds, by our clock, at which what was answered last was asked. */
  #heardAt = -Infinity;
  #hearing: Promise<void> | undefined;
  /** The same as a ping found it: an answer that tells quite another time is not believed before a ping tells it too. */
  #told = 0;
  #warned = false;
  readonly #readers = new Map<Endpoint, PageReader>();

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /**
   * Asks whether the credentials are taken: one request.
   *
   * @throws {CredentialsRefused} they are not
   */
  async ping(asker: string, work: Work = "tail", signal?: AbortSignal): Promise<void> {
    try {
      await this.#ask({ path: "/v1/ping", asker, work, signal }, (body) => void readJson(body));
    } catch (error) {
      if (!(error instanceof HttpFault) || error.kind !== "refused") throw error;
      throw new CredentialsRefused(
        `Aircall refused the credentials (${error.happened} on /v1/ping). Check api_id and api_token under Integrations & API → API Keys ` +
          `in the Aircall dashboard; a key that was deleted there cannot be used again.`,
      );
    }
  }

  /** The API as one stream sees it. */
  source(stream: string): Source {
    const ahead = () => this.#ahead(stream);
    return {
      pageSize: PAGE_SIZE,
      reach: REACH,
      get ahead() {
        return ahead();
      },
      page: (endpoint, ask, work, signal) => this.#page(stream, endpoint, ask, work, signal),
      status: (path, work, signal) =>
        this.#options.client.status({ path, asker: stream, work, signal }).catch(stops(() => path)),
      settled: (signal) => this.#settled(stream, signal),
    };
  }

  /** As many as are on their way at a time while the rate is used (Little's law). */
  #ahead(stream: string): number {
    const { perMinute, client } = this.#options;
    const rate = perMinute / 60;
    const { least, most } = client.latencyOf(stream);
    const flying = (latency: number) => Math.ceil(MARGIN * Math.min(FASTEST, rate) * latency / 1000);
    // the slower ones have waited for this process
    if (rate > FASTEST) return Math.min(UNUSED.most, Math.max(UNUSED.least, flying(least)));
    const ready = Math.min(READY.most, Math.max(READY.least, Math.ceil(rate * READY.seconds)));
    return Math.max(ready, Math.min(MOST, flying(most)));
  }

  async #page(
    stream: string,
    endpoint: Endpoint,
    ask: PageAsk,
    work: Work,
    signal: AbortSignal,
  ): Promise<Page> {
    const path = `${endpoint.path}${this.#query(endpoint, ask)}`;
    const asked = this.#ask(
      { path, asker: stream, work, signal },
      (body, free) => this.#reader(endpoint).read(body, ask.page, free),
    );
    return await asked.catch(async (error) => {
      if (error instanceof HttpFault && error.kind === "refused") await this.ping(stream, work, signal);
      throw error;
    }).catch(stops(() => where(endpoint, ask)));
  }

  /** Built anew for each page: the links in the answers drop parameters and lead past the list's end. */
  #query(endpoint: Endpoint, { page, size = PAGE_SIZE, order, window, query }: PageAsk): string {
    const parameters: Record<string, string> = { ...endpoint.query, ...query };
    if (order) parameters.order = order;
    if (window) {
      // (]: as they are; []: the second after `from` is the first that is wanted
      parameters.from = String(endpoint.time?.bounds === "[]" ? window.from + 1 : window.from);
      parameters.to = String(window.to);
    }
    for (const name of this.#options.details) {
      const flag = endpoint.details?.[name];
      if (flag) parameters[flag] = "true";
    }
    let text = "?";
    for (const name of Object.keys(parameters)) {
      text += `${name}=${encodeURIComponent(parameters[name] ?? "")}&`;
    }
    return `${text}per_page=${size}&page=${page}`;
  }

  #reader(endpoint: Endpoint): PageReader {
    let reader = this.#readers.get(endpoint);
    if (!reader) this.#readers.set(endpoint, reader = new PageReader(endpoint));
    return reader;
  }

  async #ask<T>(ask: Ask<Work>, read: (body: Uint8Array, free: () => void) => T): Promise<T> {
    const at = this.#options.clock.now(); // and not when it is answered: ours may be set in between
    const { value, behind } = await this.#options.client.json(ask, read);
    this.#heardAt = at;
    if (behind !== undefined) this.#behind = Math.ceil(behind / 1000);
    return value;
  }

  async #settled(stream: string, signal: AbortSignal): Promise<number> {
    const age = Math.abs(this.#options.clock.now() - this.#heardAt);
    if (age > STALE || Math.abs(this.#behind - this.#told) > FAR) {
      this.#hearing ??= this.ping(stream, "tail", signal)
        .then(() => void (this.#told = this.#behind))
        .finally(() => this.#hearing = undefined);
      await this.#hearing.catch(stops(() => "the server's time"));
    }
    if (this.#behind > FAR && !this.#warned) {
      this.#warned = true;
      this.#options.log.warn(
        `Aircall's clock is ${
          duration(this.#behind * 1000)
        } behind this machine's, and nothing is read before it has happened by Aircall's: ` +
          `check this machine's clock, and whether something on the way answers from a cache.`,
      );
    }
    // an answer that says it is older than time itself holds everything back, but to no moment before that
    return Math.max(0, second(this.#options.clock) - SETTLE - this.#behind);
  }
}

/** For a promise's `catch`: what a request got instead of an answer stops the stream alone, anything else goes on up. */
function stops(place: () => string): (error: unknown) => never {
  return (error) => {
    throw error instanceof HttpFault
      ? new StreamFault(`${place()}: ${error.message}. ${meaning(error)}`, { cause: error })
      : error;
  };
}

function where(endpoint: Endpoint, { page, window }: PageAsk): string {
  const stretch = window ? ` after ${utcSecond(window.from)} to ${utcSecond(window.to)}` : "";
  return `${endpoint.path}${stretch}, page ${page}`;
}

function meaning({ kind }: HttpFault): string {
  switch (kind) {
    case "refused":
      return "The credentials themselves are taken, so this key or plan may not read this list; ask Aircall's support, or do without this stream";
    case "missing":
      return "This list is not there any more; a newer version of the connector may know where it went";
    case "limited":
      return "The limit is the whole company's, and other programs use it up; nothing was skipped, and the next run goes on here";
    case "passing":
      return "It kept failing; nothing was skipped, and the next run goes on here";
    default:
      return "Asking again will not change that; it is a fault of this connector or of the API: please report it with this line";
  }
}
