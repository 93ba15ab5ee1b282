import { fileURLToPath } from "node:url";
import { type Connector, spawn } from "../../flow/runtime/mod.ts";

/** A program and its arguments. */
export interface CommandLine {
  command: string;
  args: string[];
  /** As a person would write it. */
  shown: string;
}

/**
 * A small young generation: what a capture throws away is thrown away sooner. At full speed its peak falls from 200 to 125 MiB, and it
 * takes no longer. `deno task capture` says the same.
 */
const V8 = "--v8-flags=--max-semi-space-size=2";

/** How this very program is started as a connector: compiled, itself; from a checkout, through Deno. */
export function connectorCommand(): CommandLine {
  const command = Deno.execPath();
  if (Deno.build.standalone) return { command, args: [], shown: "source-aircall" };
  const root = new URL("../../../", import.meta.url);
  const config = fileURLToPath(new URL("deno.json", root));
  const main = new URL("main.ts", root).href;
  return {
    command,
    args: ["run", "-q", V8, "--config", config, "-P=capture", main],
    shown: "deno task capture",
  };
}

/** Starts it with the platform's environment. */
export function startConnector({ command, args }: CommandLine, level: "info" | "debug"): Connector {
  return spawn(command, args, { LOG_FORMAT: "json", LOG_LEVEL: level });
}
