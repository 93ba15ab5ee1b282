import type { Work } from "../../src/capture/source.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { connect } from "../../src/aircall/connect.ts";
import { readWanted } from "../../src/aircall/wanted.ts";
import { FlowLog } from "../../src/flow/log.ts";
import type { Fetch } from "../../src/http/client.ts";
import { Random } from "../../src/simulator/random.ts";
import { defaultCredentials } from "../../src/simulator/options.ts";
import { across, type Network } from "./network.ts";

/** Work without end for a while. */
export interface LanesOptions {
  /** Of the configuration. */
  perMinute: number;
  /** Makes the other side, which begins with the work. */
  server: (clock: VirtualClock) => Fetch;
  network: Network;
  minutes: number;
  /** The process is killed, and another begins at once, after so many seconds on average. @default never */
  kills?: number;
  /** Requests that are under way or wait at a time. @default what a minute's rate sends in 8 s, 12 at least */
  lanes?: number;
  /** @default 1 */
  seed?: number;
}

/** The connector's own client and allowance under work without end, in virtual time. @returns how often it was killed */
export async function workWithoutEnd(options: LanesOptions): Promise<number> {
  const { perMinute, server, network, minutes, kills, seed = 1 } = options;
  const { lanes = Math.max(12, Math.ceil(perMinute / 60 * 8)) } = options;
  const clock = new VirtualClock();
  const answer = server(clock);
  const random = new Random(seed, 35);
  let lives = 0;
  for (let left = minutes * 60_000; left > 0;) {
    const life = kills === undefined ? left : Math.min(left, 2000 * kills * random.next());
    await live(perMinute, lanes, clock, across(network, clock, answer), life);
    left -= life;
    lives++;
  }
  return lives - 1;
}

/** One process, which is killed in the end. */
async function live(
  perMinute: number,
  lanes: number,
  clock: VirtualClock,
  fetch: Fetch,
  life: number,
): Promise<void> {
  const dead = new AbortController();
  const environment = {
    clock,
    fetch,
    random: () => 0.5,
    log: new FlowLog({ clock, level: "error", write: () => {} }),
    once: false,
    mayReach: () => true,
    signal: dead.signal,
  };
  const input = {
    ...{ api_id: defaultCredentials.id, api_token: defaultCredentials.token },
    start_date: "2026-01-01T00:00:00Z",
    advanced: { requests_per_minute: perMinute },
  };
  const { client } = connect(readWanted(input, [], environment).config, environment, { resumed: true });
  const work: Work = "backfill";
  const lane = async (asker: string) => {
    while (!dead.signal.aborted) {
      await client.json({ path: "/v1/ping", work, asker, signal: dead.signal }, () => undefined);
    }
  };
  const all = Array.from({ length: lanes }, (_, i) => lane(`lane ${i}`).catch(() => {}));
  await clock.sleep(life);
  dead.abort(new Error("killed"));
  await Promise.all(all);
}
