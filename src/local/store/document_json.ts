import { RAW, type Row } from "../../capture/source.ts";

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** A row as JSON, in the letters in which it came if it came as bytes. */
export function jsonText(row: Row): string {
  const raw = row[RAW];
  return raw ? DECODER.decode(raw.page.bytes.subarray(raw.from, raw.to)) : JSON.stringify(row);
}

/** The same as bytes, without the last brace, so that a `_meta` may follow; bytes that came are shared with their page. */
export function openJson(row: Row): Uint8Array {
  const raw = row[RAW];
  if (raw) return raw.page.bytes.subarray(raw.from, raw.to - 1);
  // it has its key, so it is not empty; a `_meta` of its own would be replaced anyway
  return ENCODER.encode(JSON.stringify({ ...row, _meta: undefined }).slice(0, -1));
}
