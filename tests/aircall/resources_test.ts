import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { parseResources } from "../../src/aircall/config.ts";
import { ConfigError } from "../../src/aircall/errors.ts";
import { samples } from "./samples.ts";

function bind(...inputs: unknown[]) {
  const unknown: string[] = [];
  const resources = parseResources(
    inputs,
    { start: 1_700_000_000, rereads: true },
    (names) => void unknown.push(...names),
  );
  return {
    resources: resources.map(({ stream, settings }) => ({ stream: stream.name, ...settings })),
    unknown,
  };
}

const unbound = (...inputs: unknown[]) => assertThrows(() => bind(...inputs), ConfigError).problems;

Deno.test("Bindings keep their order, and what they do not say is incremental and every five minutes", () => {
  const { resources, unknown } = bind({ stream: "users" }, {
    stream: "calls",
    syncMode: "full_refresh",
    interval: "PT1S",
  });
  const start = 1_700_000_000;
  assertEquals(resources, [
    { stream: "users", mode: "incremental", interval: 300_000, start, rereads: true },
    { stream: "calls", mode: "full_refresh", interval: 1000, start, rereads: true },
  ]);
  assertEquals(unknown, []);
});

Deno.test("The original connector's binding and the platform's additions are accepted without a word", () => {
  const original = {
    stream: "user_availablity",
    syncMode: "incremental",
    namespace: "",
    cursorField: ["id"],
    _meta: {},
  };
  assertEquals(bind(original).unknown, []);
  assertEquals(bind().resources, []);
});

Deno.test("A binding's keys that are not known are reported once, with their binding", () => {
  assertEquals(bind({ stream: "users", a: 1, b: 2 }, { stream: "tags", a: 3 }).unknown, [
    "binding 1: a",
    "binding 1: b",
    "binding 2: a",
  ]);
});

for (const field of ["stream", "syncMode", "interval"]) {
  Deno.test(`A binding's ${field} that is of a wrong type, or wrong, is one problem that names binding and field`, () => {
    for (const [what, value] of Object.entries(samples)) {
      const [problem = "", ...others] = unbound({ stream: "tags" }, { stream: "users", [field]: value });
      assertMatch(problem, new RegExp(`^binding 2: "${field}" is n.{20,}`), what);
      assertEquals(others, [], what);
    }
  });
}

for (const interval of ["PT0S", "P", "PT0.5S", "P1M", "5m", "", "PT", "PT999999999999999999S"]) {
  Deno.test(`"${interval}" is no interval, and an example says what is`, () => {
    assertStringIncludes(unbound({ stream: "users", interval }).join(), 'as in "PT5M" or "P1D"');
  });
}

Deno.test("A binding that names no stream of ours is told which there are", () => {
  assertStringIncludes(
    unbound({ stream: "voicemails" }).join(),
    "choose one of calls, company, contacts, numbers",
  );
  assertStringIncludes(unbound({}).join(), '"stream" is missing');
  assertStringIncludes(unbound("calls").join(), "binding 1 is not right; it has to be an object");
});

Deno.test("A stream that is bound twice is refused, whatever else the bindings say", () => {
  const problems = unbound({ stream: "users" }, { stream: "tags" }, { stream: "users", interval: "PT1H" });
  assertEquals(problems, ['binding 3: stream "users" is bound twice; remove one of the two bindings']);
});

Deno.test("Every problem of every binding is told at once", () => {
  assertEquals(unbound({ stream: "x" }, { stream: "users", interval: 1, syncMode: 2 }, null).length, 4);
});
