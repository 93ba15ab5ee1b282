import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { PayloadError, readPayload } from "../../src/build/payload.ts";

const encoder = new TextEncoder();
const MARK = "d3n0l4nd";

const metadata = {
  entrypoint_key: "main.ts",
  v8_flags: [
    "--max-semi-space-size=1",
    "--heap-growing-percent=20",
    "--no-concurrent-recompilation",
    "--incremental-marking-soft-trigger=20",
    "--invocation-count-for-turbofan=200000",
  ],
  permissions: { allow_net: ["b:1", "a:1"], allow_env: [], allow_read: null, deny_net: ["c"], prompt: false },
};
const files = [
  { File: { n: "main.ts", o: [0, 5], u: true, m: [5, 3], t: 1 } },
  { Dir: { n: "src", e: [{ File: { n: "a.ts", o: [8, 2], s: [10, 90] } }, { Dir: { n: "b", e: [] } }] } },
];

/** A text with its length before it. */
function section(text: string): Uint8Array<ArrayBuffer> {
  const bytes = encoder.encode(text);
  const whole = new Uint8Array(8 + bytes.length);
  new DataView(whole.buffer).setBigUint64(0, BigInt(bytes.length), true);
  whole.set(bytes, 8);
  return whole;
}

async function binaryOf(
  before: Uint8Array<ArrayBuffer>,
  meta: unknown,
  list: unknown,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts = [
    before,
    MARK,
    section(JSON.stringify(meta)),
    "\0\0\0\0zod",
    section(JSON.stringify(list)),
    "the files",
  ];
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

Deno.test("what is embedded is read wherever it stands in the binary", async () => {
  // of Linux's programs the note that it stands in is called the same; the runtime's own code names it too
  const names = fc.constantFrom("", MARK, `${MARK}H\0\0`, `${MARK}{"a":1}${MARK}`).map((text) =>
    encoder.encode(text)
  );
  const runtime = fc.tuple(fc.uint8Array({ maxLength: 3000 }), names).map((
    [some, name],
  ) => [...some, ...name]);
  await fc.assert(fc.asyncProperty(runtime, async (before) => {
    const payload = readPayload(await binaryOf(new Uint8Array(before), metadata, files));
    const embedded = MARK.length + section(JSON.stringify(metadata)).length + 7 +
      section(JSON.stringify(files)).length;
    assertEquals(payload, {
      size: embedded + 100,
      entry: "main.ts",
      v8Flags: [
        "--max-semi-space-size=1",
        "--heap-growing-percent=20",
        "--no-concurrent-recompilation",
        "--incremental-marking-soft-trigger=20",
        "--invocation-count-for-turbofan=200000",
      ],
      allowed: { net: ["a:1", "b:1"], env: [] },
      prompts: false,
      files: new Map([["main.ts", 5], ["src/a.ts", 2]]),
    });
  }));
});

Deno.test("a program may ask for more, if nothing says that it may not", async () => {
  const { prompt: _, ...permissions } = metadata.permissions;
  assert(readPayload(await binaryOf(new Uint8Array(), { ...metadata, permissions }, files)).prompts);
});

Deno.test("a program with nothing embedded, or cut short, is refused", async () => {
  assertThrows(
    () => readPayload(encoder.encode(`deno ${MARK}`)),
    PayloadError,
    "nothing is embedded",
  );
  const whole = await binaryOf(new Uint8Array(3), metadata, files);
  for (const length of [40, 200, whole.length - 30]) {
    assertThrows(() => readPayload(whole.slice(0, length)));
  }
});
