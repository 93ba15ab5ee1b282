import { parse } from "yaml";
import { z } from "zod";
import type { JsonObject } from "../../src/flow/runtime/mod.ts";

/** At least a prefix and a name: what Flow calls something. */
const Name = z.string().regex(/^[\p{L}\p{N}\-_.]+(\/[\p{L}\p{N}\-_.]+)+$/u);
const Json = z.custom<JsonObject>((value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
);

/** A catalog as far as the examples use one: what is not declared here is refused. */
const Catalog = z.strictObject({
  captures: z.record(
    Name,
    z.strictObject({
      endpoint: z.strictObject({ connector: z.strictObject({ image: z.string(), config: Json }) }),
      bindings: z.array(z.strictObject({ resource: Json, target: Name })),
    }),
  ),
  collections: z.record(
    Name,
    z.strictObject({
      key: z.array(z.string().startsWith("/")).min(1),
      writeSchema: Json,
      readSchema: Json,
    }),
  ),
});

/** A binding with the collection that it writes to. */
export interface CatalogBinding {
  resource: JsonObject;
  target: string;
  key: string[];
  writeSchema: JsonObject;
  readSchema: JsonObject;
}

/**
 * Reads a catalog of one capture.
 *
 * @throws it is no such catalog, or a binding has no collection in it, or a collection no binding
 */
export function readCatalog(text: string): { image: string; config: JsonObject; bindings: CatalogBinding[] } {
  const { captures, collections } = Catalog.parse(parse(text));
  const [capture, ...others] = Object.values(captures);
  if (!capture || others.length > 0) throw new Error("it holds another number of captures than one");
  const unbound = new Set(Object.keys(collections));
  const bindings = capture.bindings.map(({ resource, target }) => {
    const collection = collections[target];
    if (!collection || !unbound.delete(target)) throw new Error(`${target} is not there, or is bound twice`);
    return { resource, target, ...collection };
  });
  if (unbound.size > 0) throw new Error(`nothing writes to ${[...unbound].join(", ")}`);
  return { ...capture.endpoint.connector, bindings };
}
