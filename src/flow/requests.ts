import { mustFit } from "../capture/fits.ts";
import { anything, list, nullish, object, type Of, type Shape, text, whole } from "../capture/shape.ts";
import { wrong } from "../aircall/issue.ts";
import { ProtocolError } from "./protocol_error.ts";
import { type Line, readLine } from "./request_line.ts";

// proto3 JSON leaves defaults out, and may say null for them

/** Somebody's own JSON, which may be absent; who reads it says what it has to be. */
const own = anything;
const count = nullish(whole(0));
const word = nullish(text);

const Collection = object({ name: word, key: nullish(list(text)) });
const Binding = object({
  resourceConfig: own,
  collection: nullish(Collection),
  collectionIndex: count,
  backfill: count,
  stateKey: word,
});
const bound = {
  config: own,
  bindings: nullish(list(Binding)),
  linkedCollections: nullish(list(Collection)),
};
const capture = object({ name: word, ...bound });

const Spec = object({});
const Discover = object({ config: own });
const Validate = object(bound);
const Apply = object({ capture });
const Open = object({ capture, range: nullish(object({ keyBegin: count, keyEnd: count })), state: own });
const Acknowledge = object({ checkpoints: count });

/** A collection as far as it is read. */
export interface RequestCollection {
  name: string;
  key: string[];
}

/** A binding as a runtime sends it, defaults filled in. */
export interface RequestBinding {
  resourceConfig?: unknown;
  /** Absent where the collections are linked. */
  collection?: RequestCollection;
  /** Into `linkedCollections`. */
  collectionIndex: number;
  backfill: number;
  stateKey: string;
}

/** What a request says of a capture: how it reaches the API, and what it binds. */
export interface Bound {
  config?: unknown;
  bindings: RequestBinding[];
  linkedCollections: RequestCollection[];
}

/** A capture, by its name. */
export interface RequestCapture extends Bound {
  name: string;
}

/** What a capture is opened with. */
export interface OpenBody {
  capture: RequestCapture;
  range: { keyBegin: number; keyEnd: number };
  state?: unknown;
}

/** One request, by its name, without the fields that nobody reads: the schemas of collections are large. */
export type Request =
  | { name: "spec"; body: Record<never, never> }
  | { name: "discover"; body: { config?: unknown } }
  | { name: "validate"; body: Bound }
  | { name: "apply"; body: { capture: RequestCapture } }
  | { name: "open"; body: OpenBody }
  | { name: "acknowledge"; body: { checkpoints: number } };

/**
 * Reads one line.
 *
 * @throws {ProtocolError} no JSON object, no request or more than one, one that is not known, or a field of a wrong type
 */
export function parseRequest(line: string): Request {
  return readRequest(readLine(line));
}

/**
 * Reads a request's body.
 *
 * @throws {ProtocolError} a field of a wrong type
 */
export function readRequest({ name, body }: Line): Request {
  switch (name) {
    case "spec":
      read(name, Spec, body);
      return { name, body: {} };
    case "discover":
      return { name, body: { config: read(name, Discover, body).config } };
    case "validate":
      return { name, body: boundOf(read(name, Validate, body)) };
    case "apply":
      return { name, body: { capture: captureOf(read(name, Apply, body).capture) } };
    case "open": {
      const { capture, range, state } = read(name, Open, body);
      const { keyBegin, keyEnd } = range ?? {};
      return {
        name,
        body: {
          capture: captureOf(capture),
          range: { keyBegin: keyBegin ?? 0, keyEnd: keyEnd ?? 0 },
          ...(state === undefined ? {} : { state }),
        },
      };
    }
    case "acknowledge":
      return { name, body: { checkpoints: read(name, Acknowledge, body).checkpoints ?? 0 } };
  }
}

/**
 * The collection that a binding writes to: its own, or the one it points to where collections are linked; undefined where there is none.
 *
 * @throws {ProtocolError} it points to one that is not there
 */
export function collectionOf(
  binding: RequestBinding,
  linked: RequestCollection[],
): RequestCollection | undefined {
  if (linked.length === 0) return binding.collection;
  const found = linked[binding.collectionIndex];
  if (!found) {
    throw new ProtocolError(
      `a binding points to linked collection ${binding.collectionIndex} of ${linked.length}`,
    );
  }
  return found;
}

function captureOf(given: Of<typeof capture>): RequestCapture {
  return { name: given.name ?? "", ...boundOf(given) };
}

function boundOf({ config, bindings, linkedCollections }: Of<typeof Validate>): Bound {
  return {
    ...(config === undefined ? {} : { config }),
    bindings: (bindings ?? []).map(bindingFrom),
    linkedCollections: (linkedCollections ?? []).map(collectionFrom),
  };
}

function bindingFrom(given: Of<typeof Binding>): RequestBinding {
  return {
    ...(given.resourceConfig === undefined ? {} : { resourceConfig: given.resourceConfig }),
    ...(given.collection ? { collection: collectionFrom(given.collection) } : {}),
    collectionIndex: given.collectionIndex ?? 0,
    backfill: given.backfill ?? 0,
    stateKey: given.stateKey ?? "",
  };
}

function collectionFrom({ name, key }: Of<typeof Collection>): RequestCollection {
  return { name: name ?? "", key: key ?? [] };
}

function read<T>(name: string, shape: Shape<T>, body: unknown): T {
  mustFit(
    shape,
    body,
    (fault) => new ProtocolError(`the ${name} request's "${fault.path.join("/") || name}" ${wrong(fault)}`),
  );
  return body;
}
