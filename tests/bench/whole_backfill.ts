import type { JsonObject } from "../../src/flow/runtime/mod.ts";
import { Random } from "../../src/simulator/random.ts";
import type { StreamName } from "../../src/simulator/mod.ts";
import { World, type WorldOptions } from "../support/world.ts";
import { across, coarse, type Network } from "./network.ts";

/** One backfill, from the first start to its end. */
export interface BackfillOptions {
  /** Of the configuration, and the company's limit as well. */
  perMinute: number;
  network: Network;
  size: NonNullable<WorldOptions["size"]>;
  /** @default every stream */
  bind?: StreamName[];
  /** Timers are late by up to so many milliseconds. @default 0 */
  lateness?: number;
  /** The process is killed, and started again at once, after so many seconds on average. @default never */
  kills?: number;
  /** @default 1 */
  seed?: number;
}

/** What came of it. */
export interface Backfilled {
  /** Of requests_per_minute, from the first start to the end of the backfill, restarts included. */
  share: number;
  requests: number;
  /** Answers with 429. */
  refused: number;
  kills: number;
  minutes: number;
}

/** Captures an account until nothing of its backfill is left. */
export async function wholeBackfill(options: BackfillOptions): Promise<Backfilled> {
  const { perMinute, network, size, bind, lateness = 0, kills: mean, seed = 1 } = options;
  const world = new World({
    ...{ requestsPerMinute: perMinute, limit: perMinute, size, seed, level: "error" },
    ...(bind ? { bind } : {}),
    ...(lateness > 0 ? { timers: (clock) => coarse(clock, lateness, seed) } : {}),
  });
  const { clock, simulator, runtime } = world;
  world.fetch = across(network, clock, simulator.fetch);
  await world.publish();
  await clock.sleep(120_000);
  simulator.clearJournal();
  const began = clock.now();
  const random = new Random(seed, 33);
  let kills = 0;
  for (let done = false; !done;) {
    const session = await runtime.open();
    const over = new AbortController();
    const ended = session.until(() => isOver(runtime.state, world.bound), over.signal).then(() => true);
    const killed = mean === undefined
      ? Promise.withResolvers<false>().promise
      : clock.sleep(2000 * mean * random.next(), over.signal).then(() => false);
    killed.catch(() => {});
    ended.catch(() => {});
    done = await Promise.race([ended, killed]);
    over.abort();
    if (!done) kills++;
    session.kill();
    await session.ended.catch(() => {});
  }
  const minutes = (clock.now() - began) / 60_000;
  const requests = simulator.count();
  const refused = simulator.count({ status: 429 });
  return { share: (requests - refused) / perMinute / minutes, requests, refused, kills, minutes };
}

/** Whether the streams that are read back to their beginning are there. */
function isOver(state: JsonObject, bound: StreamName[]): boolean {
  const bindings = state["bindings"];
  return bound.filter((name) => name === "calls" || name === "contacts").every((name) => {
    const own = objectAt(bindings, name);
    return own !== undefined && "cursor" in own && !("backfill" in own);
  });
}

function objectAt(value: unknown, key: string): object | undefined {
  const found = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const own: unknown = found.find(([name]) => name === key)?.[1];
  return typeof own === "object" && own !== null ? own : undefined;
}
