import { Alarms } from "./alarms.ts";

/** Time, handed in: whatever needs the present or has to wait takes one of these. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
  /** Resolves after `ms`, or rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const alarms = new Alarms();

/** The machine's own clock. Waits longer than a timer can count (24 days) are cut there. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => alarms.wait(ms, signal),
};

/** The present as a whole Unix second, the one that is running. */
export function second(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}
