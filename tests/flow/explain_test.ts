import { assert, assertEquals, assertFalse, assertRejects, assertStrictEquals } from "@std/assert";
import { ConfigError, CredentialsRefused } from "../../src/aircall/errors.ts";
import { faultIn } from "../../src/capture/fits.ts";
import { whole } from "../../src/capture/shape.ts";
import { IncompleteError, StateError } from "../../src/aircall/errors.ts";
import { wrong } from "../../src/aircall/issue.ts";
import { Output, OutputClosed } from "../../src/capture/output.ts";
import { ProtocolError } from "../../src/flow/protocol_error.ts";
import { explain } from "../../src/flow/explain.ts";
import { type FaultKind, HttpFault, Unreachable } from "../../src/http/fault.ts";
import { keptLog } from "../support/scripted.ts";

/** The exit code while nothing was captured and while something was, and the last line of the log. */
function explained(error: unknown): [before: number, within: number, last: string | undefined] {
  const log = keptLog();
  const code = explain(error, log, false);
  assertEquals(log.lines.filter((line) => line.startsWith("error: ")).length, 1);
  return [code, explain(error, log, true), log.lines.at(-1)];
}

const fault = (kind: FaultKind) => new HttpFault(kind, "/v1/calls", "503");

Deno.test("a wrong configuration is exit 2, refused credentials too unless a capture was open, all else is 1", () => {
  assertEquals(explained(new ConfigError(["api_id is missing"])).slice(0, 2), [2, 2]);
  assertEquals(explained(new CredentialsRefused("refused")).slice(0, 2), [2, 1]);
  const others = [
    new OutputClosed("gone"),
    new ProtocolError("no"),
    fault("passing"),
    fault("rejected"),
    new StateError("old"),
    new IncompleteError(["calls: gone"]),
    new Unreachable("silent"),
    new RangeError("odd"),
    "odd",
    undefined,
  ];
  for (const error of others) assertEquals(explained(error).slice(0, 2), [1, 1], String(error));
});

Deno.test("what a person can act on is said in its own words", () => {
  for (
    const error of [new StateError("old"), new Unreachable("silent"), new IncompleteError(["calls: gone"])]
  ) {
    assertEquals(explained(error)[2], `error: ${error.message}`);
  }
  assertEquals(
    explained(new ProtocolError("no"))[2],
    "error: The input is not the Flow capture protocol: no.",
  );
  assert(
    explained(new OutputClosed("gone"))[2]?.startsWith(
      "error: The reader of this connector's stdout has gone",
    ),
  );
});

Deno.test("a disk that is full and a permission that was not given are no faults of this program", () => {
  const full = Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
  const refused = new Deno.errors.NotCapable(
    'Requires env access to "X", run again with the --allow-env flag',
  );
  assertEquals([full, refused].map((error) => explained(error)[0]), [1, 2]);
  assert(explained(full)[2]?.includes("No room is left") && explained(full)[2]?.includes("make room"));
  assert(explained(refused)[2]?.includes("--allow-env"));
  for (const error of [full, refused]) assertFalse(explained(error)[2]?.includes("fault of this connector"));
});

Deno.test("an API that does not answer is told from one that answers something else", () => {
  const said = (kind: FaultKind) => explained(fault(kind))[2];
  assert(
    said("passing")?.startsWith("error: Aircall does not answer (GET /v1/calls: 503). Check the network"),
  );
  assert(
    said("rejected")?.startsWith("error: Aircall does not answer as expected (GET /v1/calls: 503). Check"),
  );
});

Deno.test("a fault of our own is one line without a stack; the stack is for whoever asks for it", () => {
  const log = keptLog();
  explain(new RangeError("odd\nand more"), log, true);
  assertEquals(log.lines.map((line) => line.split(":")[0]), ["debug", "error"]);
  assert(log.lines[1]?.startsWith("error: A fault of this connector: RangeError: odd. Nothing was lost"));
  assertFalse(log.lines[1]?.includes("and more"));
  assert(explained("gone")[2]?.startsWith("error: A fault of this connector: gone. "));
});

Deno.test("each error goes by its own name", () => {
  const errors = [new StateError(""), new IncompleteError([]), new OutputClosed(""), new ProtocolError("")];
  assertEquals(errors.map(({ name }) => name), [
    "StateError",
    "IncompleteError",
    "OutputClosed",
    "ProtocolError",
  ]);
});

Deno.test("an incomplete run names each reason", () => {
  const error = new IncompleteError(["calls: gone", "tags: 404"]);
  assertEquals(error.reasons, ["calls: gone", "tags: 404"]);
  assert(error.message.startsWith("Not everything could be captured. calls: gone; tags: 404. "));
});

Deno.test("what is wrong with a value goes on a sentence: it is missing, or why it is not right", () => {
  const said = (value: unknown) => {
    const fault = faultIn(whole(), value);
    return fault && wrong(fault);
  };
  assertEquals(said(undefined), "is missing");
  assertEquals(said("a"), "is not right: expected number, received string");
});

Deno.test("output is written to its last byte, however little is taken at a time", async () => {
  const text = "é".repeat(100_000);
  for (const most of [1000, 65_536, 1_000_000]) {
    const taken: number[] = [];
    await new Output({
      write(bytes) {
        const some = bytes.subarray(0, most);
        for (const byte of some) taken.push(byte);
        return Promise.resolve(some.length);
      },
    }).write(new TextEncoder().encode(text));
    assert(new TextDecoder().decode(new Uint8Array(taken)) === text);
  }
});

Deno.test("a reader that has gone is told apart from what else may happen to the output", async () => {
  const failing = (error: Error) => new Output({ write: () => Promise.reject(error) });
  for (const error of [new Deno.errors.BrokenPipe("no"), new Deno.errors.ConnectionReset("no")]) {
    await assertRejects(() => failing(error).respond({}), OutputClosed);
  }
  const other = new Deno.errors.BadResource("no");
  assertStrictEquals(await assertRejects(() => failing(other).respond({})), other);
});
