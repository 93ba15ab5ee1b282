import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { lines } from "../../src/flow/lines.ts";
import { ProtocolError } from "../../src/flow/protocol_error.ts";

const encoder = new TextEncoder();

/** A stream of these pieces; what is still there when reading ends stays unread. */
function streamOf(pieces: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  }, { highWaterMark: 0 });
}

async function read(pieces: Iterable<Uint8Array>): Promise<string[]> {
  return await Array.fromAsync(lines(streamOf(pieces)));
}

/** Bytes cut at the given places. */
function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const at = [
    0,
    ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b),
    bytes.length,
  ];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}

Deno.test("lines come out whole, wherever the stream is cut, also within a character", async () => {
  const texts = fc.array(
    fc.dictionary(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), { maxKeys: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.nat(2000), { maxLength: 12 }), async (objects, places) => {
      const wanted = objects.map((object) => JSON.stringify(object));
      const bytes = encoder.encode(wanted.map((line) => `${line}\n`).join(""));
      assertEquals(await read(cut(bytes, places)), wanted);
    }),
  );
});

Deno.test("blank lines are passed over, and line ends may be those of Windows", async () => {
  const [first, second] = await read([
    encoder.encode('\n  \r\n{"a":1}\r\n\n'),
    encoder.encode('{"b":2}\n \t\n'),
  ]);
  assertEquals([first?.trim(), second], ['{"a":1}', '{"b":2}']);
  assertEquals(await read([]), []);
});

Deno.test("a line is there as soon as its newline is, though nothing follows", async () => {
  const silent = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode('{"a":1}\n{"b"')),
  });
  const read = lines(silent);
  assertEquals(await read.next(), { value: '{"a":1}', done: false });
});

Deno.test("an input that ends within a line is a breach, but one that ends in spaces is not", async () => {
  await assertRejects(
    () => read([encoder.encode('{"a":1}\n{"b":')]),
    ProtocolError,
    "ended in the middle of a line",
  );
  await assertRejects(
    () => read([encoder.encode('{"spec":{}}')]),
    ProtocolError,
    "with a newline at its end",
  );
  assertEquals((await read([encoder.encode('{"a":1}\n  ')])).length, 1);
});

Deno.test("bytes that are no UTF-8 are a breach, with a newline or without", async () => {
  for (const bytes of [[0x7b, 0xff, 0x7d, 0x0a], [0x7b, 0xc3], [0x7b, 0xed, 0xa0, 0x80, 0x7d, 0x0a]]) {
    await assertRejects(() => read([new Uint8Array(bytes)]), ProtocolError, "not valid UTF-8");
  }
});

Deno.test("noise without a newline is refused at once, not collected", async () => {
  let given = 0;
  function* noise() {
    for (; given < 1000; given++) yield new Uint8Array(65_536).fill(0x61);
  }
  await assertRejects(() => read(noise()), ProtocolError, "not JSON");
  assertEquals(given, 0, "the first piece was enough");
});

Deno.test("noise is refused at once behind lines that were read, and behind any number of blanks", async () => {
  for (const first of ['{"a":1}\n', '{"a":1}\n  \n', " ".repeat(5000)]) {
    await assertRejects(() => read([encoder.encode(`${first}noise`)]), ProtocolError, "not JSON");
  }
  for (const first of ['{"a":1}\n', '{"a":1}\n  \n']) {
    const pieces = [first, "noise"].map((piece) => encoder.encode(piece));
    await assertRejects(() => read(pieces), ProtocolError, "not JSON");
  }
});

Deno.test("a line longer than 128 MiB is refused, and one of 40 MiB is read", async () => {
  const piece = new Uint8Array(2 ** 20).fill(0x20);
  function* line(megabytes: number) {
    yield encoder.encode("{");
    for (let i = 0; i < megabytes; i++) yield piece;
    yield encoder.encode("}\n");
  }
  await assertRejects(() => read(line(129)), ProtocolError, "longer than 128 MiB");
  assertEquals((await read(line(40))).map(({ length }) => length), [40 * 2 ** 20 + 2]);
});
