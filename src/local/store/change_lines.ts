import { isObject } from "../../capture/fits.ts";
import { keyOf } from "../../capture/row.ts";
import { type Document, keyField, keyType, keyValue, type Stream } from "../../capture/stream.ts";
import { parsed } from "./checked.ts";
import { openJson } from "./document_json.ts";
import { Same } from "./same.ts";

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });
/** What every line ends with, and what it says of the line. */
const META = /,"_meta":\{"stream":"([^"]+)","op":"([cud])","written_at":"[^"]+"\}\}$/;
/** Bytes in which that has room. */
const META_ROOM = 256;
const [QUOTE, COMMA, BRACE, ZERO, NINE] = [0x22, 0x2c, 0x7d, 0x30, 0x39];
/** Digits of which every whole number is exact. */
const EXACT = 15;

/** What a key is in a document. */
export type KeyValue = string | number;

/** What a store has of a row: its document without the last brace, or none; `unknown` where it cannot tell. */
export type Before = Uint8Array | "none" | "unknown";

/** A document among the lines that were made of a batch. */
export interface Entry {
  key: KeyValue;
  op: Document["op"];
  /** Where its line begins in them. */
  from: number;
}

/**
 * The lines of a batch: of each document that is new what came, and behind its last field a `_meta`.
 *
 * @param before what is there of a row; shared: it is another one's when the next one is asked for
 */
export function changeLines(
  stream: Stream,
  documents: readonly Document[],
  writtenAt: string,
  before: (key: KeyValue) => Before,
): { bytes: Uint8Array; entries: Entry[] } {
  const field = keyField(stream);
  const metas = new Map(["c", "u", "d"].map((op) => {
    const meta = JSON.stringify({ stream: stream.name, op, written_at: writtenAt });
    return [op, ENCODER.encode(`,"_meta":${meta}}\n`)];
  }));
  const parts: Uint8Array[] = [];
  const entries: Entry[] = [];
  /** What this batch has made of rows. */
  const made = new Map<KeyValue, Before>();
  const same = new Same(stream);
  let size = 0;
  for (const { op: said, row } of documents) {
    const text = keyOf(row, field);
    if (text === undefined) throw new TypeError(`a row of ${stream.name} has no key`);
    const key = keyValue(stream, text);
    const open = openJson(row);
    const op = opOf(
      said,
      open,
      made.get(key) ?? before(key),
      (open) => same.is(`${DECODER.decode(open)}}`, row),
    );
    if (op === undefined) continue;
    made.set(key, op === "d" ? "none" : open);
    entries.push({ key, op, from: size });
    for (const part of [open, metas.get(op) ?? new Uint8Array()]) {
      parts.push(part);
      size += part.length;
    }
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, entries };
}

/** What a document is to a store that has this of its row; undefined: nothing new. */
function opOf(
  said: Document["op"],
  open: Uint8Array,
  before: Before,
  isSame: (before: Uint8Array) => boolean,
): Document["op"] | undefined {
  if (before === "unknown") return said;
  if (said === "d") return before === "none" ? undefined : said;
  if (before === "none") return "c";
  return isEqual(open, before) || isSame(before) ? undefined : "u";
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A line without its `_meta` and the last brace. */
export function withoutMeta(line: Uint8Array): Uint8Array {
  const [meta = ""] = META.exec(DECODER.decode(line.subarray(-META_ROOM))) ?? [];
  return line.subarray(0, line.length - meta.length);
}

/** What the end of a line says of it; undefined where it is no line of ours. */
export function metaOf(line: Uint8Array): { stream: string; op: string } | undefined {
  const [, stream, op] = META.exec(DECODER.decode(line.subarray(-META_ROOM))) ?? [];
  return stream === undefined || op === undefined ? undefined : { stream, op };
}

/** A line as the document that it is. */
export function documentOf(line: Uint8Array): Record<string, unknown> | undefined {
  const document = parsed(DECODER.decode(line));
  if (!isObject(document)) return undefined;
  delete document["_meta"];
  return document;
}

/** Finds the key of a stream's lines. */
export function keyReader(stream: Stream): (line: Uint8Array) => KeyValue {
  const field = keyField(stream);
  const first = ENCODER.encode(`{${JSON.stringify(field)}:`);
  const numeric = keyType(stream) === "integer";
  return (line) => {
    // the key is nearly always the first field: nothing else of the line is looked at then
    const found = numeric && startsWith(line, first) ? wholeAt(line, first.length) : undefined;
    if (found !== undefined) return found;
    const key = keyOf(documentOf(line) ?? {}, field);
    if (key === undefined) throw new TypeError(`a line of ${stream.name} has no key`);
    return keyValue(stream, key);
  };
}

function startsWith(line: Uint8Array, start: Uint8Array): boolean {
  for (let i = 0; i < start.length; i++) if (line[i] !== start[i]) return false;
  return line[start.length] !== QUOTE;
}

/** The whole number at a place, if it is nothing but digits and few of them. */
function wholeAt(line: Uint8Array, from: number): number | undefined {
  let value = 0;
  let at = from;
  for (let byte = line[at] ?? 0; byte >= ZERO && byte <= NINE; byte = line[++at] ?? 0) {
    value = 10 * value + byte - ZERO;
  }
  const digits = at - from;
  const ends = line[at] === COMMA || line[at] === BRACE;
  return ends && digits > 0 && digits <= EXACT ? value : undefined;
}
