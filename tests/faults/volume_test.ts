import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { isObject, locate } from "../../src/flow/runtime/json.ts";
import { assertRefused, documents, smallAccount, stateAfter } from "../support/talk.ts";
import { assertClean, assertWhole, capture, differing, statuses } from "./support.ts";

const small = { calls: 0, days: 20, contacts: 60, users: 12, teams: 3, numbers: 4, tags: 12, webhooks: 2 };
const fast = { once: true, requestsPerMinute: 60_000 };

Deno.test("more than 20,000 calls in one second are an error that names it, in the log, the status, the state and the exit code; all else is whole", async () => {
  const simulator = smallAccount({ size: { ...small, calls: 200 } });
  const { account } = simulator;
  const second = account.now - 86_400;
  account.burst(second, 20_010);
  const names = ["calls", "contacts", "tags"] as const;
  const ran = await capture(simulator, names, fast);
  const at = (moment: number) => new Date(moment * 1000).toISOString().replace(".000Z", "Z");
  const words = `after ${at(second - 1)} to ${
    at(second)
  } Aircall counts 20010 rows, but only 20000 could be read`;
  const message = assertRefused(ran, 1);
  assert(message.includes(`calls: ${words}`), message);
  assert(!/contacts|tags/.test(message));
  assertClean(simulator, ran);
  const errors = ran.logs.filter(({ level }) => level === "error").map(({ message }) => message);
  assertEquals(errors.length, 2, "when it is found, and at the end");
  assertEquals(errors[0], `calls: ${words}. What could be read was captured; the stream goes on after it.`);
  assertMatch(statuses(ran).at(-1)?.message ?? "", /^2 of 3 streams up to date\. calls incomplete: after /);
  const gaps = locate(stateAfter(ran), "/bindings/calls/gaps");
  assertEquals(isObject(gaps) && Object.keys(gaps), [`${second - 1}-${second}`]);
  // the ten that no request can reach, and nothing else
  assertEquals(documents(ran).length, 20_200);
  assertEquals(
    differing(simulator, ["contacts", "tags"], {
      responses: ran.responses.flatMap(({ captured }) =>
        isObject(captured) && Number(captured["binding"]) > 0
          ? [{ captured: { ...captured, binding: Number(captured["binding"]) - 1 } }]
          : []
      ),
    }),
    [],
  );
  assertEquals(simulator.count({ status: 400 }), 0);
  assertLess(simulator.count(), 450);
  // it is not forgotten by the next run, nor read again and again
  simulator.clearJournal();
  const next = await capture(simulator, names, { ...fast, state: stateAfter(ran) });
  assert(assertRefused(next, 1).includes(words));
  assertEquals(documents(next), []);
  assertLess(simulator.count(), 12);
});

Deno.test("a list without windows that holds more than 20,000 rows is an error that names it, deletes nothing, and does not hold up the others", async () => {
  const simulator = smallAccount({ size: { ...small, tags: 20_010 } });
  const ran = await capture(simulator, ["tags", "users"], fast);
  const message = assertRefused(ran, 1);
  assertMatch(message, /tags: Aircall counts 20010 rows, but only 20000 different ones could be read/);
  assert(!/users/.test(message));
  assertClean(simulator, ran);
  assertEquals([documents(ran, 0).length, documents(ran, 1).length], [20_000, 12]);
  assertEquals(simulator.count({ status: 400 }), 0);
  assertLess(simulator.count(), 410);
});

Deno.test("a list without windows that holds more than 10,000 rows is read from both ends", async () => {
  const simulator = smallAccount({ size: { ...small, tags: 10_100 } });
  const ran = await capture(simulator, ["tags"], fast);
  assertWhole(simulator, ["tags"], ran);
  assertGreater(documents(ran).length, 10_099);
  assertLess(simulator.count(), 210);
});
