import fc from "fast-check";
import { variants } from "../../src/flow/runtime/mod.ts";
import { type FaultKind, type StreamName, streams } from "../../src/simulator/mod.ts";
import type { AccountPlan, Change, Death, FaultPlan, Life, Planned, RowKind, Schedule } from "./schedule.ts";

/** From `least` to `most`, small numbers as often as large ones. */
function spread(least: number, most: number): fc.Arbitrary<number> {
  const steps = [most >> 6, most >> 3, most].map((top) =>
    fc.integer({ min: least, max: Math.max(least, top) })
  );
  return fc.oneof(...steps);
}

/** Mostly the one, once in so many the other. */
function often<T>(one: fc.Arbitrary<T>, other: fc.Arbitrary<T>, times: number): fc.Arbitrary<T> {
  return fc.oneof({ weight: times - 1, arbitrary: one }, { weight: 1, arbitrary: other });
}

const HOUR = 3600;
const DAY = 24 * HOUR;
const seconds = spread(0, 2 * DAY);
const pick = fc.nat(1000);
const few = often(fc.constant(1), fc.integer({ min: 2, max: 60 }), 6);
const rare = often(fc.constant(false), fc.constant(true), 5);

/** Whole pages, and one row more: where a count that is wrong agrees with the rows. */
const whole = fc.constantFrom(50, 51, 100);

const account: fc.Arbitrary<AccountPlan> = fc.record({
  // rarely more than one leg of a walk
  calls: often(often(spread(0, 400), whole, 6), fc.integer({ min: 4900, max: 5400 }), 300),
  days: fc.constantFrom(1, 30, 170),
  bursts: fc.array(fc.record({ ago: spread(4, 20 * DAY), count: spread(2, 220) }), { maxLength: 2 }),
  leaving: fc.oneof(
    { weight: 4, arbitrary: fc.constant({ count: 0, every: 1 }) },
    { weight: 1, arbitrary: fc.record({ count: spread(1, 160), every: fc.integer({ min: 1, max: 20 }) }) },
  ),
  contacts: often(spread(0, 300), whole, 6),
  users: often(spread(0, 120), whole, 6),
  teams: fc.nat(5),
  numbers: fc.nat(8),
  tags: often(spread(0, 60), whole, 6),
  webhooks: fc.nat(4),
  callOrder: fc.constantFrom("started_at", "id"),
  latency: fc.constantFrom(0, 40, 300, 1500),
  skew: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, {
    weight: 1,
    arbitrary: fc.integer({ min: -90_000, max: 90_000 }),
  }),
});

const row = fc.constantFrom<RowKind>("tag", "user", "team", "number", "webhook");
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("call"),
      ago: spread(0, 1200),
      talk: spread(0, 3 * HOUR),
      finalise: spread(0, 1200),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("burst"), count: spread(2, 130) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("edit call"),
      pick,
      count: few,
      edit: fc.constantFrom("comment", "tag", "untag", "archive", "assign"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("add contact"),
      ago: fc.oneof(fc.constant(0), spread(1, 300 * DAY)),
      count: few,
      silent: rare,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("edit contact"), pick, count: few, silent: rare }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete contact"), pick, count: few }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom("add", "edit", "delete"), row, pick, count: few }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("availability"),
      pick,
      to: fc.constantFrom("available", "offline", "in_call"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rename company") }) },
);
const planned: fc.Arbitrary<Planned> = fc.record({
  at: fc.oneof(
    { weight: 2, arbitrary: fc.record({ request: spread(1, 200) }) },
    { weight: 1, arbitrary: fc.record({ second: seconds }) },
  ),
  change,
});

/** Faults that may pass. What no reader can notice ("huge-number" is a new field, and right) is not among them. */
const kind: fc.Arbitrary<FaultKind> = fc.oneof(
  fc.constantFrom<FaultKind>(
    ...["reset", "cut", "stall-headers", "stall-body", "truncated-json", "html"] as const,
    ...["wrong-type", "wrong-shape", "invalid-utf8", "no-envelope", "empty-page"] as const,
    ...["duplicate-rows", "drop-row", "loop-link", "foreign-link", "missing-key"] as const,
  ),
  fc.constantFrom(408, 429, 500, 502, 503, 504).map((status) => ({ status })),
  fc.constantFrom(50, 9000).map((drip) => ({ drip })),
  fc.constantFrom(-50, -1, 1, 7).map((total) => ({ total })),
);
const fault: fc.Arbitrary<FaultPlan> = fc.record({
  path: fc.constantFrom("any", "calls", "contacts", "users", "availabilities", "directory"),
  kind,
  nth: spread(1, 120),
  every: fc.constantFrom(1, 2, 5),
  times: fc.integer({ min: 1, max: 4 }),
});

const nth = spread(1, 700);
const death: fc.Arbitrary<Death> = fc.oneof(
  fc.record({ at: fc.constantFrom("document", "checkpoint", "commit"), nth }),
  fc.record({ at: fc.constant("request"), nth: spread(1, 200), answered: fc.boolean() }),
  fc.record({ at: fc.constant("time") }),
);
const interval = fc.constantFrom("PT1M", "PT5M", "PT15M", "PT1H", "PT6H");
const syncMode = fc.oneof(
  { weight: 4, arbitrary: fc.constant("incremental") },
  { weight: 1, arbitrary: fc.constant("full_refresh") },
);
const stream = fc.constantFrom<StreamName>(...streams);
const publish = fc.oneof(
  fc.record({ stream, interval }),
  fc.record({ stream, syncMode }),
  fc.record({ stream, backfill: fc.constant(1) }),
);
const life: fc.Arbitrary<Life> = fc.record({
  lasts: seconds,
  death,
  signal: fc.oneof(
    { weight: 3, arbitrary: fc.constant("SIGKILL" as const) },
    { weight: 1, arbitrary: fc.constant("SIGTERM" as const) },
  ),
  commits: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
  once: rare,
  callsPerHour: fc.constantFrom(0, 0, 4, 60, 600),
  changes: fc.array(planned, { maxLength: 8 }),
  faults: fc.oneof(fc.constant<FaultPlan[]>([]), fc.array(fault, { maxLength: 3 })),
  pause: fc.oneof(fc.constant(0), seconds),
  meanwhile: fc.array(change, { maxLength: 3 }),
  publish: fc.oneof({ weight: 3, arbitrary: fc.constant<Life["publish"]>([]) }, {
    weight: 1,
    arbitrary: fc.array(publish, { minLength: 1, maxLength: 2 }),
  }),
});

const bindings = fc.uniqueArray(fc.record({ stream, interval, syncMode }), {
  minLength: 1,
  maxLength: streams.length,
  selector: ({ stream }) => stream,
});

/** Schedules of every kind. */
export const schedule: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.nat(1_000_000),
  account,
  requestsPerMinute: fc.constantFrom(20, 60, 120, 600),
  variant: fc.constantFrom(...variants),
  bindings,
  lives: fc.array(life, { minLength: 1, maxLength: 4 }),
  awake: rare,
});
