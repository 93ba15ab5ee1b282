import { ConfigError } from "../aircall/errors.ts";
import { wrong } from "../aircall/issue.ts";
import { faultsIn, fits } from "../capture/fits.ts";
import { list, nullish, object, oneOf, text, whole } from "../capture/shape.ts";
import type { Stream } from "../capture/stream.ts";

/** The part of a configured catalog that is looked at. */
const Catalog = object({
  streams: list(object({
    stream: object({ name: text }),
    sync_mode: oneOf(["full_refresh", "incremental"]),
    generation_id: nullish(whole()),
  })),
});

/** One stream as it is to be read. */
export interface Configured {
  name: string;
  mode: "full_refresh" | "incremental";
  /** Which filling of the destination's table a full refresh belongs to, where the platform counts them. */
  generation?: number;
}

/**
 * Reads a configured catalog.
 *
 * @param streams all that there are
 * @throws {ConfigError} it is no such catalog, or names streams that there are not, or one twice
 */
export function readCatalog(input: unknown, streams: readonly Stream[]): Configured[] {
  if (!fits(Catalog, input)) {
    throw new ConfigError(
      faultsIn(Catalog, input).map((fault) =>
        `the catalog: ${fault.path.length > 0 ? `"${fault.path.join("/")}"` : "it"} ${wrong(fault)}`
      ),
    );
  }
  const names = input.streams.map(({ stream }) => stream.name);
  const problems = [
    ...names.filter((name) => !streams.some((stream) => stream.name === name)).map((name) =>
      `the catalog: there is no stream "${name}"; there are ${streams.map(({ name }) => name).join(", ")}. ` +
      `Discover the streams anew`
    ),
    ...names.filter((name, i) => names.indexOf(name) < i).map((name) =>
      `the catalog: stream "${name}" is in it twice; remove one of the two`
    ),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return input.streams.map(({ stream, sync_mode, generation_id }) => ({
    name: stream.name,
    mode: sync_mode,
    ...(typeof generation_id === "number" ? { generation: generation_id } : {}),
  }));
}
