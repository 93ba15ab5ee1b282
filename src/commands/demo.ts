import { realClock } from "../capture/clock.ts";
import { type Command, UsageError } from "./command.ts";
import { makeAccount } from "./demo/account.ts";
import { Screen, standardOutput } from "../local/screen.ts";
import { onStop } from "./signals.ts";

/** Shows the connector at work: on an invented account, driven as the platform drives it, and checked row by row. */
export const demo: Command = {
  name: "demo",
  summary: "capture a simulated account end to end and compare the two",
  examples: [
    ["source-aircall demo", "25,000 calls over 175 days, in less than half a minute"],
    ["source-aircall demo --calls 100000 --seed 7", "a larger account, and another one"],
  ],
  options: [
    { name: "calls", value: "N", help: "how many calls the account has", default: "25000" },
    { name: "seed", value: "N", help: "another number, another account", default: "1" },
    { name: "show-logs", help: "print what the connector logs, debug included" },
  ],
  notes: `
Serves an invented Aircall account on a free local port, has this program capture it and asks of it what Estuary
Flow asks: spec, discover, validate, apply, open. When everything is captured, it changes the account, shows when each
change arrives, and in the end compares all nine streams with the account, row by row.

Exit code 0: all are equal. 1: they are not, or it was stopped (Ctrl-C) before they were compared.

Needs no credentials and reaches nothing but this machine. Nothing is written to disk.`,
  async run(options) {
    const seed = options.whole("seed", 0, 999_999_999);
    const calls = options.whole("calls", 0, 1_000_000);
    const logs = options.on("show-logs");
    // it alone has packages, and `deno task capture`, which says what there is, is not to look for any
    const { demonstrate, starter } = await import("./demo/mod.ts").catch((error) => {
      if (!(error instanceof TypeError)) throw error;
      const [why] = error.message.split("\n");
      throw new UsageError(
        `demo: the packages that it needs could not be loaded: ${why}. Try deno task demo`,
      );
    });
    const stop = new AbortController();
    const asked = () => stop.abort(new Error("asked to stop"));
    const deaf = onStop(asked);
    const screen = new Screen(standardOutput(), realClock);
    const { start, shown } = starter();
    try {
      return await demonstrate({
        demo: makeAccount(realClock, { seed, calls }),
        start: () => start(logs ? "debug" : "info"),
        shown,
        screen,
        clock: realClock,
        signal: stop.signal,
        ...logs
          ? {
            log: ({ level, message }) => screen.print(screen.paint.dim(`  ${level.padEnd(5)}  ${message}`)),
          }
          : {},
      });
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) return 1;
      throw error;
    } finally {
      deaf();
    }
  },
};
