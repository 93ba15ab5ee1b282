import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { haveKeys, keyOf, secondOf } from "../../src/capture/row.ts";

Deno.test("A key is a text or an integer, as text", () => {
  assertEquals(keyOf({ id: 17 }, "id"), "17");
  assertEquals(keyOf({ id: 0 }, "id"), "0");
  assertEquals(keyOf({ id: -3 }, "id"), "-3");
  assertEquals(keyOf({ webhook_id: "a-b" }, "webhook_id"), "a-b");
  assertEquals(keyOf({ id: Number.MAX_SAFE_INTEGER }, "id"), "9007199254740991");
});

for (const id of [undefined, null, "", true, {}, [], 1.5, NaN, Infinity, 2 ** 53, -(2 ** 53)]) {
  Deno.test(`${Deno.inspect(id)} is no usable key`, () => {
    assertEquals(keyOf({ id }, "id"), undefined);
    assertEquals(haveKeys([{ id: 1 }, { id }], "id"), false);
  });
}

Deno.test("Different integers have different keys, and a key never stands for a number that was rounded", () => {
  fc.assert(fc.property(fc.double(), (id) => {
    const key = keyOf({ id }, "id");
    assertEquals(key === undefined, !Number.isSafeInteger(id));
    if (key !== undefined) assertEquals(Number(key), id + 0);
  }));
});

Deno.test("A field that is only inherited is none", () => {
  assertEquals(keyOf({}, "toString"), undefined);
  assertEquals(secondOf({}, "valueOf"), undefined);
});

Deno.test("No rows all have keys", () => {
  assertEquals(haveKeys([], "id"), true);
  assertEquals(haveKeys([{ id: 1 }, { id: "2" }], "id"), true);
});

Deno.test("A second is a number cut to its whole second, or none", () => {
  assertEquals(secondOf({ at: 1_700_000_000 }, "at"), 1_700_000_000);
  assertEquals(secondOf({ at: 1_700_000_000.9 }, "at"), 1_700_000_000);
  assertEquals(secondOf({ at: 0 }, "at"), 0);
  for (const at of [undefined, null, "1700000000", NaN, Infinity, {}]) {
    assertEquals(secondOf({ at }, "at"), undefined);
  }
});
