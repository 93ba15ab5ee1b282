import { streams } from "../aircall/streams/mod.ts";
import type { Stream } from "../capture/stream.ts";
import { nearest, UsageError } from "./command.ts";

/** The stream of that name. @throws {UsageError} there is none; the nearest is named */
export function streamOf(command: string, name: string): Stream {
  const found = streams.find((stream) => stream.name === name);
  if (found) return found;
  const names = streams.map(({ name }) => name);
  const near = nearest(name, names);
  throw new UsageError(
    `${command}: there is no stream "${name}"; ${
      near ? `did you mean ${near}?` : `known are ${names.join(", ")}`
    }`,
  );
}

/**
 * The streams that a list names, `calls,contacts`, each once, in their own order; all of them where there is no list.
 *
 * @throws {UsageError} one is not known, or the list is empty
 */
export function chosenStreams(command: string, list: string | undefined): Stream[] {
  if (list === undefined) return [...streams];
  const names = list.split(",").map((name) => name.trim()).filter((name) => name !== "");
  if (names.length === 0) throw new UsageError(`${command}: --streams wants names: calls,contacts`);
  const chosen = new Set(names.map((name) => streamOf(command, name)));
  return streams.filter((stream) => chosen.has(stream));
}
