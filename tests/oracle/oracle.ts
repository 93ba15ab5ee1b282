import { differences, type SimulatorOptions } from "../../src/simulator/mod.ts";
import { type BindingChange, World } from "../support/world.ts";
import { type Capabilities, capabilities as all } from "./capabilities.ts";
import { Changes } from "./changes.ts";
import { Excuses } from "./excuses.ts";
import { live, type Stage } from "./life.ts";
import { type AccountPlan, idle, type Life, type Schedule } from "./schedule.ts";
import { Watcher } from "./watcher.ts";

/** Until every call has come to rest, its last tag two hours after its end included, in milliseconds. */
const REST = 6 * 3_600_000;
/** Long enough for everything that is done once a day. */
const DAY = 26 * 3_600_000;
const nothing: Capabilities = { lateEdits: false, contactDeletions: false, silentContactEdits: false };

/** What a schedule came to. */
export interface Outcome {
  /** What is wrong; nothing, if all is well. */
  breaches: string[];
  requests: number;
  documents: number;
}

/**
 * Plays a schedule to its end: all its lives, then quiet.
 *
 *   lives, changes, faults, deaths       rest      --once         a day that is followed
 *   ──────────────────────────────────┼─────────┼─────────┼──────────────────────────┼──▶
 *                                                     equal, but for what              equal
 *                                                     no list tells of at once
 */
export async function play(schedule: Schedule, capabilities: Capabilities = all): Promise<Outcome> {
  const world = worldOf(schedule);
  const { simulator, clock } = world;
  const excuses = new Excuses(simulator);
  const watcher = new Watcher(simulator, excuses);
  const changes = new Changes(simulator, excuses);
  const published = new Map<string, BindingChange & { interval: string }>(
    schedule.bindings.map(({ stream, ...binding }) => [stream, binding]),
  );
  const intervals = () => [...published.values()].map(({ interval }) => interval);
  const stage: Stage = { world, changes, watcher, intervals: intervals() };
  prepare(world, schedule.account, excuses);

  const publish = async (interval?: string) => {
    // whoever publishes takes no part in the count
    simulator.setLimit(null);
    const single = interval === undefined
      ? published
      : new Map([...published].map(([stream, binding]) => [stream, { ...binding, interval }]));
    await world.publish({}, single);
    simulator.setLimit(schedule.requestsPerMinute);
    stage.intervals = interval === undefined ? intervals() : [interval];
  };
  const compare = (when: string, found: Capabilities) => {
    for (const stream of world.bound) {
      const captured = world.captured(stream);
      const lines = differences(simulator.account, stream, captured, { most: Infinity });
      for (const line of excuses.inexcusable(stream, lines, found)) watcher.breach(`${when}, ${line}`);
    }
  };
  /** A life without changes and faults, to a polite end. */
  const calm = async (interval: string, ms: number) => {
    await publish(interval);
    await live(stage, { ...quiet, lasts: ms / 1000 });
  };

  await publish();
  for (const life of schedule.lives) {
    await live(stage, life);
    if (life.publish.length === 0) continue;
    for (const { stream, ...change } of life.publish) {
      const before = published.get(stream);
      if (!before) continue;
      const { backfill = 0 } = before;
      published.set(stream, { ...before, ...change, backfill: backfill + (change.backfill ?? 0) });
      if (change.backfill) excuses.beginsAnew(stream);
    }
    await publish();
  }
  if (schedule.awake) await calm("PT1H", REST);
  else await clock.sleep(REST);
  const end = await live(stage, { ...quiet, once: true, lasts: DAY / 1000 });
  if (end !== "by itself") watcher.breach("the last run with --once does not end");
  compare("at once", nothing);
  if (Object.values(capabilities).includes(true)) {
    await calm("PT3H", DAY);
    compare("a day later", capabilities);
  }
  for (const log of world.logs) watcher.log(log);
  const documents = world.bound.reduce(
    (sum, name) => sum + world.runtime.collection(name).counts.documents,
    0,
  );
  return { breaches: watcher.breaches, requests: simulator.count(), documents };
}

/** A life without changes and faults. */
const quiet: Life = { ...idle, signal: "SIGTERM" };

function worldOf({ seed, account, requestsPerMinute, variant, bindings }: Schedule): World {
  const { calls, days, contacts, users, teams, numbers, tags, webhooks } = account;
  const size = { calls, days, contacts, users, teams, numbers, tags, webhooks };
  const { callOrder, latency, skew } = account;
  const options: Omit<SimulatorOptions, "clock"> = { seed, size, callOrder, latency, skew };
  return new World({
    ...options,
    journalSize: 100,
    limit: requestsPerMinute,
    requestsPerMinute,
    variant,
    bind: bindings.map(({ stream }) => stream),
    level: "warn",
  });
}

/** What the simulator does not make by itself. */
function prepare(
  { simulator: { account } }: World,
  { bursts, leaving, callOrder }: AccountPlan,
  excuses: Excuses,
): void {
  const { now } = account;
  for (const { ago, count } of bursts) {
    for (const id of account.burst(now - ago, count)) excuses.started(id);
  }
  const edge = account.calls.oldest(now);
  // between the ids of neighbours there is room for a few; the others would be listed last, where no account has its oldest calls
  const count = callOrder === "id" ? Math.min(20, leaving.count) : leaving.count;
  for (let i = 0; i < count; i++) account.burst(edge + 30 + i * leaving.every, 1);
}
