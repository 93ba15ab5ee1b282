import { parseJson } from "../json.ts";
import { Malformed } from "./fault.ts";

/** More than any page of a list holds; a body beyond it is not one. */
const LARGEST = 64 * 2 ** 20;
/** Room that a body is given at first, in bytes. */
const ROOM = 2 ** 17;

/**
 * Reads a whole body.
 *
 * @param came called for each piece, so that a stall can be noticed
 * @param buffer what to read into, as far as there is room in it: what lies under it is used up
 * @returns the body, in a buffer that may be larger
 * @throws {Malformed} larger than 64 MiB
 */
export async function readBytes(
  { body }: Response,
  came: () => void,
  buffer?: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!body) return new Uint8Array();
  let bytes = buffer ? new Uint8Array(buffer.buffer) : new Uint8Array(ROOM);
  let size = 0;
  const take = (length: number) => {
    came();
    size += length;
    if (size > LARGEST) throw new Malformed("the body is larger than 64 MiB");
  };
  const reader = ownBuffer(body);
  if (!reader) {
    for await (const piece of body) {
      const at = size;
      take(piece.length);
      if (size > bytes.length) bytes = grown(bytes, Math.max(size, 2 * bytes.length));
      bytes.set(piece, at);
    }
    return bytes.subarray(0, size);
  }
  try {
    for (;;) {
      if (size === bytes.length) bytes = grown(bytes, 2 * size);
      const { value, done } = await reader.read(bytes.subarray(size));
      if (!value) return bytes.subarray(0, size);
      bytes = new Uint8Array(value.buffer);
      if (done) return bytes.subarray(0, size);
      take(value.length);
    }
  } catch (error) {
    // the connection is let go of; that it cannot be does not matter
    await reader.cancel(error).catch(() => {});
    throw error;
  }
}

/** A reader that fills a buffer of ours, which costs the least; undefined where the body has none. */
function ownBuffer(body: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(size);
  more.set(bytes);
  return more;
}

/**
 * A body as text.
 *
 * @throws {Malformed} not UTF-8
 */
export function readText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Malformed("the body is not valid UTF-8");
  }
}

/**
 * A body as JSON.
 *
 * @throws {Malformed} not UTF-8, or not JSON. The parser's own message is left out: it quotes the body, which may hold secrets
 */
export function readJson(bytes: Uint8Array): unknown {
  const text = readText(bytes);
  try {
    return parseJson(text);
  } catch {
    if (text.trim() === "") throw new Malformed("the body is empty");
    if (text.trimStart().startsWith("<")) throw new Malformed("the body is HTML instead of JSON");
    throw new Malformed(`the body is no JSON, or was cut short after ${text.length} characters`);
  }
}
