import { streams } from "../aircall/streams/mod.ts";
import { nearest, UsageError } from "./command.ts";

/**
 * The streams that a command line names, each once, in the order of the program; all of them where it names none.
 *
 * @param option as it was given: `calls,contacts`
 * @throws {UsageError} there is no such stream; the nearest is named
 */
export function streamNames(command: string, option: string | undefined): string[] {
  const known = streams.map(({ name }) => name);
  if (option === undefined) return known;
  const asked = option.split(",").map((name) => name.trim()).filter((name) => name !== "");
  const strange = asked.find((name) => !known.includes(name));
  if (strange !== undefined) {
    const near = nearest(strange, known);
    throw new UsageError(
      `${command}: there is no stream "${strange}"; ${
        near ? `did you mean ${near}?` : `there are ${known.join(", ")}`
      }`,
    );
  }
  if (asked.length === 0) {
    throw new UsageError(`${command}: --streams names no stream; there are ${known.join(", ")}`);
  }
  return known.filter((name) => asked.includes(name));
}
