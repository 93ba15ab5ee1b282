import { specification } from "../airbyte/spec.ts";
import { onStdout, protocolNotes } from "./airbyte.ts";
import type { Command } from "./command.ts";

/** Airbyte's `spec`. */
export const spec: Command = {
  name: "spec",
  summary: "for Airbyte: print what a configuration has to hold",
  examples: [["source-aircall spec", "the specification, as an Airbyte message"]],
  options: [],
  notes: protocolNotes,
  run: () =>
    onStdout(({ messages }) => {
      messages.say({ type: "SPEC", spec: specification() });
      return Promise.resolve(0);
    }),
};
