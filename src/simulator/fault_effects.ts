import type { Delivery } from "./answer.ts";
import type { FaultKind } from "./faults.ts";
import type { Json, Row } from "./json.ts";
import { edge, refusal, type Reply } from "./replies.ts";

/** Stands in a row for the number that JavaScript cannot hold, until the row is text. */
const hugeMark = "\u0000huge\u0000";

/** How the answer with this fault travels. */
export function deliveryOf(fault: FaultKind | undefined): Delivery {
  switch (fault) {
    case "reset":
    case "cut":
    case "stall-headers":
    case "stall-body":
      return fault;
    default:
      return typeof fault === "object" && "drip" in fault ? { drip: fault.drip } : "whole";
  }
}

/** The body that a status has when nothing else is said. */
export function replyOf(status: number): Reply {
  if (status === 401 || status === 403 || status === 404) return edge(status);
  if (status === 429) return refusal(429, "Too Many Requests", "You have reached the limit of your company");
  if (status >= 500) return { status, body: { message: "Internal Server Error" } };
  return status === 204
    ? { status, body: undefined }
    : refusal(status, `Error ${status}`, "A simulated fault");
}

/** The reply with what this fault does to its content. */
export function distort(reply: Reply, fault: FaultKind | undefined, url: string): Reply {
  if (fault === undefined || reply.body === undefined || reply.status !== 200) return reply;
  const body = distortBody(reply.body, reply.envelope, fault, url);
  return { ...reply, body };
}

function distortBody(body: Row, envelope: string | undefined, fault: FaultKind, url: string): Row {
  const key = envelope ?? Object.keys(body)[0] ?? "";
  const content = body[key];
  const rows = Array.isArray(content) ? content as readonly Json[] : undefined;
  const withRows = (change: (rows: readonly Json[]) => readonly Json[]): Row =>
    rows ? { ...body, [key]: change(rows) } : { ...body, [key]: change([content ?? null])[0] ?? null };
  if (typeof fault === "object") return "total" in fault ? withMeta(body, "total", fault.total) : body;
  switch (fault) {
    case "no-envelope": {
      const { [key]: _, ...rest } = body;
      return rest;
    }
    case "wrong-shape":
      return { ...body, [key]: rows ? { data: rows } : [] };
    case "empty-page":
      return withMeta(withRows(() => []), "count", -(rows?.length ?? 0));
    case "duplicate-rows":
      return withRows((rows) => rows.map((row, i) => i === rows.length - 1 ? rows[0] ?? row : row));
    case "drop-row":
      return withRows((rows) => rows.filter((_, i) => i !== rows.length >> 1));
    case "loop-link":
      return withLink(body, url);
    case "foreign-link":
      return withLink(body, "https://api.aircall.example.net/v1/calls?page=2&per_page=50");
    case "huge-number":
      return withRows((rows) => rows.map((row) => isRow(row) ? { ...row, sequence_number: hugeMark } : row));
    case "missing-key":
      return withRows((rows) => rows.map((row, i) => i === 0 && isRow(row) ? withoutKey(row) : row));
    default:
      return body;
  }
}

/** The text of a reply with what this fault does to it. */
export function encode(
  reply: Reply,
  fault: FaultKind | undefined,
): { body: Uint8Array<ArrayBuffer>; type: string } {
  const type = `application/json${reply.charset ? "; charset=utf-8" : ""}`;
  const bytes = (text: string) => new TextEncoder().encode(text);
  let text = reply.body === undefined ? "" : JSON.stringify(reply.body);
  if (fault === "huge-number") text = text.replaceAll(JSON.stringify(hugeMark), "9007199254740993");
  if (reply.status !== 200) return { body: bytes(text), type };
  switch (fault) {
    case "truncated-json":
      return { body: bytes(text.slice(0, text.length >> 1)), type };
    case "html":
      return {
        body: bytes("<!doctype html><title>Aircall</title><h1>One moment, please</h1>"),
        type: "text/html",
      };
    case "wrong-type":
      return { body: bytes(text), type: "application/octet-stream" };
    case "invalid-utf8":
      return { body: spoiled(text), type };
    default:
      return { body: bytes(text), type };
  }
}

/** The text in UTF-8 but for a byte that begins nothing, inside a value near the middle. */
function spoiled(text: string): Uint8Array<ArrayBuffer> {
  const value = '":"';
  const middle = text.indexOf(value, text.length >> 1);
  const at = (middle < 0 ? text.indexOf(value) : middle) + value.length;
  const before = new TextEncoder().encode(text.slice(0, at));
  const behind = new TextEncoder().encode(text.slice(at));
  const spoiled = new Uint8Array(before.length + 1 + behind.length);
  spoiled.set(before);
  spoiled[before.length] = 0xff;
  spoiled.set(behind, before.length + 1);
  return spoiled;
}

function withMeta(body: Row, name: string, by: number): Row {
  const { meta } = body;
  if (!isRow(meta)) return body;
  const value = meta[name];
  return { ...body, meta: { ...meta, [name]: typeof value === "number" ? value + by : by } };
}

function withLink(body: Row, link: string): Row {
  return isRow(body.meta) ? { ...body, meta: { ...body.meta, next_page_link: link } } : body;
}

function withoutKey(row: Row): Row {
  const name = ["webhook_id", "id", "name"].find((name) => name in row) ?? "id";
  const { [name]: _, ...rest } = row;
  return rest;
}

function isRow(value: Json | undefined): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
