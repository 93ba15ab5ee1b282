import { z } from "zod";
import { wrong } from "./issue.ts";
import { ProtocolError } from "./protocol_error.ts";
import { type Line, readLine } from "./request_line.ts";

/** proto3 JSON leaves defaults out, and may say null for them. */
function or<T extends z.ZodType>(type: T, value: z.infer<T>) {
  return type.nullish().transform((given) => given ?? value);
}

/** Somebody's own JSON, which may be absent; who reads it says what it has to be. */
const anything = z.unknown().optional();

const Collection = z.looseObject({
  name: or(z.string(), ""),
  key: or(z.array(z.string()), []),
});
const linkedCollections = or(z.array(Collection), []);

const Binding = z.looseObject({
  resourceConfig: anything,
  /** Absent where the collections are linked. */
  collection: Collection.nullish(),
  /** Into `linkedCollections`. */
  collectionIndex: or(z.int().min(0), 0),
  backfill: or(z.int().min(0), 0),
  stateKey: or(z.string(), ""),
});

const CaptureSpec = z.looseObject({
  name: or(z.string(), ""),
  config: anything,
  bindings: or(z.array(Binding), []),
  linkedCollections,
});

const Range = z.looseObject({ keyBegin: or(z.int().min(0), 0), keyEnd: or(z.int().min(0), 0) });

const Requests = {
  spec: z.looseObject({}),
  discover: z.looseObject({ config: anything }),
  validate: z.looseObject({ config: anything, bindings: or(z.array(Binding), []), linkedCollections }),
  apply: z.looseObject({ capture: CaptureSpec }),
  open: z.looseObject({
    capture: CaptureSpec,
    range: or(Range, { keyBegin: 0, keyEnd: 0 }),
    state: anything,
  }),
  acknowledge: z.looseObject({ checkpoints: or(z.int().min(0), 0) }),
};

/** A binding as a runtime sends it, defaults filled in. */
export type RequestBinding = z.infer<typeof Binding>;
/** A collection as far as it is read. */
export type RequestCollection = z.infer<typeof Collection>;
/** What a request says of a capture: how it reaches the API, and what it binds. */
export interface Bound {
  config?: unknown;
  bindings: RequestBinding[];
  linkedCollections: RequestCollection[];
}
/** One request, by its name. Fields that are not known are left alone. */
export type Request = {
  [Name in keyof typeof Requests]: { name: Name; body: z.infer<typeof Requests[Name]> };
}[keyof typeof Requests];

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
      return { name, body: read(name, Requests[name], body) };
    case "discover":
      return { name, body: read(name, Requests[name], body) };
    case "validate":
      return { name, body: read(name, Requests[name], body) };
    case "apply":
      return { name, body: read(name, Requests[name], body) };
    case "open":
      return { name, body: read(name, Requests[name], body) };
    case "acknowledge":
      return { name, body: read(name, Requests[name], body) };
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
  if (linked.length === 0) return binding.collection ?? undefined;
  const found = linked[binding.collectionIndex];
  if (!found) {
    throw new ProtocolError(
      `a binding points to linked collection ${binding.collectionIndex} of ${linked.length}`,
    );
  }
  return found;
}

function read<T extends z.ZodType>(name: string, type: T, body: unknown): z.infer<T> {
  const parsed = type.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ProtocolError(`the ${name} request's "${issue?.path.join("/") || name}" ${wrong(issue)}`);
}
