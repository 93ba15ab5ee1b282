import { Malformed } from "./fault.ts";

/** More than any page of a list holds; a body beyond it is not one. */
const LARGEST = 64 * 2 ** 20;

/**
 * Reads a whole body as text.
 *
 * @param came called for each piece, so that a stall can be noticed
 * @throws {Malformed} not UTF-8, or larger than 64 MiB
 */
export async function readText(response: Response, came: () => void): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    came();
    size += piece.length;
    if (size > LARGEST) throw new Malformed("the body is larger than 64 MiB");
    pieces.push(piece);
  }
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    return pieces.map((piece) => decoder.decode(piece, { stream: true })).join("") + decoder.decode();
  } catch {
    throw new Malformed("the body is not valid UTF-8");
  }
}

/**
 * A body as JSON.
 *
 * @throws {Malformed} not JSON. The parser's own message is left out: it quotes the body, which may hold secrets
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (text.trim() === "") throw new Malformed("the body is empty");
    if (text.trimStart().startsWith("<")) throw new Malformed("the body is HTML instead of JSON");
    throw new Malformed(`the body is no JSON, or was cut short after ${text.length} characters`);
  }
}
