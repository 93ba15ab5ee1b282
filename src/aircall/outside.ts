import type { Clock } from "../capture/clock.ts";
import type { Log } from "../capture/log.ts";
import type { Fetch } from "../http/client.ts";

/** A log that can be told what it must not say. */
export interface DiscreetLog extends Log {
  /** From now on this text stands in no line. */
  hide(secret: string): void;
}

/** What a run takes from outside: real in the program, simulated in a test. */
export interface Outside {
  clock: Clock;
  fetch: Fetch;
  /** A number from 0 to 1. */
  random: () => number;
  log: DiscreetLog;
  /** Whether this process has the permission to connect to a host, `api.aircall.io:443`. */
  mayReach: (host: string) => boolean;
  /** Asks the run to end: the batch in hand is finished. */
  signal: AbortSignal;
}
