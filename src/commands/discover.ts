import { discover as discovered } from "../airbyte/session.ts";
import { configFile, fileOf, onStdout, protocolNotes } from "./airbyte.ts";
import type { Command } from "./command.ts";

/** Airbyte's `discover`. */
export const discover: Command = {
  name: "discover",
  summary: "for Airbyte: list the streams and their schemas",
  examples: [["source-aircall discover --config aircall.json", "the catalog of all nine streams"]],
  options: [configFile],
  notes: protocolNotes,
  run(values) {
    return onStdout(async (environment) =>
      await discovered(await fileOf(values, "config", "configuration"), environment)
    );
  },
};
