import { ProtocolError } from "./errors.ts";

/** One line of a connector's stdout or stderr. */
export interface Line {
  source: "stdout" | "stderr";
  /** Counted from 1. */
  number: number;
  /** Without its newline. */
  text: string;
}

/** The rule that a stream breaks which ends within a line. */
export const unterminated = "the last line must end with a newline";

/** What the platform takes as one message at most: 64 MiB. */
export const lineLimit = 64 * 2 ** 20;

/**
 * A stream of bytes as lines, each as soon as its newline is there.
 *
 * @param stop ends the reading at once, as if the stream had ended; a line cut short then is no breach
 * @param limit bytes a line may have at most, its newline not counted; @default 64 MiB
 * @throws {ProtocolError} a last line without newline, a line too long, bytes that are no UTF-8
 */
export async function* lines(
  stream: ReadableStream<Uint8Array>,
  source: Line["source"],
  stop: AbortSignal,
  limit = lineLimit,
): AsyncGenerator<Line, void, void> {
  const reader = stream.getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  if (stop.aborted) cancel();
  stop.addEventListener("abort", cancel, { once: true });
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const open: Uint8Array[] = [];
  let size = 0;
  let number = 1;
  const line = (text = ""): Line => ({ source, number, text });
  const add = (bytes: Uint8Array) => {
    size += bytes.length;
    if (size > limit) throw new ProtocolError(`a line must not be longer than ${limit} bytes`, line());
    if (bytes.length > 0) open.push(bytes);
  };
  try {
    for (;;) {
      const { done, value: chunk } = await reader.read();
      if (stop.aborted) return;
      if (done) break;
      let begin = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, begin)) {
        add(chunk.subarray(begin, end));
        yield line(decode(decoder, joined(open, size), line()));
        if (stop.aborted) return;
        open.length = size = 0;
        number++;
        begin = end + 1;
      }
      add(chunk.subarray(begin));
    }
    if (size > 0) {
      const text = new TextDecoder().decode(joined(open, size));
      throw new ProtocolError(unterminated, line(text));
    }
  } finally {
    stop.removeEventListener("abort", cancel);
    cancel();
  }
}

/** The pieces as one; a line within one chunk is not copied. */
function joined(pieces: Uint8Array[], size: number): Uint8Array {
  const [first] = pieces;
  if (first && pieces.length === 1) return first;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function decode(decoder: TextDecoder, bytes: Uint8Array, line: Line): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ProtocolError("a line must be UTF-8", line);
  }
}
