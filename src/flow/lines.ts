import { ProtocolError } from "./protocol_error.ts";

/** More than any request that a runtime sends. */
const LONGEST = 128 * 2 ** 20;
const NEWLINE = 10;

/**
 * Splits a stream of bytes into lines. A line that does not begin as a JSON object is refused before its end has come, so that
 * noise is not collected.
 *
 * @throws {ProtocolError} no JSON object, no UTF-8, longer than 128 MiB, or the input ends in the middle of a line
 */
export async function* lines(input: ReadableStream<Uint8Array>): AsyncGenerator<string, void, void> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      pieces.push(chunk.subarray(from, end));
      from = end + 1;
      const line = decode(pieces);
      pieces = [];
      size = 0;
      if (line.trim() !== "") yield line;
    }
    const rest = chunk.subarray(from);
    if (size === 0) refuseNoise(rest);
    pieces.push(rest);
    size += rest.length;
    if (size > LONGEST) throw new ProtocolError(`a request is longer than ${LONGEST / 2 ** 20} MiB`);
  }
  if (decode(pieces).trim() !== "") {
    throw new ProtocolError(
      "the input ended in the middle of a line; each request is one line of JSON with a newline at its end",
    );
  }
}

function refuseNoise(start: Uint8Array): void {
  const [first] = new TextDecoder().decode(start).trimStart();
  if (first !== undefined && first !== "{") {
    throw new ProtocolError("the input is not JSON: a request is an object on one line");
  }
}

function decode(pieces: Uint8Array[]): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    return pieces.map((piece) => decoder.decode(piece, { stream: true })).join("") + decoder.decode();
  } catch {
    throw new ProtocolError("the input is not valid UTF-8");
  }
}
