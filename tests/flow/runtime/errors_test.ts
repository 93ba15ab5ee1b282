import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { at, ConnectorFailed, ProtocolError } from "../../../src/flow/runtime/errors.ts";

const line = (text: string) => ({ source: "stdout" as const, number: 7, text });

Deno.test("a breach says its line, its rule and what stood there, 120 characters of it at most", () => {
  assertEquals(new ProtocolError("no").message, "no");
  assertEquals(new ProtocolError("no", line("")).message, "stdout line 7: no");
  assertEquals(new ProtocolError("no", line("{}")).message, "stdout line 7: no; the line is {}");
  const long = "x".repeat(120);
  assertEquals(new ProtocolError("no", line(long)).message, `stdout line 7: no; the line is ${long}`);
  assertEquals(new ProtocolError("no", line(`${long}y`)).message, `stdout line 7: no; the line is ${long}…`);
});

Deno.test("a breach gets the place where it is noticed, unless it has one", () => {
  const told = (breach: ProtocolError) =>
    assertThrows(() =>
      at(line("here"), () => {
        throw breach;
      }), ProtocolError);
  const { rule, line: place } = told(new ProtocolError("no"));
  assertEquals([rule, place], ["no", line("here")]);
  const known = new ProtocolError("no", line("there"));
  assertStrictEquals(told(known), known);
});

Deno.test("another error goes through a check as it is, and a result too", () => {
  const error = new RangeError("gone");
  assertStrictEquals(
    assertThrows(() =>
      at(line("here"), () => {
        throw error;
      })
    ),
    error,
  );
  assertEquals(at(line("here"), () => 3), 3);
});

Deno.test("a connector that failed is quoted, and its silence is told", () => {
  const log = { level: "error", message: "gone", fields: {} } as const;
  assertEquals(new ConnectorFailed(1, { ts: "", ...log } as ConnectorFailed["log"]).message, "gone");
  assertEquals(new ConnectorFailed(137, undefined).message, "it said nothing");
});
