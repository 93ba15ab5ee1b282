import type { Clock } from "../../src/capture/clock.ts";
import type { Fetch } from "../../src/http/client.ts";
import { Random } from "../../src/simulator/random.ts";

/** Milliseconds of one way, drawn anew for each request. */
export type Way = () => number;

/** How a network is: the way there, before the server counts the request, and the way back. */
export interface Network {
  there: Way;
  back: Way;
}

/** The same ways again and again. */
export function steady(ms: number): Network {
  return { there: () => ms / 2, back: () => ms / 2 };
}

/**
 * Ways with a heavy tail: mostly some 50 ms, now and then many times that, as where packets are lost and sent again; 8 s at most. Of a
 * thousand, 265 take more than 100 ms, 16 more than half a second, 5 more than a second, and 1 more than 3 s.
 */
export function jittery(seed: number): Network {
  const random = new Random(seed, 31);
  const way = () => Math.min(8000, 30 / Math.max(1e-9, random.next()) ** (1 / 1.5));
  return { there: way, back: way };
}

/** The same, stretched. */
export function slower({ there, back }: Network, by: number): Network {
  return { there: () => there() * by, back: () => back() * by };
}

/**
 * A fetch that takes its way there and back. What is on its way arrives, though nobody waits for the answer any more, and though the process
 * that has sent it was killed.
 */
export function across({ there, back }: Network, clock: Clock, fetch: Fetch): Fetch {
  return async (url, { signal, ...init }) => {
    signal?.throwIfAborted();
    const gone = Promise.withResolvers<never>();
    const leave = () => gone.reject(signal?.reason);
    signal?.addEventListener("abort", leave);
    const travel = async () => {
      await clock.sleep(there());
      const response = await fetch(url, init);
      await clock.sleep(back());
      return response;
    };
    const answer = travel();
    answer.catch(() => {});
    try {
      return await Promise.race([answer, gone.promise]);
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  };
}

/** A clock whose timers are late, by up to so many milliseconds. */
export function coarse(clock: Clock, most: number, seed: number): Clock {
  const random = new Random(seed, 32);
  return {
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms + random.next() * most, signal),
  };
}
