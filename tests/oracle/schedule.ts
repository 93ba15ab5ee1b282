import type { Variant } from "../../src/flow/runtime/mod.ts";
import type { CallOrder, FaultKind, StreamName } from "../../src/simulator/mod.ts";
import type { BindingChange } from "../support/world.ts";

/** What is in the account at first, and how it is served. */
export interface AccountPlan {
  calls: number;
  /** Days that the calls are spread over. */
  days: number;
  /** Calls that share a second: so many, so many seconds ago. */
  bursts: { ago: number; count: number }[];
  /** Calls that leave the list one after the other while it is read. */
  leaving: { count: number; every: number };
  contacts: number;
  users: number;
  teams: number;
  numbers: number;
  tags: number;
  webhooks: number;
  callOrder: CallOrder;
  /** Milliseconds before each answer. */
  latency: number;
  /** Milliseconds that the server's clock is ahead. */
  skew: number;
}

/** Something that happens in the account. `pick` is a place among what there is then. */
export type Change =
  | { do: "call"; ago: number; talk: number; finalise: number }
  | { do: "burst"; count: number }
  | { do: "edit call"; pick: number; count: number; edit: "comment" | "tag" | "untag" | "archive" | "assign" }
  /** Made so many seconds ago, but only seen from now on; silent: `updated_at` says so too. */
  | { do: "add contact"; ago: number; count: number; silent: boolean }
  | { do: "edit contact"; pick: number; count: number; silent: boolean }
  | { do: "delete contact"; pick: number; count: number }
  | { do: "add" | "edit" | "delete"; row: RowKind; pick: number; count: number }
  | { do: "availability"; pick: number; to: string }
  | { do: "rename company" };

/** Rows of the directory. */
export type RowKind = "tag" | "user" | "team" | "number" | "webhook";

/** A change and its moment: before the nth answer of a life, or so many seconds after its beginning. */
export interface Planned {
  at: { request: number } | { second: number };
  change: Change;
}

/** Requests that go wrong: from the nth of those that match, so many, one in `every`. */
export interface FaultPlan {
  path: "any" | "calls" | "contacts" | "users" | "availabilities" | "directory";
  kind: FaultKind;
  nth: number;
  every: number;
  times: number;
}

/** How a life ends, at the latest after `lasts`. */
export type Death =
  | { at: "document" | "checkpoint" | "commit"; nth: number }
  | { at: "request"; nth: number; answered: boolean }
  | { at: "time" };

/** One process of the connector. */
export interface Life {
  /** Seconds after which it ends at the latest; cut to forty of the shortest intervals. */
  lasts: number;
  death: Death;
  signal: "SIGKILL" | "SIGTERM";
  /** Which checkpoints commit; the others fold into the next that does. */
  commits: boolean[];
  /** Runs with `--once`, and so ends by itself, if nothing kills it before. */
  once: boolean;
  /** Calls that come in by themselves. */
  callsPerHour: number;
  changes: Planned[];
  faults: FaultPlan[];
  /** Seconds until the next life. */
  pause: number;
  /** What happens in that time. */
  meanwhile: Change[];
  /** What is published before the next life, by stream; a `backfill` of 1 raises the counter. */
  publish: ({ stream: StreamName } & BindingChange)[];
}

/** All that happens to one capture: plain data, from which everything follows. */
export interface Schedule {
  seed: number;
  account: AccountPlan;
  requestsPerMinute: number;
  variant: Variant;
  bindings: { stream: StreamName; interval: string; syncMode: string }[];
  lives: Life[];
  /** Whether the connector runs while the account comes to rest. */
  awake: boolean;
}

/** A schedule, or a part of one, with everything else left out. */
export interface PartialSchedule extends Omit<Partial<Schedule>, "account" | "lives"> {
  account?: Partial<AccountPlan>;
  lives?: Partial<Life>[];
}

const account: AccountPlan = {
  ...{ calls: 0, days: 30, bursts: [], leaving: { count: 0, every: 1 }, contacts: 0, users: 0, teams: 0 },
  ...{ numbers: 0, tags: 0, webhooks: 0, callOrder: "started_at", latency: 0, skew: 0 },
};

/** A life of ten minutes in which nothing happens. */
export const idle: Life = {
  ...{ lasts: 600, death: { at: "time" }, signal: "SIGKILL", commits: [true], once: false, callsPerHour: 0 },
  ...{ changes: [], faults: [], pause: 0, meanwhile: [], publish: [] },
};

/** The whole of a schedule that names only what matters: nothing else happens, and there is nothing else. */
export function whole(part: PartialSchedule): Schedule {
  return {
    ...{ seed: 1, requestsPerMinute: 60, variant: "full", bindings: [], awake: false, ...part },
    account: { ...account, ...part.account },
    lives: (part.lives ?? []).map((one) => ({ ...idle, ...one })),
  };
}
