import type { VirtualClock } from "../../src/capture/virtual_clock.ts";
import type { Fetch } from "../../src/http/client.ts";
import { Simulator } from "../../src/simulator/mod.ts";
import { atRandom, Company, evenly } from "./company.ts";
import { workWithoutEnd } from "./lanes.ts";
import { steady } from "./network.ts";

/**
 * How another program takes its part: `reserved`: the simulator's own, a part of each minute that is gone from the beginning; `evenly` and
 * `at random`: requests of its own, each counted when it comes, and refused while the company is blocked.
 */
export type Manner = "reserved" | "evenly" | "at random";

/** Another program and what it takes. */
export interface SettlingOptions {
  /** Of the configuration, and the company's limit as well. */
  perMinute: number;
  manner: Manner;
  /** Of the limit. */
  part: number;
  /** How long it is at work, in minutes. @default 120 */
  lasts?: number;
  /** How long to look on after it has ended, in minutes. @default 90 */
  after?: number;
  /** What a round trip takes, in milliseconds. @default 300 */
  latency?: number;
  /** Whether a 429 says the limit and until when; the simulator's does. @default true */
  says?: boolean;
}

/** What came of it; minutes since the other program began. */
export interface Settled {
  /** When the limit was gone over, as often as everything was closed for it. */
  closings: number[];
  /** The last closing that came within 3 minutes. */
  settled: number;
  /** Closings in any 10 minutes after the first two, at most. */
  most: number;
  /** Of what was left, how much was used, from the third minute on until the other program ended. */
  used: number;
  /** Minutes from the other program's end until a minute used 97 % of the whole limit. */
  again: number;
}

const MINUTE = 60_000;
/** Minutes for which the connector has everything to itself at first. */
const ALONE = 5;

/** Lets another program of the company begin, work and end, beside a connector that always has work. */
export async function settling(options: SettlingOptions): Promise<Settled> {
  const { perMinute, part, lasts = 120, after = 90, latency = 300 } = options;
  const passed: number[] = [];
  const refused: number[] = [];
  let began = 0;
  const server = (clock: VirtualClock): Fetch => {
    began = clock.now() + ALONE * MINUTE;
    const other = otherSide(options, clock, began, began + lasts * MINUTE);
    return async (url, init) => {
      const at = clock.now();
      const response = await other(url, init);
      (response.status === 429 ? refused : passed).push((at - began) / MINUTE);
      return response;
    };
  };
  await workWithoutEnd({ perMinute, server, network: steady(latency), minutes: ALONE + lasts + after });
  const closings = refused.filter((at, i) => at - (refused[i - 1] ?? -Infinity) > 0.25);
  const late = closings.filter((at) => at > 2);
  const during = passed.filter((at) => at >= 3 && at < lasts).length;
  const full = passed.findIndex((at, i) =>
    at >= lasts && (passed[i + Math.floor(0.97 * perMinute) - 1] ?? Infinity) < at + 1
  );
  return {
    closings,
    settled: Math.max(0, ...closings.filter((at) => at < 3)),
    most: Math.max(0, ...late.map((from) => late.filter((at) => at >= from && at < from + 10).length)),
    used: during / (perMinute * (1 - part)) / (lasts - 3),
    again: full < 0 ? Infinity : (passed[full] ?? Infinity) - lasts,
  };
}

function otherSide(
  { perMinute, part, manner, says = true }: SettlingOptions,
  clock: VirtualClock,
  began: number,
  ends: number,
): Fetch {
  if (manner === "reserved") {
    const size = { calls: 0, contacts: 0, users: 0, teams: 0, numbers: 0, tags: 0, webhooks: 0 };
    const simulator = new Simulator({ clock, size, limit: perMinute });
    clock.sleep(began - clock.now()).then(() => simulator.otherTraffic(part * perMinute));
    clock.sleep(ends - clock.now()).then(() => simulator.otherTraffic(0));
    return simulator.fetch;
  }
  const company = new Company({ limit: perMinute, says });
  const rate = part * perMinute;
  company.add(manner === "evenly" ? evenly(rate, began, ends) : atRandom(rate, began, ends, 1));
  return company.fetch(clock);
}
