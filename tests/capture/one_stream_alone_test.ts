import { assertEquals, assertMatch } from "@std/assert";
import { bindingOf, configOf, documents, openOf, smallAccount, stateAfter, talk } from "../support/talk.ts";

Deno.test("a row's own address that keeps failing stops its stream alone, with --once too", async () => {
  const simulator = smallAccount();
  const bindings = [bindingOf("tags"), bindingOf("calls")];
  const first = await talk([openOf(configOf(simulator), [bindings[0] ?? {}])], { simulator, once: true });
  const [tag] = simulator.account.truth("tags").keys();
  simulator.account.deleteTag(Number(tag));
  simulator.faults.add({ path: /^\/v1\/tags\/\d+$/, kind: { status: 500 }, every: 1 });
  const open = openOf(configOf(simulator), bindings, { state: stateAfter(first) });
  const ran = await talk([open], { simulator, once: true });
  assertEquals(ran.code, 1);
  assertMatch(ran.last?.message ?? "", /tags: \/v1\/tags\/\d+: .*500/);
  assertEquals(documents(ran, 1).length, 120);
  assertEquals(documents(ran, 0), []);
});

Deno.test("a list that is refused while the ping keeps failing stops its stream alone", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/tags", kind: { status: 403 }, every: 1 });
  simulator.faults.add({ path: "/v1/ping", kind: { status: 500 }, every: 1, nth: 2 });
  const bindings = [bindingOf("tags"), bindingOf("calls")];
  const ran = await talk([openOf(configOf(simulator), bindings)], { simulator, once: true });
  assertEquals(ran.code, 1);
  assertMatch(ran.last?.message ?? "", /tags: .*\/v1\/ping/);
  assertEquals(documents(ran, 1).length, 120);
});

Deno.test("rows that are called like what every object has are known again, and deleted", async () => {
  for (const name of ["__proto__", "constructor", "toString"]) {
    const simulator = smallAccount();
    simulator.account.renameCompany(name);
    const open = (state = {}) => openOf(configOf(simulator), [bindingOf("company")], { state });
    const first = await talk([open()], { simulator, once: true });
    const second = await talk([open(stateAfter(first))], { simulator, once: true });
    assertEquals([documents(first).length, documents(second).length], [1, 0]);
    simulator.account.renameCompany("Another");
    const third = await talk([open(stateAfter(first))], { simulator, once: true });
    assertEquals(documents(third).map(({ name, _meta }) => [name, _meta]), [["Another", { op: "c" }], [name, {
      op: "d",
    }]]);
  }
});

Deno.test("a list that is empty for a moment, twice in a row, deletes nothing", async () => {
  const simulator = smallAccount();
  const open = (state = {}) => openOf(configOf(simulator), [bindingOf("users")], { state });
  const first = await talk([open()], { simulator, once: true });
  const users = simulator.account.truth("users").size;
  let asked = 0;
  simulator.clock.sleep(10_000).then(() => asked = Infinity);
  const ran = await talk([open(stateAfter(first))], {
    simulator,
    once: true,
    fetch: (url, init) => {
      if (!url.includes("/v2/users?") || ++asked > 50) return simulator.fetch(url, init);
      return Promise.resolve(Response.json({ users: [], meta: { total: 0, count: 0, current_page: 1 } }));
    },
  });
  assertEquals([ran.code, documents(ran).length, users], [0, 0, 12]);
});

Deno.test("a snapshot's row without a key is said at error, once, and the others are captured", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/tags", kind: "missing-key", every: 1 });
  const ran = await talk([openOf(configOf(simulator), [bindingOf("tags")])], { simulator, once: true });
  assertEquals([ran.code, documents(ran).length], [1, 11]);
  const errors = ran.logs.filter(({ level, message }) =>
    level === "error" && message.startsWith("tags: a row")
  );
  assertEquals(errors.length, 1);
});
