import { fileURLToPath } from "node:url";
import { realClock } from "../../capture/clock.ts";
import { inProcess } from "../../flow/runtime/in_process.ts";
import { type Connector, spawn } from "../../flow/runtime/mod.ts";

/** A way to have this very program as a connector. */
export interface Starter {
  /** Starts it with the platform's environment. */
  start(level: "info" | "debug"): Connector;
  /** How that is done, as a person would say it. */
  shown: string;
}

/**
 * As `deno task capture` says it: a capture has no packages, so what would look for them holds no memory; and what it throws away is thrown away
 * sooner, as in the binaries.
 */
const LEAN = ["--no-lock", "--no-npm", "--no-remote", "--no-code-cache"];
const V8 = "--v8-flags=--max-semi-space-size=1,--heap-growing-percent=20," +
  "--no-concurrent-recompilation,--incremental-marking-soft-trigger=20,--invocation-count-for-turbofan=200000";

/**
 * From a checkout it is a process of its own. A compiled program may not start any, so there it is a session in this process, which
 * asks the simulator over the same port.
 */
export function starter(compiled: boolean = Deno.build.standalone): Starter {
  if (compiled) {
    return {
      start: (level) =>
        inProcess({
          clock: realClock,
          fetch: (url, init) => fetch(url, init),
          random: Math.random,
          level,
        }),
      shown: "a session in this process",
    };
  }
  return {
    start: (level) => spawn(Deno.execPath(), connectorArgs(), { LOG_FORMAT: "json", LOG_LEVEL: level }),
    shown: "deno task capture",
  };
}

/** Arguments for Deno that run the connector of this checkout. */
export function connectorArgs(): string[] {
  const root = new URL("../../../", import.meta.url);
  const config = fileURLToPath(new URL("deno.json", root));
  const main = new URL("main.ts", root).href;
  return ["run", "-q", ...LEAN, V8, "--config", config, "-P=capture", main];
}
