import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseJson } from "../../src/json.ts";
import { readBytes, readJson } from "../../src/http/body.ts";
import { Malformed } from "../../src/http/fault.ts";

/** A body that comes in these pieces. */
function inPieces(pieces: Uint8Array<ArrayBuffer>[]): Response {
  return new Response(ReadableStream.from(pieces));
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function cut(bytes: Uint8Array<ArrayBuffer>, at: number[]): Uint8Array<ArrayBuffer>[] {
  const ends = [...new Set(at.map((end) => end % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, i) => bytes.slice(ends[i - 1] ?? 0, end));
}

Deno.test("A body is the same however its bytes are cut into pieces, even inside a character", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.array(fc.nat(200)), async (text, at) => {
      const pieces = cut(new TextEncoder().encode(text), at);
      let came = 0;
      const read = await readBytes(inPieces(pieces), () => came++);
      assertEquals(new TextDecoder("utf-8", { ignoreBOM: true }).decode(read), text);
      assertEquals(came, pieces.length);
    }),
  );
});

Deno.test("A body that is not there is empty", async () => {
  assertEquals(await readBytes(new Response(null, { status: 204 }), () => {}), new Uint8Array());
});

Deno.test("A body that is not UTF-8, or ends inside a character, is malformed", () => {
  for (const bytes of [[0xff], [0x7b, 0xc3, 0x28], [0xe2, 0x82]]) {
    assertThrows(() => readJson(new Uint8Array(bytes)), Malformed, "UTF-8");
  }
});

Deno.test("A body beyond 64 MiB is malformed, and the rest of it is not read", async () => {
  const piece = new Uint8Array(2 ** 20);
  let read = 0;
  let cancelled = false;
  const endless = new ReadableStream({
    pull(controller) {
      read++;
      controller.enqueue(piece);
    },
    cancel() {
      cancelled = true;
    },
  });
  await assertRejects(() => readBytes(new Response(endless), () => {}), Malformed, "64 MiB");
  assert(cancelled);
  assert(read < 70);
});

Deno.test("A body beyond 64 MiB that fills our own memory is let go of, too", async () => {
  let cancelled = false;
  const endless = new ReadableStream({
    type: "bytes",
    pull(controller) {
      controller.enqueue(new Uint8Array(2 ** 20));
    },
    cancel() {
      cancelled = true;
    },
  });
  await assertRejects(() => readBytes(new Response(endless), () => {}), Malformed, "64 MiB");
  assert(cancelled);
});

Deno.test("A body of 64 MiB is read to its end, one of a byte more is not", async () => {
  const pieces = Array.from({ length: 64 }, () => new Uint8Array(2 ** 20).fill(32));
  const bodyOf = (all: Uint8Array[]) => new Response(ReadableStream.from(all));
  assertEquals((await readBytes(bodyOf(pieces), () => {})).length, 64 * 2 ** 20);
  await assertRejects(() => readBytes(bodyOf([...pieces, new Uint8Array(1)]), () => {}), Malformed, "64 MiB");
});

Deno.test("JSON comes as JSON.parse sees it", () => {
  fc.assert(fc.property(fc.json(), (text) => assertEquals(readJson(bytesOf(text)), parseJson(text))));
});

const broken: [what: string, body: string, says: string][] = [
  ["an empty body", "", "empty"],
  ["a blank body", " \n", "empty"],
  ["HTML", "\n<!doctype html><title>Bad Gateway</title>", "HTML"],
  ["JSON that was cut", '{"users":[{"name":"Ada"', "cut short"],
  ["another text", "upstream request timeout", "no JSON"],
];

for (const [what, body, says] of broken) {
  Deno.test(`${what} is malformed, and the message says so`, () => {
    assertThrows(() => readJson(bytesOf(body)), Malformed, says);
  });
}

Deno.test("What is malformed is never quoted, since it may hold secrets", () => {
  fc.assert(fc.property(fc.json(), fc.constantFrom("{", "}", "x", ",", "<"), (json, extra) => {
    for (const body of [`{"token":"hunter2",${json}`, `hunter2${json}${extra}`, `{"hunter2":tru}`]) {
      const error = assertThrows(() => readJson(bytesOf(body)), Malformed);
      assert(!Deno.inspect(error).includes("hunter2"));
    }
  }));
});
