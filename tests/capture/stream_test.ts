import { assertEquals } from "@std/assert";
import { object, text, whole } from "../../src/capture/shape.ts";
import { snapshotFault } from "../../src/capture/snapshot.ts";
import { keyField, keyType, keyValue } from "../../src/capture/stream.ts";

Deno.test("A stream's key is one field: named by its pointer, of the type that the document says", () => {
  const texts = { key: ["/name"], document: object({ id: whole(), name: text }) } as const;
  const integers = { ...texts, key: ["/id"] } as const;
  assertEquals([keyField(texts), keyField(integers)], ["name", "id"]);
  assertEquals([keyType(texts), keyType(integers)], ["string", "integer"]);
  assertEquals([keyValue(texts, "12"), keyValue(integers, "12")], ["12", 12]);
});

Deno.test("A state is one of rows by their keys: digests, and keys that a row of the stream can have", () => {
  const integers = { key: ["/id"], document: object({ id: whole() }) } as const;
  const texts = { key: ["/id"], document: object({ id: text }) } as const;
  for (
    const [rows, ofIntegers, ofTexts] of [
      [undefined, true, true],
      [{}, true, true],
      [{ 12: "digest", "-3": "digest", 0: "digest" }, true, true],
      [{ "01": "digest" }, false, true],
      [{ "1.5": "digest" }, false, true],
      [{ x: "digest" }, false, true],
      [{ 9007199254740993: "digest" }, false, true],
      [{ 12: 7 }, false, false],
      [{ 12: null }, false, false],
      [[], false, false],
      ["digest", false, false],
      [null, false, false],
    ] as const
  ) {
    const state = rows === undefined ? {} : { rows, more: 1 };
    const says = [integers, texts].map((stream) => snapshotFault(stream, state) === undefined);
    assertEquals(says, [ofIntegers, ofTexts], JSON.stringify(rows));
  }
  assertEquals(
    snapshotFault(integers, { rows: { x: "digest" } }),
    { path: ["rows"], words: "it holds a key that is no integer" },
  );
});
