import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../src/flow/runtime/mod.ts";
import { isObject, locate, same, tokens } from "../../../src/flow/runtime/json.ts";
import { lineLimit, lines } from "../../../src/flow/runtime/lines.ts";
import { readResponse } from "../../../src/flow/runtime/messages.ts";

const read = (message: unknown) =>
  readResponse({ source: "stdout", number: 1, text: JSON.stringify(message) }).message;

Deno.test("what a message leaves out has its default", () => {
  assertEquals<unknown>(read({ applied: {} }), { actionDescription: "" });
  assertEquals<unknown>(read({ opened: {} }), { explicitAcknowledgements: false });
  assertEquals<unknown>(read({ discovered: {} }), { bindings: [] });
  assertEquals<unknown>(read({ validated: {} }), { bindings: [] });
  assertEquals<unknown>(read({ captured: { doc: { id: 1 } } }), { binding: 0, doc: { id: 1 } });
  assertEquals<unknown>(read({ sourcedSchema: { documentSchema: {} } }), { binding: 0, documentSchema: {} });
  const checkpoint = { state: { updated: {}, mergePatch: false } };
  assertEquals<unknown>(read({ checkpoint: { state: { updated: {} } } }), checkpoint);
  const binding = { recommendedName: "a", resourceConfig: {}, documentSchema: {}, key: ["/id"] };
  assertEquals<unknown>(read({ discovered: { bindings: [binding] } }), {
    bindings: [{ ...binding, disable: false }],
  });
  const whole = { ...binding, disable: true, resourcePath: ["a", "b"] };
  assertEquals<unknown>(read({ discovered: { bindings: [whole] } }), { bindings: [whole] });
});

Deno.test("an index is a whole number from 0 on, a name and a path hold something, a key is a pointer", () => {
  for (const binding of [-1, 0.5, 2 ** 31, "0", null]) {
    assertThrows(() => read({ captured: { binding, doc: {} } }), ProtocolError);
  }
  assertEquals<unknown>(read({ captured: { binding: 2 ** 31 - 1, doc: {} } }), {
    binding: 2147483647,
    doc: {},
  });
  const good = { recommendedName: "a", resourceConfig: {}, documentSchema: {}, key: ["/a~1b/~0"] };
  read({ discovered: { bindings: [good] } });
  const wrong = [{ key: [] }, { key: ["id"] }, { key: ["/"] }, { key: ["/a~2"] }, { recommendedName: "" }];
  for (const change of [...wrong, { resourcePath: [""] }, { resourceConfig: [] }]) {
    assertThrows(() => read({ discovered: { bindings: [{ ...good, ...change }] } }), ProtocolError);
  }
  for (const resourcePath of [[], [""]]) {
    assertThrows(() => read({ validated: { bindings: [{ resourcePath }] } }), ProtocolError);
  }
});

Deno.test("a JSON pointer's ~1 is a slash and its ~0 a tilde, and only objects are entered", () => {
  assertEquals(tokens("/a~1b/~01/0"), ["a/b", "~1", "0"]);
  assertEquals(tokens(""), []);
  assertEquals(locate({ "a/b": { "~1": 7 } }, "/a~1b/~01"), 7);
  assertEquals(locate({ a: [7] }, "/a/0"), undefined);
  assertEquals(locate({ a: 1 }, "/toString"), undefined);
  assertEquals([{}, [], null, "a", 1].map(isObject), [true, false, false, false, false]);
});

Deno.test("values are the same whatever the order of their members, and differ by one of them", () => {
  assertEquals(same({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 }), true);
  const others = [[{ a: 1 }, { a: 2 }], [{ a: 1 }, { b: 1 }], [{ a: 1 }, { a: 1, b: 1 }], [{ a: 1, b: 1 }, {
    a: 1,
  }]];
  const more = [[[1], [1, 2]], [[1, 2], [1]], [[1, 2], [2, 1]], [[], {}], [{}, []], [null, {}], [1, "1"]];
  for (const [a, b] of [...others, ...more]) assertEquals(same(a, b), false, JSON.stringify([a, b]));
});

Deno.test("a line may hold 64 MiB, and a reading that was stopped before it began lets go of its stream", async () => {
  assertEquals(lineLimit, 67_108_864);
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    cancel() {
      cancelled = true;
      return Promise.reject(new Error("it stays"));
    },
  });
  const found = await Array.fromAsync(lines(stream, "stdout", AbortSignal.abort()));
  assertEquals([found, cancelled], [[], true]);
});
