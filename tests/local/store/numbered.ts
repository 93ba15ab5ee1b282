import type { Batch, Stream } from "../../../src/capture/stream.ts";
import { documentOf, kept } from "./model.ts";

/** Keys that there are. */
const KEYS = 60;

/** The batch of a number: always the same, with that number as its state. */
export function numbered(n: number): { stream: Stream; batch: Batch; texts: string[] } {
  const stream = kept[n % 3 === 0 ? 1 : 0] ?? kept[0];
  if (!stream) throw new Error("no streams");
  const size = 1 + (n * 7) % 5;
  const texts: string[] = [];
  const documents = Array.from({ length: size }, (_, i) => {
    const id = 1 + (n * 31 + i * 17) % KEYS;
    const op = (n + i) % 6 === 0 ? "d" as const : n % 2 === 0 ? "c" as const : "u" as const;
    const tags = Array.from({ length: (n + i) % 4 }, (_, tag) => ({ id: tag, name: `of ${n}` }));
    const text = JSON.stringify(op === "d" ? { id } : { id, name: `written by ${n}`, tags, n });
    texts.push(text);
    return documentOf(stream, op, text, i % 2 === 0);
  });
  return { stream, batch: { documents, patch: { n, cells: { [n % 40]: "x".repeat(200) } } }, texts };
}
