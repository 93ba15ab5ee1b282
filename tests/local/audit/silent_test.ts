import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { CredentialsRefused } from "../../../src/aircall/errors.ts";
import { explained } from "../../../src/aircall/explained.ts";
import type { FaultRule } from "../../../src/simulator/mod.ts";
import { AuditedAccount, of } from "./audited.ts";

const size = { calls: 300, days: 60, contacts: 60, users: 5, teams: 2, numbers: 3, tags: 12, webhooks: 1 };

/** An account that was synced, and that then has a fault. */
async function faulty(...rules: FaultRule[]): Promise<AuditedAccount> {
  const account = new AuditedAccount({ size });
  await account.sync();
  for (const rule of rules) account.simulator.faults.add({ times: Infinity, ...rule });
  return account;
}

Deno.test("credentials that are refused end an audit after one request, before anything else is asked", async () => {
  const account = await faulty({ kind: { status: 401 } });
  await assertRejects(() => account.audit(), CredentialsRefused);
  assertEquals(account.simulator.journal.map(({ path }) => path), ["/v1/ping"]);
});

for (const kind of ["stall-headers", "reset", { status: 503 }] as const) {
  const name = typeof kind === "string" ? kind : `status ${kind.status}`;
  Deno.test(`an audit ends within a minute and a half, as sync does, where everything is answered with ${name}`, async () => {
    const account = await faulty({ kind });
    const began = account.clock.now();
    const error = await account.audit("days").then(() => undefined, (error) => error);
    const { message, code } = explained(error);
    assertEquals(code, 1);
    assertMatch(message, /^Aircall does not answer \(GET \/v1\/ping: .*\)\. Check the network/);
    const took = account.clock.now() - began;
    assert(took >= 60_000 && took <= 95_000, `${took} ms`);
  });

  Deno.test(`an audit in whose midst everything is answered with ${name} ends, and not after each stretch of each stream`, async () => {
    const account = await faulty();
    const began = account.clock.now();
    account.simulator.onRequest(() => {
      if (account.simulator.count() === 12) account.simulator.faults.add({ times: Infinity, kind });
    });
    const error = await account.audit("days").then(() => undefined, (error) => error);
    const { message, code } = explained(error);
    assertEquals(code, 1);
    assertMatch(message, /^Aircall does not answer \(GET \/v1\/calls\?.*\)\. Check the network/);
    const took = account.clock.now() - began;
    assert(took <= 150_000, `${took} ms`);
  });

  Deno.test(`one list that is answered with ${name} is left unchecked, and the others are compared`, async () => {
    const account = await faulty({ path: "/v1/tags", kind });
    const result = await account.audit();
    const unchecked = result.streams.filter(({ unchecked }) => unchecked.length > 0);
    assertEquals(unchecked.map(({ stream }) => stream), ["tags"]);
    assertMatch(of(result, "tags").unchecked.join(), /^\/v1\/tags, page 1: .*It kept failing/);
    assertEquals([of(result, "webhooks").counted, result.equal], [1, false]);
  });
}

Deno.test("who asks an audit to stop while nothing is answered is heard", async () => {
  const account = await faulty({ path: "/v1/tags", kind: "stall-headers" }, {
    path: "/v1/ping",
    nth: 2,
    kind: "stall-headers",
  });
  account.clock.sleep(115_000).then(() => account.stop.abort(new Error("asked to stop")));
  await assertRejects(() => account.audit(), Error, "asked to stop");
});
