import type { Clock } from "../capture/clock.ts";
import { Account } from "./account.ts";
import { type Answer, deliver } from "./answer.ts";
import { deliveryOf, distort, encode, replyOf } from "./fault_effects.ts";
import { type FaultKind, faultName, Faults } from "./faults.ts";
import { type Entry, Journal } from "./journal.ts";
import { Limit, type Refused } from "./limit.ts";
import {
  checkOptions,
  type Credentials,
  defaultCredentials,
  defaultSize,
  type SimulatorOptions,
} from "./options.ts";
import { Random } from "./random.ts";
import { edge, type Reply } from "./replies.ts";
import { type Match, Router } from "./router.ts";
import { routes } from "./routes.ts";

/** A request as it reaches the server, over a socket or not. */
export interface Incoming {
  method: string;
  url: URL;
  authorization: string | null;
  /** Reads the body's text. */
  text(): Promise<string>;
  signal: AbortSignal | undefined;
}

/**
 * The Aircall API of one invented account. It answers in this process through `fetch`, or on a port through `serve`;
 * everything that happens to the account by itself follows from the clock.
 */
export class Simulator {
  /** What is true, and the means to change it. */
  readonly account: Account;
  /** Lets requests go wrong. */
  readonly faults: Faults;
  /** The same signature as the global fetch, the same errors, and no socket. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Its only source of time. */
  readonly clock: Clock;
  #options: SimulatorOptions;
  #limit: Limit;
  #journal: Journal;
  #router = new Router(routes);
  #before = new Set<(entry: Entry) => void | Promise<void>>();
  #after = new Set<(entry: Entry) => void>();
  #requestIds: Random;

  /** Makes the account. @throws {RangeError} an option is out of its range */
  constructor(options: SimulatorOptions) {
    checkOptions(options);
    const { clock, seed = 1, size, limit = 120 } = options;
    this.#options = options;
    this.clock = clock;
    this.account = new Account({
      seed,
      size: { ...defaultSize, ...size },
      now: () => Math.floor(this.#now() / 1000),
      calm: options.calm ?? 14_400,
      speed: options.speed ?? 1,
      live: options.live ?? 0,
      callOrder: options.callOrder ?? "started_at",
      horizon: options.horizon,
      tagTime: options.tagTime ?? "tagged_at",
    });
    this.faults = new Faults(seed);
    this.#limit = new Limit(limit);
    this.#journal = new Journal(options.journalSize ?? 100_000);
    this.#requestIds = new Random(seed, 15);
    this.fetch = (input, init) => this.#fetch(input, init);
  }

  /** Every request since the start, or since `clearJournal`; of very many the latest. */
  get journal(): readonly Entry[] {
    return this.#journal.entries;
  }

  /** How many requests were answered, of one route (`/v1/calls/:id`) or all, with one status or any; exact. */
  count(what: { route?: string; status?: number } = {}): number {
    return this.#journal.count(what);
  }

  /** Forgets journal and counts. */
  clearJournal(): void {
    this.#journal.clear();
  }

  /** The API key that opens this account. */
  get credentials(): Credentials {
    return this.#options.credentials ?? defaultCredentials;
  }

  /** The Authorization header that goes with it. */
  get authorization(): string {
    const { id, token } = this.credentials;
    return `Basic ${btoa(`${id}:${token}`)}`;
  }

  /** Another limit from now on; null: none. */
  setLimit(perMinute: number | null): void {
    this.#limit.perMinute = perMinute;
  }

  /** Lets another program of the company use up so much of the limit, evenly. */
  otherTraffic(perMinute: number): void {
    this.#limit.otherTraffic(perMinute);
  }

  /**
   * Calls `hook` before each answer is made, so that the account can change between two pages.
   *
   * @returns a function that ends it
   */
  onRequest(hook: (entry: Entry) => void | Promise<void>): () => void {
    this.#before.add(hook);
    return () => void this.#before.delete(hook);
  }

  /**
   * Calls `hook` once it is settled what becomes of a request: its entry is complete then.
   *
   * @returns a function that ends it
   */
  onAnswer(hook: (entry: Entry) => void): () => void {
    this.#after.add(hook);
    return () => void this.#after.delete(hook);
  }

  /**
   * Makes the answer to a request, and says how it is to travel.
   *
   * @throws the signal's reason, when the client gives up before
   */
  async answer(incoming: Incoming): Promise<Answer> {
    const { method, url, signal } = incoming;
    signal?.throwIfAborted();
    const match = this.#router.find(method, url.pathname);
    const entry: Entry = {
      ...{ at: this.clock.now(), method, path: url.pathname, query: Object.fromEntries(url.searchParams) },
      ...{ route: match?.route.pattern ?? "*", status: 0 },
    };
    this.#journal.add(entry);
    try {
      const denied = this.#denied(match, incoming.authorization);
      const refused = denied ? undefined : this.#limit.take(entry.at);
      const fault = denied || refused ? undefined : this.faults.next(entry);
      if (fault !== undefined) entry.fault = faultName(fault);
      await this.#wait(signal);
      for (const hook of this.#before) await hook(entry);
      const reply = !match || denied || refused
        ? denied ?? replyOf(refused ? 429 : 404)
        : await this.#reply(match, incoming, fault);
      return this.#finish(reply, entry, fault, url, refused);
    } finally {
      this.#journal.close(entry);
      for (const hook of this.#after) hook(entry);
    }
  }

  async #fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const request = input instanceof Request ? input : undefined;
    const signal = init.signal ?? request?.signal;
    const answer = await this.answer({
      method: (init.method ?? request?.method ?? "GET").toUpperCase(),
      url: new URL(request?.url ?? String(input)),
      authorization: new Headers(init.headers ?? request?.headers).get("authorization"),
      text: () => request && !init.body ? request.text() : new Response(init.body ?? null).text(),
      signal,
    });
    return await deliver(answer, this.clock, signal);
  }

  /** Unix milliseconds by the server's clock. */
  #now(): number {
    return this.clock.now() + (this.#options.skew ?? 0);
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    const { latency = 0 } = this.#options;
    const ms = typeof latency === "number" ? latency : latency();
    if (ms > 0) await this.clock.sleep(ms, signal);
  }

  /** What the edge says to a request that has no business here. The root document is open to all. */
  #denied(match: Match | undefined, authorization: string | null): Reply | undefined {
    if (!match) return edge(404);
    if (match.route.pattern === "/") return undefined;
    if (authorization === null) return edge(401);
    return authorization === this.authorization ? undefined : edge(403);
  }

  async #reply(match: Match, incoming: Incoming, fault: FaultKind | undefined): Promise<Reply> {
    if (typeof fault === "object" && "status" in fault) {
      const reply = replyOf(fault.status);
      return typeof fault.body === "object" ? { ...reply, body: fault.body } : reply;
    }
    const { url } = incoming;
    const body = incoming.method === "GET" ? undefined : parsed(await incoming.text());
    const { usersV1 = "refused", clampTotal = false } = this.#options;
    return match.route.reply({
      ...{ account: this.account, url, query: url.searchParams, params: match.params, body },
      options: { usersV1, clampTotal },
    });
  }

