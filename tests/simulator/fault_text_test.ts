import { assertEquals, assertThrows } from "@std/assert";
import { parseFault, plainFaults } from "../../src/simulator/mod.ts";

Deno.test("A rule is read from words", () => {
  assertEquals(parseFault("path=/v1/calls nth=3 kind=reset"), { path: "/v1/calls", nth: 3, kind: "reset" });
  assertEquals(parseFault(" kind=503  every=10 times=Infinity "), {
    every: 10,
    times: Infinity,
    kind: { status: 503 },
  });
  assertEquals(parseFault("kind=drip:200 probability=.25"), { probability: 0.25, kind: { drip: 200 } });
  assertEquals(parseFault("kind=total:-3"), { kind: { total: -3 } });
  assertEquals(parseFault("kind=status:429"), { kind: { status: 429 } });
  assertEquals(parseFault("path=~^/v1/calls/\\d+$ kind=cut").path, /^\/v1\/calls\/\d+$/);
  for (const kind of Object.keys(plainFaults)) assertEquals(String(parseFault(`kind=${kind}`).kind), kind);
});

Deno.test("A rule that is wrong says where", () => {
  const wrong = [
    ["", "has no kind"],
    ["path=/v1/calls", "has no kind"],
    ["kind=explode", '"explode" is no kind of fault; there are: reset'],
    ["kind=reset often=2", '"often=2" is none of'],
    ["reset", '"reset" is none of'],
    ["nth=0 kind=reset", '"nth=0" wants a whole number from 1'],
    ["nth=1.5 kind=reset", '"nth=1.5" wants'],
    ["probability=1.5 kind=reset", '"probability=1.5" wants a number from 0 to 1'],
    ["kind=drip:-1", '"drip:-1" wants'],
  ];
  for (const [text = "", message = ""] of wrong) assertThrows(() => parseFault(text), RangeError, message);
  assertThrows(() => parseFault("path=~( kind=reset"), SyntaxError);
});
