import { read as readAll } from "../airbyte/read.ts";
import { configFile, fileOf, onStdout, protocolNotes } from "./airbyte.ts";
import type { Command } from "./command.ts";

/** Airbyte's `read`. */
export const read: Command = {
  name: "read",
  summary: "for Airbyte: read the streams of a configured catalog until it has caught up",
  examples: [
    ["source-aircall read --config aircall.json --catalog catalog.json", "everything, from the beginning"],
    [
      "source-aircall read --config aircall.json --catalog catalog.json --state state.json",
      "what has changed since",
    ],
  ],
  options: [
    configFile,
    {
      name: "catalog",
      value: "FILE",
      file: true,
      required: true,
      help: "the configured catalog: which streams to read, and how",
    },
    {
      name: "state",
      value: "FILE",
      file: true,
      help: "the states that an earlier read has left; without it, none",
    },
  ],
  notes: protocolNotes,
  run(values) {
    return onStdout(async (environment) => {
      const input = {
        config: await fileOf(values, "config", "configuration"),
        catalog: await fileOf(values, "catalog", "catalog"),
        state: values.text("state") === undefined ? undefined : await fileOf(values, "state", "state"),
      };
      return await readAll(input, environment) ? 0 : 1;
    });
  },
};
