import { check as checked } from "../airbyte/session.ts";
import { configFile, fileOf, onStdout, protocolNotes } from "./airbyte.ts";
import type { Command } from "./command.ts";

/** Airbyte's `check`. */
export const check: Command = {
  name: "check",
  summary: "for Airbyte: try a configuration and its credentials",
  examples: [["source-aircall check --config aircall.json", "SUCCEEDED, or FAILED and why"]],
  options: [configFile],
  notes: protocolNotes,
  run(values) {
    return onStdout(async (environment) =>
      await checked(await fileOf(values, "config", "configuration"), environment)
    );
  },
};
