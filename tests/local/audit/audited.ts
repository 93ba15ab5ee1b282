import { connect } from "../../../src/aircall/connect.ts";
import type { DiscreetLog } from "../../../src/aircall/outside.ts";
import { streams } from "../../../src/aircall/streams/mod.ts";
import { readWanted } from "../../../src/aircall/wanted.ts";
import { Engine } from "../../../src/capture/engine.ts";
import type { JsonObject } from "../../../src/capture/stream.ts";
import { utc } from "../../../src/capture/utc.ts";
import type { Clock } from "../../../src/capture/clock.ts";
import { VirtualClock } from "../../../src/capture/virtual_clock.ts";
import { audit } from "../../../src/local/audit/audit.ts";
import type { Audit, Depth, StreamAudit } from "../../../src/local/audit/result.ts";
import { keyDigest } from "../../../src/local/identity/key.ts";
import type { Store } from "../../../src/local/store.ts";
import { Simulator, type SimulatorOptions } from "../../../src/simulator/mod.ts";
import { MemoryStore } from "../memory_store.ts";

/** How a test's account and configuration are made. */
export interface AccountOptions extends Omit<Partial<SimulatorOptions>, "clock"> {
  /** @default "2020-01-01T00:00:00Z" */
  start?: string;
  /** @default 600 */
  requestsPerMinute?: number;
  /** What is synced and audited. @default all */
  only?: string[];
  /** @default 2026-11-02T09:00:00Z */
  now?: number;
  /** Instead of a virtual one that begins then. */
  clock?: Clock;
  /** @default one that nobody listens at: the account is asked in this process */
  baseUrl?: string;
}

const quiet: DiscreetLog = { hide() {}, debug() {}, info() {}, warn() {}, error() {} };

/** An account, a store of it, and what compares the two: all in this process, on a virtual clock. */
export class AuditedAccount {
  readonly clock: Clock;
  readonly simulator: Simulator;
  readonly store: MemoryStore;
  readonly #options: AccountOptions;
  readonly stop = new AbortController();
  /** How far each stream was told to be. */
  readonly told: string[] = [];

  constructor(options: AccountOptions = {}) {
    this.#options = options;
    this.clock = options.clock ?? new VirtualClock(options.now ?? Date.parse("2026-11-02T09:00:00Z"));
    this.simulator = new Simulator({ limit: null, ...options, clock: this.clock });
    this.store = new MemoryStore(this.clock);
  }

  get streams() {
    const { only } = this.#options;
    return streams.filter(({ name }) => !only || only.includes(name));
  }

  /** A configuration as a person writes it. */
  get configuration(): JsonObject {
    const { id, token } = this.simulator.credentials;
    const { start = "2020-01-01T00:00:00Z", requestsPerMinute = 600, baseUrl = "http://127.0.0.1:1" } =
      this.#options;
    return {
      ...{ api_id: id, api_token: token, start_date: start },
      advanced: { requests_per_minute: requestsPerMinute, base_url: baseUrl },
    };
  }

  /** What a run of the program has from outside. */
  get outside() {
    const { clock, simulator, stop } = this;
    return {
      ...{ clock, fetch: simulator.fetch, random: () => 0.5, log: quiet, mayReach: () => true },
      signal: stop.signal,
    };
  }

  /** Brings a store up to date, once. */
  async sync(only = this.streams, store: Store = this.store): Promise<void> {
    const { config, resources } = readWanted(
      this.configuration,
      only.map(({ name }) => ({ stream: name })),
      this.outside,
    );
    const { api, client } = connect(config, this.outside);
    const began = this.clock.now();
    const engine = new Engine({
      bindings: resources.map((resource) => ({
        ...resource,
        state: structuredClone(store.state(resource.stream)),
      })),
      source: ({ name }) => api.source(name),
      sink: store,
      clock: this.clock,
      log: quiet,
      once: true,
      signal: this.stop.signal,
    });
    await engine.run();
    await store.identify({ keys: [keyDigest(config.apiId)] });
    await store.note({
      began: utc(began),
      ended: utc(this.clock.now()),
      requests: client.counts.requests,
      refused429: client.counts.refused429,
      requestsPerMinute: config.requestsPerMinute,
      streams: Object.fromEntries(only.map(({ name }) => [name, { created: 0, updated: 0, deleted: 0 }])),
      incomplete: [],
    });
  }

  /** Audits what is stored. */
  async audit(depth: Depth = "months", named = false, patience = 60_000): Promise<Audit> {
    const { config } = readWanted(this.configuration, [], this.outside);
    const { api, client } = connect(config, this.outside, { patience });
    this.simulator.clearJournal();
    const { audit: found } = await audit({
      ...{ streams: this.streams, named, depth, start: config.start, lookAt: this.store.lookAt },
      ping: (signal) => api.ping("credentials", "tail", signal),
      belongs: () => Promise.resolve(),
      source: ({ name }) => api.source(name),
      counts: client.counts,
      clock: this.clock,
      signal: this.stop.signal,
      about: {
        version: "0.0.0",
        against: "memory",
        api: config.baseUrl,
        requestsPerMinute: config.requestsPerMinute,
      },
      progress: (stream, done, of) => void this.told.push(`${stream} ${done}/${of}`),
      waits: (what) => void this.told.push(what),
    });
    return found;
  }
}

/** What an audit says of one stream. */
export function of(result: Audit, name: string): StreamAudit {
  const found = result.streams.find(({ stream }) => stream === name);
  if (!found) throw new Error(`nothing is said of ${name}`);
  return found;
}