  #finish(
    plain: Reply,
    entry: Entry,
    fault: FaultKind | undefined,
    url: URL,
    refused: Refused | undefined,
  ): Answer {
    const reply = distort(plain, fault, url.href);
    const { body, type } = encode(reply, fault);
    const delivery = deliveryOf(fault);
    entry.status = delivery === "reset" || delivery === "stall-headers" ? 0 : reply.status;
    if (reply.page !== undefined) entry.page = reply.page;
    const rows = reply.envelope === undefined ? undefined : reply.body?.[reply.envelope];
    if (Array.isArray(rows) && entry.status !== 0) entry.rows = rows.length;
    const own = typeof fault === "object" && "status" in fault ? fault : undefined;
    const text = typeof own?.body === "string" ? new TextEncoder().encode(own.body) : body;
    return {
      status: reply.status,
      headers: {
        ...(reply.status === 204 ? {} : { "content-type": type, "content-length": String(text.length) }),
        "date": new Date(this.#now()).toUTCString(),
        "server": "istio-envoy",
        "cache-control": "max-age=0, private, must-revalidate",
        "x-request-id": this.#requestIds.uuid(),
        ...(refused ? this.#limitHeaders(refused) : {}),
        ...own?.headers,
      },
      body: text,
      delivery,
    };
  }

  /** Sent on a 429 only. */
  #limitHeaders({ until }: Refused): Record<string, string> {
    const { resetHeader = "seconds", skew = 0 } = this.#options;
    if (resetHeader === "none") return {};
    const at = Math.ceil((until + skew) / 1000);
    const reset = { seconds: at, milliseconds: until + skew, past: at - 3600, far: at + 86_400 }[resetHeader];
    return {
      "x-aircallapi-limit": String(this.#limit.perMinute),
      "x-aircallapi-remaining": "0",
      "x-aircallapi-reset": String(reset),
    };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
