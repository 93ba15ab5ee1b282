import { connect } from "../../../src/aircall/connect.ts";
import { streams as all } from "../../../src/aircall/streams/mod.ts";
import { readWanted } from "../../../src/aircall/wanted.ts";
import { Engine } from "../../../src/capture/engine.ts";
import { VirtualClock } from "../../../src/capture/virtual_clock.ts";
import { runAudit } from "../../../src/local/audit/run.ts";
import { tracesIn } from "../../../src/local/identity/traces.ts";
import { PersonLog } from "../../../src/local/person_log.ts";
import { lookAtStore, openStore } from "../../../src/local/store/mod.ts";
import type { Identity } from "../../../src/local/store/identity.ts";
import { sync } from "../../../src/local/sync.ts";
import { Simulator, type SimulatorOptions } from "../../../src/simulator/mod.ts";
import { configOf } from "../../support/talk.ts";
import { type Examined, examined } from "../doctor/examined.ts";
import { KeptView } from "../synced.ts";

const SIZE = { calls: 90, days: 20, contacts: 30, users: 8, teams: 2, numbers: 3, tags: 10, webhooks: 2 };

/** A company, and the key that opens it. */
export class Company {
  readonly simulator: Simulator;
  readonly #key: { id: string; token: string };

  constructor(clock: VirtualClock, seed: number, options: Partial<SimulatorOptions> = {}) {
    this.#key = { id: `key-of-company-${seed}`, token: `token-of-company-${seed}` };
    this.simulator = new Simulator({
      seed,
      size: SIZE,
      limit: null,
      ...options,
      credentials: this.#key,
      clock,
    });
  }

  /** From now on the key of before is refused, and another one opens the account. */
  replaceKey(): void {
    this.#key.id += "-anew";
    this.#key.token += "-anew";
  }

  /** The key of before is taken again. */
  restoreKey(): void {
    this.#key.id = this.#key.id.replace(/-anew$/, "");
    this.#key.token = this.#key.token.replace(/-anew$/, "");
  }

  get name(): string {
    return this.simulator.account.truth("company").keys().next().value ?? "";
  }
}

/** What a run did. */
export interface Ran {
  code: number;
  error: string;
  said: string[];
  /** Requests that the account was asked. */
  asked: number;
  /** Those that no stream has made. */
  beside: number;
}

/** Accounts, and one place on disk for them. */
export class Accounts {
  readonly clock = new VirtualClock();
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  company(seed: number, options: Partial<SimulatorOptions> = {}): Company {
    return new Company(this.clock, seed, options);
  }

  /** Syncs a company's account to the place. @param streams all of them where none are named */
  async sync({ simulator }: Company, ...streams: string[]): Promise<Ran> {
    const view = new KeptView();
    const before = simulator.count();
    const { code, error = "", streams: rows } = await sync({
      input: () => Promise.resolve(configOf(simulator)),
      streams: streams.length > 0 ? streams : all.map(({ name }) => name),
      follow: false,
      to: this.path,
      again: "",
    }, {
      outside: {
        ...this.#outside(simulator),
        log: new PersonLog((weight, text) => view.say(weight, text), "info"),
      },
      view,
      open: () => openStore(this.path, this.clock),
    });
    const asked = simulator.count() - before;
    return {
      code,
      error,
      said: view.said,
      asked,
      beside: asked - rows.reduce((sum, { requests }) => sum + requests, 0),
    };
  }

  /** Fills the place as a program did that noted nothing of whose account it is. */
  async fillUnnoted({ simulator }: Company, ...names: string[]): Promise<void> {
    const outside = this.#outside(simulator);
    const { config, resources } = readWanted(
      configOf(simulator),
      all.filter(({ name }) => names.length === 0 || names.includes(name)).map(({ name }) => ({
        stream: name,
      })),
      outside,
    );
    const store = await openStore(this.path, this.clock);
    const { api } = connect(config, outside);
    await new Engine({
      bindings: resources.map((resource) => ({ ...resource, state: store.state(resource.stream) })),
      source: ({ name }) => api.source(name),
      sink: store,
      once: true,
      ...outside,
    }).run();
    await store.close();
  }

  /** Audits the place against a company's account. */
  async audit({ simulator }: Company): Promise<{ code: number; lines: string[] }> {
    const lines: string[] = [];
    const code = await runAudit({
      input: configOf(simulator),
      outside: this.#outside(simulator),
      path: this.path,
      lookAt: (look) => lookAtStore(this.path, look),
      streams: all,
      named: false,
      depth: "months",
      version: "1.2.3",
      json: false,
      print: (text) => void lines.push(text),
      progress: () => {},
    });
    return { code, lines };
  }

  /** What a doctor finds of a company's account and the place. */
  async doctor({ simulator }: Company): Promise<Examined> {
    const traces = await lookAtStore(this.path, tracesIn);
    return await examined(simulator, { kept: { path: this.path, traces } });
  }

  /** All that is kept, to be compared. */
  async kept(): Promise<unknown> {
    const store = await openStore(this.path, this.clock);
    const streams: unknown[] = [];
    for (const stream of all) {
      streams.push(stream.name, store.state(stream), await Array.fromAsync(store.rows(stream)));
    }
    const kept = {
      streams,
      identity: store.identity(),
      runs: await store.runs(),
      changes: await store.changes(),
    };
    await store.close();
    return kept;
  }

  /** What is noted of whose account it is. */
  async identity(): Promise<Identity | undefined> {
    const store = await openStore(this.path, this.clock);
    const identity = store.identity();
    await store.close();
    return identity;
  }

  #outside(simulator: Simulator) {
    return {
      clock: this.clock,
      fetch: simulator.fetch,
      random: () => 0.5,
      log: new PersonLog(() => {}),
      mayReach: () => true,
      signal: new AbortController().signal,
    };
  }
}
