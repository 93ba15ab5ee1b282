import { fileURLToPath } from "node:url";
import { type Connector, spawn } from "../../flow/runtime/mod.ts";

/** A program and its arguments. */
export interface CommandLine {
  command: string;
  args: string[];
  /** As a person would write it. */
  shown: string;
}

/** How this very program is started as a connector: compiled, itself; from a checkout, through Deno. */
export function connectorCommand(): CommandLine {
  const command = Deno.execPath();
  if (Deno.build.standalone) return { command, args: [], shown: "source-aircall" };
  const root = new URL("../../../", import.meta.url);
  const config = fileURLToPath(new URL("deno.json", root));
  const main = new URL("main.ts", root).href;
  return {
    command,
    args: ["run", "-q", "--config", config, "-P=capture", main],
    shown: "deno run -q -P=capture main.ts",
  };
}

/** Starts it with the platform's environment. */
export function startConnector({ command, args }: CommandLine, level: "info" | "debug"): Connector {
  return spawn(command, args, { LOG_FORMAT: "json", LOG_LEVEL: level });
}
