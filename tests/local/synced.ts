import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import type { Weight } from "../../src/aircall/redacted_log.ts";
import { PersonLog } from "../../src/local/person_log.ts";
import type { Board } from "../../src/local/progress/board.ts";
import type { Outcome, Plan, View } from "../../src/local/progress/view.ts";
import { sync, type SyncWish } from "../../src/local/sync.ts";
import { differences, Simulator, type SimulatorOptions, streams } from "../../src/simulator/mod.ts";
import { configOf } from "../support/talk.ts";
import { MemoryStore } from "./memory_store.ts";

/** A view that keeps everything it was told. */
export class KeptView implements View {
  readonly every = 1000;
  readonly plans: Plan[] = [];
  readonly said: string[] = [];
  readonly boards: Board[] = [];
  readonly outcomes: Outcome[] = [];

  begin(plan: Plan): void {
    this.plans.push(plan);
  }
  say(weight: Weight, message: string): void {
    this.said.push(`${weight}: ${message}`);
  }
  show(board: Board): void {
    this.boards.push(board);
  }
  end(outcome: Outcome): void {
    this.outcomes.push(outcome);
  }
}

/** What one run did. */
export interface Ran {
  /** The exit code that the program would end with. */
  code: number;
  error: string | undefined;
  outcome: Outcome;
  view: KeptView;
}

/** What a run is asked for beside the account. */
export interface Asked extends Partial<Omit<SyncWish, "input">> {
  /** @default one that opens the account */
  input?: Record<string, unknown>;
  /** Another view beside the one that keeps everything. */
  beside?: View;
  signal?: AbortSignal;
}

/** An account, and what is kept of it on this side, on a virtual clock. */
export class Synced {
  readonly clock = new VirtualClock();
  readonly simulator: Simulator;
  readonly store = new MemoryStore(this.clock);
  opened = 0;

  constructor(options: Partial<SimulatorOptions> = {}) {
    const size = {
      calls: 900,
      days: 60,
      contacts: 240,
      users: 60,
      teams: 5,
      numbers: 6,
      tags: 12,
      webhooks: 3,
    };
    this.simulator = new Simulator({ size, limit: null, ...options, clock: this.clock });
  }

  /** One run of sync. */
  async run(asked: Asked = {}): Promise<Ran> {
    const { beside, signal = new AbortController().signal, input = configOf(this.simulator), ...wish } =
      asked;
    const view = new KeptView();
    const views = beside ? [view, beside] : [view];
    const all: View = {
      every: Math.min(...views.map(({ every }) => every)),
      begin: (plan) => views.forEach((one) => one.begin(plan)),
      say: (weight, message) => views.forEach((one) => one.say(weight, message)),
      show: (board) => views.forEach((one) => one.show(board)),
      end: (outcome) => views.forEach((one) => one.end(outcome)),
    };
    const outcome = await sync({
      input: () => Promise.resolve(input),
      streams,
      follow: false,
      to: "aircall.sqlite",
      again: "source-aircall sync --to aircall.sqlite",
      ...wish,
    }, {
      outside: {
        clock: this.clock,
        fetch: this.simulator.fetch,
        random: () => 0.5,
        log: new PersonLog((weight, message) => all.say(weight, message)),
        mayReach: () => true,
        signal,
      },
      view: all,
      open: () => {
        this.opened++;
        return Promise.resolve(this.store);
      },
    });
    assertEquals(view.outcomes, [outcome]);
    return { code: outcome.code, error: outcome.error, outcome, view };
  }

  /** How what is kept differs from the account. */
  differences(names: readonly (typeof streams[number])[] = streams): string[] {
    return names.flatMap((name) => differences(this.simulator.account, name, this.store.table(name)));
  }

  /** How many documents came since the last time this was asked. */
  came(): string[] {
    return this.store.log.splice(0);
  }
}
