import type { Outside } from "../aircall/outside.ts";
import type { Weight } from "../aircall/redacted_log.ts";
import { realClock } from "../capture/clock.ts";
import { type Level, levelOf } from "../capture/level.ts";
import { configuration } from "../local/configuration.ts";
import { PersonLog } from "../local/person_log.ts";
import type { Option, Values } from "./command.ts";

/** The option by which a configuration is named. */
export const configOption: Option = {
  name: "config",
  value: "FILE",
  file: true,
  help: "the endpoint configuration, as JSON; what it leaves out comes from the environment",
};

/** What the help says of the environment. */
export const configNotes = `
Configuration: {"api_id": "…", "api_token": "…", "start_date": "2026-01-01T00:00:00Z"}, as in Flow; or AIRCALL_API_ID,
AIRCALL_API_TOKEN and AIRCALL_START_DATE in the environment. A token is never given as an option: others on the machine
could read it there.`;

/** The configuration that a command line means, not checked yet. @throws {ConfigError} */
export function configurationOf(values: Values): Promise<Record<string, unknown>> {
  return configuration({
    file: values.text("config"),
    variable: (name) => Deno.env.get(name),
    read: (path) => Deno.readTextFile(path),
  });
}

/** What every command takes from this machine. */
export function machine(): Pick<Outside, "clock" | "fetch" | "random" | "mayReach"> {
  return {
    clock: realClock,
    fetch: (url, init) => fetch(url, init),
    random: Math.random,
    mayReach: (host) => Deno.permissions.querySync({ name: "net", host }).state === "granted",
  };
}

/** This machine as a run at a terminal sees it; what is logged LOG_LEVEL decides, where it says nothing `level`. */
export function outsideOf(
  say: (weight: Weight, message: string) => void,
  signal: AbortSignal,
  level: Level = "info",
): Outside & { log: PersonLog } {
  return { ...machine(), log: new PersonLog(say, levelOf(Deno.env.get("LOG_LEVEL"), level)), signal };
}

/** An error on its way to the screen, without what the log must not say either: an answer may have quoted the key. */
export function discreet(error: unknown, log: PersonLog): unknown {
  if (error instanceof Error) error.message = log.redacted(error.message);
  return error;
}
