import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { ProtocolError } from "../../../src/flow/runtime/mod.ts";
import { lines } from "../../../src/flow/runtime/lines.ts";

const go = new AbortController().signal;

/** The texts of a stream's lines. */
async function read(bytes: Uint8Array, cuts: number[], limit?: number): Promise<string[]> {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const pieces = [0, ...ends].map((begin, i) => bytes.slice(begin, ends[i] ?? bytes.length));
  const found: string[] = [];
  for await (const line of lines(ReadableStream.from(pieces), "stdout", go, limit)) {
    assertEquals(line.number, found.push(line.text));
  }
  return found;
}

const line = fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !text.includes("\n"));

Deno.test("lines are the same wherever the stream is cut", async () => {
  await fc.assert(fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (texts, cuts) => {
    const bytes = new TextEncoder().encode(texts.map((text) => `${text}\n`).join(""));
    assertEquals(await read(bytes, cuts), texts);
  }));
});

Deno.test("a stream without its last newline is refused, wherever it is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line),
      line.filter((text) => text !== ""),
      fc.array(fc.nat()),
      async (texts, last, cuts) => {
        const bytes = new TextEncoder().encode([...texts, last].join("\n"));
        await assertRejects(
          () => read(bytes, cuts),
          ProtocolError,
          `stdout line ${texts.length + 1}: the last line`,
        );
      },
    ),
  );
});

Deno.test("a line is as long as the limit at most, in bytes and wherever it is cut", async () => {
  const text = "☎".repeat(4);
  const bytes = new TextEncoder().encode(`{}\n${text}\n`);
  await fc.assert(fc.asyncProperty(fc.array(fc.nat()), async (cuts) => {
    assertEquals(await read(bytes, cuts, 12), ["{}", text]);
    await assertRejects(
      () => read(bytes, cuts, 11),
      ProtocolError,
      "stdout line 2: a line must not be longer than 11 bytes",
    );
  }));
});

Deno.test("lines that are stopped end at once, without a word about what is cut off", async () => {
  const stop = new AbortController();
  const stream = ReadableStream.from((async function* () {
    yield new TextEncoder().encode("one\ntwo\nthr");
    await new Promise<void>(() => {});
  })());
  const found: string[] = [];
  for await (const { text } of lines(stream, "stdout", stop.signal)) {
    found.push(text);
    if (text === "two") queueMicrotask(() => stop.abort());
  }
  assertEquals(found, ["one", "two"]);
});
