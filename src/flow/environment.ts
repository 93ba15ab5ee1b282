import type { Clock } from "../capture/clock.ts";
import type { Fetch } from "../http/client.ts";
import type { FlowLog } from "./log.ts";

/** Everything that a session takes from outside: real in the program, simulated in a test. */
export interface Environment {
  clock: Clock;
  fetch: Fetch;
  /** A number from 0 to 1. */
  random: () => number;
  log: FlowLog;
  /** Whether this process has the permission to connect to a host, `api.aircall.io:443`. */
  mayReach: (host: string) => boolean;
  /** After `open`, bring each binding up to date once and end. */
  once: boolean;
  /** Asks the session to end: the batch in hand is finished. */
  signal: AbortSignal;
}
