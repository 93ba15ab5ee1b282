import { AssertionError } from "@std/assert";
import type { Simulator } from "../../src/simulator/mod.ts";
import { type Said, type Talk, talk, type TalkOptions } from "../support/talk.ts";

/** Requests that no session of a small account needs, whatever goes wrong. */
const MOST = 4000;
/** Virtual hours that no session with `--once` needs, and that one which follows is stopped by. */
const LONGEST = 24;
const HOUR = 3_600_000;

/** How a session is bounded. */
export interface Bounds extends Omit<TalkOptions, "simulator" | "clock" | "hold"> {
  simulator: Simulator;
  /** Stopped after so many minutes: a session that follows. @default it has to end by itself */
  minutes?: number;
}

/**
 * One session to its end, with `--once` unless `minutes` are given. One that does not end by itself in virtual time, goes on asking without an end, or
 * does not stop when it is told to fails here, instead of hanging.
 */
export async function bounded(said: Said, { minutes, ...options }: Bounds): Promise<Talk> {
  const { simulator } = options;
  const { clock } = simulator;
  const inner = options.fetch ?? simulator.fetch;
  const stop = new AbortController();
  const over = new AbortController();
  let breach = "";
  let asked = 0;
  const end = (why: string) => {
    breach ||= why;
    stop.abort(new DOMException("bounded", "AbortError"));
  };
  const stuck = async (): Promise<never> => {
    await clock.sleep(minutes === undefined ? LONGEST * HOUR : minutes * 60_000, over.signal);
    end(minutes === undefined ? `it did not end in ${LONGEST} hours` : "");
    await clock.sleep(HOUR, over.signal);
    throw new AssertionError("the session neither ends nor stops when it is told to");
  };
  const watch = stuck();
  watch.catch(() => {});
  try {
    const session = talk(said, {
      ...options,
      once: minutes === undefined,
      hold: minutes !== undefined,
      signal: options.signal ? AbortSignal.any([stop.signal, options.signal]) : stop.signal,
      fetch: (url, init) => {
        if (++asked > MOST) end(`it asked more than ${MOST} times`);
        return inner(url, init);
      },
    });
    const ended = await Promise.race([session, watch]);
    if (breach) {
      throw new AssertionError(`the session has no end: ${breach}; last it said: ${ended.last?.message}`);
    }
    return ended;
  } finally {
    over.abort();
  }
}
