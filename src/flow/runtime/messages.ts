import { z } from "zod";
import { parseJson } from "../../json.ts";
import { at, ProtocolError } from "./errors.ts";
import { isObject, type JsonObject } from "./json.ts";
import type { Line } from "./lines.ts";

/** An object that is handed on as it is; its members are not walked. */
const raw = z.custom<JsonObject>(isObject, "must be an object");
const pointer = z.string().regex(/^(\/([^~/]|~[01])+)+$/, "must be a JSON pointer");
/** proto3 JSON leaves defaults out: a missing index is 0. */
const binding = z.int32().min(0).default(0);

/** What the connector is: its schemas and how a resource is named. */
export type Spec = z.infer<typeof Spec>;
const Spec = z.strictObject({
  protocol: z.literal(3032023),
  configSchema: raw,
  resourceConfigSchema: raw,
  documentationUrl: z.url(),
  oauth2: raw.optional(),
  resourcePathPointers: z.array(pointer).min(1),
});

/** What the connector finds that could be captured. */
export type Discovered = z.infer<typeof Discovered>;
const Discovered = z.strictObject({
  bindings: z.array(z.strictObject({
    recommendedName: z.string().min(1),
    resourceConfig: raw,
    documentSchema: raw,
    key: z.array(pointer).min(1),
    disable: z.boolean().default(false),
    resourcePath: z.array(z.string().min(1)).optional(),
  })).default([]),
});

/** What stands for each binding that was asked about, in the same order. */
export type Validated = z.infer<typeof Validated>;
const Validated = z.strictObject({
  bindings: z.array(z.strictObject({ resourcePath: z.array(z.string().min(1)).min(1) })).default([]),
});

const Applied = z.strictObject({ actionDescription: z.string().default("") });
const Opened = z.strictObject({ explicitAcknowledgements: z.boolean().default(false) });
const Captured = z.strictObject({ binding, doc: raw });
const SourcedSchema = z.strictObject({ binding, documentSchema: raw });
const Checkpoint = z.strictObject({
  state: z.strictObject({ updated: raw, mergePatch: z.boolean().default(false) }),
});

/**
 * Everything a capture may answer. Left out on purpose: what only the newest platform knows (`backfillBegin`,
 * `backfillComplete`, `isFallbackKey`, a state patch in `applied`), since an older one ends the capture over it.
 */
const Response = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("spec"), message: Spec }),
  z.strictObject({ kind: z.literal("discovered"), message: Discovered }),
  z.strictObject({ kind: z.literal("validated"), message: Validated }),
  z.strictObject({ kind: z.literal("applied"), message: Applied }),
  z.strictObject({ kind: z.literal("opened"), message: Opened }),
  z.strictObject({ kind: z.literal("captured"), message: Captured }),
  z.strictObject({ kind: z.literal("sourcedSchema"), message: SourcedSchema }),
  z.strictObject({ kind: z.literal("checkpoint"), message: Checkpoint }),
]);

/** One response, by its variant. */
export type Response = z.infer<typeof Response>;
/** The name of a variant. */
export type Kind = Response["kind"];
/** The message of each variant. */
export type Messages = { [K in Kind]: Extract<Response, { kind: K }>["message"] };

/** Whether a response is of this variant. */
export function isKind<K extends Kind>(
  response: Response,
  kind: K,
): response is Response & { kind: K; message: Messages[K] } {
  return response.kind === kind;
}

/** Reads a line of stdout. @throws {ProtocolError} it is not exactly one response in canonical form */
export function readResponse(line: Line): Response {
  return at(line, () => parse(line.text));
}

function parse(text: string): Response {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw new ProtocolError("a line must be JSON");
  }
  if (!isObject(value)) throw new ProtocolError("a message must be an object");
  const [kind, ...more] = Object.keys(value);
  if (kind === undefined || more.length > 0) {
    throw new ProtocolError(
      `a message must have exactly one variant, has ${Object.keys(value).join(", ") || "none"}`,
    );
  }
  const read = Response.safeParse({ kind, message: value[kind] });
  if (!read.success) throw new ProtocolError(told(kind, read.error.issues[0]));
  return read.data;
}

/** An issue of zod's as a rule in words. */
function told(kind: string, issue: z.core.$ZodIssue | undefined): string {
  if (!issue || issue.code === "invalid_union") return `there is no message ${JSON.stringify(kind)}`;
  const where = [kind, ...issue.path.slice(1)].join(".");
  if (issue.code === "unrecognized_keys") {
    const snake = issue.keys.some((key) => key.includes("_")) ? "; names are camelCase" : "";
    return `${where} must not have ${issue.keys.join(", ")}${snake}`;
  }
  return `${where}: ${issue.message}`;
}
