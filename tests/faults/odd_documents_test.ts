import { assert, assertEquals, assertMatch } from "@std/assert";
import { documents, smallAccount } from "../support/talk.ts";
import { assertClean, capture, changed, problems } from "./support.ts";

Deno.test("documents whose fields have another type than is known are captured as they came, with one warning that counts them", async () => {
  const simulator = smallAccount();
  const fetch = changed(
    simulator,
    /\/v1\/calls\?/,
    (text) => text.replaceAll(/"duration":(\d+)/g, '"duration":"$1 s"'),
  );
  const ran = await capture(simulator, ["calls", "tags"], { fetch, once: true });
  assertEquals(ran.code, 0);
  assertClean(simulator, ran);
  const calls = documents(ran);
  assertEquals(calls.length, 120);
  for (const { id, duration } of calls) {
    assertEquals(duration, `${simulator.account.truth("calls").get(String(id))?.duration} s`);
  }
  const warnings = problems(ran).filter(({ message }) => /duration/.test(message));
  const [first, last, ...more] = warnings;
  assertEquals([first?.level, last?.level, more], ["warn", "warn", []]);
  assertMatch(
    first?.message ?? "",
    /^calls: 50 documents were not .*\("duration" is not right: expected number, received string/,
  );
  assertMatch(first?.message ?? "", /captured as they came/);
  assertMatch(last?.message ?? "", /^calls: 120 documents were/, "the count at the end of the run");
  assertEquals(problems(ran).length, 2);
});

Deno.test("one odd document in a run is one warning, and names the field wherever it lies", async () => {
  const simulator = smallAccount();
  let times = 0;
  const fetch = changed(
    simulator,
    /\/v1\/teams\?/,
    (text) =>
      text.replace(
        /"users":\[\{"id":\d+/,
        (users) => times++ === 0 ? users.replace(/\d+$/, '"first"') : users,
      ),
  );
  const ran = await capture(simulator, ["teams"], { fetch, once: true });
  assertEquals([ran.code, documents(ran).length], [0, 3]);
  const [warning, ...more] = problems(ran);
  assertEquals(more, []);
  assertMatch(warning?.message ?? "", /^teams: 1 document was .*"users\/0\/id" is not right/);
});

Deno.test("fields that are not known, absent or null are nothing odd", async () => {
  const simulator = smallAccount();
  const fetch = changed(
    simulator,
    /\/v1\/calls\?/,
    (text) => text.replaceAll('"direction":', '"heading":').replaceAll(/"duration":\d+/g, '"duration":null'),
  );
  const ran = await capture(simulator, ["calls"], { fetch, once: true });
  assertEquals([ran.code, documents(ran).length, problems(ran)], [0, 120, []]);
  assert(documents(ran).every((call) => "heading" in call && call["duration"] === null));
});
