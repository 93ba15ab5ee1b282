import { ConnectorFailed, type Session } from "../../src/flow/runtime/mod.ts";
import type { FaultHandle } from "../../src/simulator/mod.ts";
import { parseDuration } from "../../src/aircall/duration.ts";
import type { World } from "../support/world.ts";
import type { Changes } from "./changes.ts";
import type { Change, FaultPlan, Life, Planned } from "./schedule.ts";
import type { Watcher } from "./watcher.ts";

/** Polls of the most frequent binding after which a life is long enough. */
const POLLS = 40;
/** Calls that come in by themselves in one life at most, and in one pause. */
const ARRIVALS = 100;
/** A connector that was asked to end has that long for it, in milliseconds. */
const FAREWELL = 300_000;

/** What a life works on. */
export interface Stage {
  world: World;
  changes: Changes;
  watcher: Watcher;
  /** The intervals that are published. */
  intervals: string[];
}

const PATHS: Record<FaultPlan["path"], RegExp> = {
  any: /^\/v\d\/(?!ping)/,
  calls: /^\/v1\/calls$/,
  contacts: /^\/v1\/contacts$/,
  users: /^\/v2\/users/,
  availabilities: /^\/v1\/users\/availabilities$/,
  directory: /^\/v1\/(tags|teams|numbers|webhooks|company)/,
};

/** Lets the connector live once, as planned, and what was planned for the pause after it happen. @returns what ended it */
export async function live(stage: Stage, life: Life): Promise<"by itself" | "as planned"> {
  const { world, changes, watcher } = stage;
  const { simulator, clock } = world;
  const over = new AbortController();
  const running: { session?: Session } = {};
  let doomed = false;
  const kill = () => {
    if (doomed) return;
    doomed = true;
    running.session?.kill(life.signal);
    if (life.signal === "SIGKILL") return;
    clock.sleep(FAREWELL, over.signal).then(() => {
      watcher.breach("the connector was asked to end, and had not after five minutes");
      running.session?.kill("SIGKILL");
    }, () => {});
  };
  const counter = (at: string) => {
    let count = 0;
    const nth = "nth" in life.death && life.death.at === at ? life.death.nth : Infinity;
    return () => void (++count === nth && kill());
  };
  const document = counter("document");
  const checkpoint = counter("checkpoint");
  const commit = counter("commit");
  const requested = counter("request");
  const answered = life.death.at === "request" && life.death.answered;

  const due = new Set(life.changes);
  const happen = (planned: Planned) => {
    if (due.delete(planned)) changes.make(planned.change);
  };
  let requests = 0;
  const unhook = [
    simulator.onRequest(() => {
      requests++;
      for (const one of due) if ("request" in one.at && one.at.request <= requests) happen(one);
      if (!answered) requested();
    }),
    simulator.onAnswer(() => answered && requested()),
  ];
  const faults = life.faults.map((fault) => added(world, fault));

  let checkpoints = 0;
  const { commits } = life;
  world.once = life.once;
  const session = running.session = await world.runtime.open({
    document: (row, binding) => {
      watcher.document(row, binding);
      document();
    },
    checkpoint: () => {
      checkpoint();
      return commits[checkpoints++ % commits.length] ?? true;
    },
    committed: (transaction) => {
      watcher.committed(transaction);
      commit();
    },
  });
  if (doomed) session.kill(life.signal);
  for (const one of life.changes) {
    if ("second" in one.at) clock.sleep(one.at.second * 1000, over.signal).then(() => happen(one), () => {});
  }
  const shortest = Math.min(3600, ...stage.intervals.map((text) => (parseDuration(text) ?? 0) / 1000));
  const lasts = life.once ? life.lasts : Math.min(life.lasts, POLLS * shortest);
  arrive(stage, life.callsPerHour, lasts, over.signal);
  clock.sleep(lasts * 1000, over.signal).then(kill, () => {});
  try {
    await session.ended;
  } catch (error) {
    if (!(error instanceof ConnectorFailed) || faults.length === 0) throw error;
  } finally {
    over.abort();
    for (const end of unhook) end();
    for (const fault of faults) fault.remove();
  }
  await pause(stage, life, [...due].map(({ change }) => change));
  return doomed ? "as planned" : "by itself";
}

/** What did not come in time comes now. */
async function pause(stage: Stage, { pause, meanwhile, callsPerHour }: Life, late: Change[]): Promise<void> {
  const { world: { clock }, changes } = stage;
  const over = new AbortController();
  arrive(stage, callsPerHour, pause, over.signal);
  const all = [...late, ...meanwhile];
  for (const change of all) {
    await clock.sleep(pause * 1000 / (all.length + 1));
    changes.make(change);
  }
  await clock.sleep(pause * 1000 / (all.length + 1));
  over.abort();
}

/** Lets calls come in by themselves. */
async function arrive(
  { world: { clock }, changes }: Stage,
  perHour: number,
  lasts: number,
  signal: AbortSignal,
): Promise<void> {
  const count = Math.min(ARRIVALS, Math.floor(perHour * lasts / 3600));
  for (let i = 0; i < count; i++) {
    // uneven, so that some share a second's neighbourhood
    await clock.sleep(3_600_000 / perHour * (i % 3 === 0 ? 0.1 : 1.45), signal).catch(() => {});
    if (signal.aborted) return;
    changes.call();
  }
}

function added({ simulator }: World, { path, kind, nth, every, times }: FaultPlan): FaultHandle {
  return simulator.faults.add({ path: PATHS[path], kind, nth, every, times });
}
