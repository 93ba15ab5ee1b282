import type { Window } from "./source.ts";
import { utcSecond } from "./utc.ts";
import type { Step, WalkState } from "./walk_state.ts";

/** A step that says that a window could not be read completely. */
export function gap(window: Window, counted: number, read: number, state: WalkState): Step {
  return {
    rows: [],
    asked: 0,
    state,
    remaining: 0,
    gap: { window, reason: contradiction(window, counted, read) },
  };
}

/** What is said of such a window. */
export function contradiction(window: Window, counted: number, read: number): string {
  return read < counted
    ? `${after(window)} Aircall counts ${counted} rows, but only ${read} could be read`
    : `${
      after(window)
    } Aircall counts ${counted} rows, which may stand for more than the ${read} that could be read`;
}

/** A window in words. */
export function after({ from, to }: Window): string {
  return `after ${utcSecond(from)} to ${utcSecond(to)}`;
}
