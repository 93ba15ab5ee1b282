import { streams } from "../aircall/streams/mod.ts";
import type { Stream } from "../capture/stream.ts";
import type { Option, Values } from "./command.ts";

const NAMES = streams.map(({ name }) => name);

/** The option by which streams are chosen. */
export const streamsOption: Option = {
  name: "streams",
  value: "NAMES",
  choices: NAMES,
  list: true,
  help: "which streams; without it all of them",
};

/** The option by which one stream is chosen. */
export const streamOption: Option = {
  name: "stream",
  value: "NAME",
  choices: NAMES,
  required: true,
  help: "which stream",
};

/** The streams that are named, each once, in their own order; all of them where none is. */
export function chosenStreams(values: Values): Stream[] {
  const names = values.list("streams");
  return names.length === 0 ? [...streams] : streams.filter(({ name }) => names.includes(name));
}

/** The one that is named. */
export function chosenStream(values: Values): Stream {
  const name = values.one("stream", NAMES);
  const found = streams.find((stream) => stream.name === name);
  if (!found) throw new Error(`no stream is called ${name}`);
  return found;
}
