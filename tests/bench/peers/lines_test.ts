import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { LineCounter } from "./lines.ts";

const text = [
  '{"opened":{}}',
  '{"captured":{"binding":0,"doc":{"name":"{\\"captured\\""}}}',
  "",
  '{"captured":{"binding":1,"doc":{"name":"ünï"}}}',
  '{"capture',
  '{"checkpoint":{"state":{"updated":{"captured":1},"mergePatch":true}}}',
  ' {"captured"',
  '{"captured"',
].join("\n");

Deno.test("a line counts when it begins with the prefix, and nowhere else", () => {
  const counter = new LineCounter('{"captured"');
  counter.feed(new TextEncoder().encode(`${text}\n`));
  assertEquals(counter.count, 3);
});

Deno.test("the count is the same wherever the bytes are cut", () => {
  const bytes = new TextEncoder().encode(`${text}\n${text}`);
  fc.assert(fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
    const counter = new LineCounter('{"captured"');
    const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
    for (const [i, edge] of edges.entries()) counter.feed(bytes.subarray(edges[i - 1] ?? 0, edge));
    assertEquals([counter.count, counter.bytes], [6, bytes.length]);
  }));
});

Deno.test("a prefix longer than 64 characters is refused", () => {
  assertThrows(() => new LineCounter("x".repeat(65)), RangeError);
});
