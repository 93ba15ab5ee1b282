import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseJson, readText } from "../../src/http/body.ts";
import { Malformed } from "../../src/http/fault.ts";

/** A body that comes in these pieces. */
function inPieces(pieces: Uint8Array<ArrayBuffer>[]): Response {
  return new Response(ReadableStream.from(pieces));
}

function cut(bytes: Uint8Array<ArrayBuffer>, at: number[]): Uint8Array<ArrayBuffer>[] {
  const ends = [...new Set(at.map((end) => end % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, i) => bytes.slice(ends[i - 1] ?? 0, end));
}

Deno.test("A text is the same however its bytes are cut into pieces, even inside a character", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.array(fc.nat(200)), async (text, at) => {
      const pieces = cut(new TextEncoder().encode(text), at);
      let came = 0;
      const read = await readText(inPieces(pieces), () => came++);
      assertEquals(read, text.replace(/^\ufeff/, ""));
      assertEquals(came, pieces.length);
    }),
  );
});

Deno.test("A body that is not there is an empty text", async () => {
  assertEquals(await readText(new Response(null, { status: 204 }), () => {}), "");
});

Deno.test("A body that is not UTF-8, or ends inside a character, is malformed", async () => {
  for (const bytes of [[0xff], [0x7b, 0xc3, 0x28], [0xe2, 0x82]]) {
    await assertRejects(() => readText(inPieces([new Uint8Array(bytes)]), () => {}), Malformed, "UTF-8");
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
  await assertRejects(() => readText(new Response(endless), () => {}), Malformed, "64 MiB");
  assert(cancelled);
  assert(read < 70);
});

Deno.test("A body of 64 MiB is read to its end, one of a byte more is not", async () => {
  const pieces = Array.from({ length: 64 }, () => new Uint8Array(2 ** 20).fill(32));
  const bodyOf = (all: Uint8Array[]) => new Response(ReadableStream.from(all));
  assertEquals((await readText(bodyOf(pieces), () => {})).length, 64 * 2 ** 20);
  await assertRejects(() => readText(bodyOf([...pieces, new Uint8Array(1)]), () => {}), Malformed, "64 MiB");
});

Deno.test("JSON comes as JSON.parse sees it", () => {
  fc.assert(fc.property(fc.json(), (text) => assertEquals(parseJson(text), JSON.parse(text))));
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
    assertThrows(() => parseJson(body), Malformed, says);
  });
}

Deno.test("What is malformed is never quoted, since it may hold secrets", () => {
  fc.assert(fc.property(fc.json(), fc.constantFrom("{", "}", "x", ",", "<"), (json, extra) => {
    for (const body of [`{"token":"hunter2",${json}`, `hunter2${json}${extra}`, `{"hunter2":tru}`]) {
      const error = assertThrows(() => parseJson(body), Malformed);
      assert(!Deno.inspect(error).includes("hunter2"));
    }
  }));
});
