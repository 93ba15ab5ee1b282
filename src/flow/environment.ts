import type { Outside } from "../aircall/outside.ts";

/** Everything that a session takes from outside: real in the program, simulated in a test. */
export interface Environment extends Outside {
  /** After `open`, bring each binding up to date once and end. */
  once: boolean;
}
