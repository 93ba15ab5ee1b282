import { assert, assertEquals, assertMatch } from "@std/assert";
import { AuditedAccount, of } from "./audited.ts";

const size = { calls: 100, days: 20, contacts: 60, users: 5, teams: 2, numbers: 3, tags: 12, webhooks: 1 };

/** Lets something happen once the account was asked so often. */
function afterRequests({ simulator }: AuditedAccount, nth: number, what: () => void): void {
  let count = 0;
  const end = simulator.onAnswer(() => {
    if (++count < nth) return;
    end();
    what();
  });
}

Deno.test("what has come into the store, or gone out of it, while Aircall was asked is no difference, and is counted as stored", async () => {
  const account = new AuditedAccount({ size, only: ["contacts", "tags", "users"] });
  await account.sync();
  const { account: there } = account.simulator;
  const [contact = ""] = [...account.store.table("contacts").keys()].slice(20);
  there.deleteContact(Number(contact));
  const tag = there.addTag();
  // the store hears of it when its moment is over
  afterRequests(account, 3, () => {
    account.store.table("contacts").delete(contact);
    account.store.table("tags").set(String(tag), { id: tag });
  });
  const result = await account.audit();
  assertEquals([result.equal, result.streams.flatMap(({ differences }) => differences)], [true, []]);
  for (const name of ["contacts", "tags"]) {
    const { counted, stored, rows } = of(result, name);
    assertEquals([counted, rows], [stored, stored]);
  }
});

Deno.test("where no run goes on, nothing is waited for, and what differs is told at once", async () => {
  const account = new AuditedAccount({ size, only: ["tags"] });
  await account.sync();
  const tag = account.simulator.account.addTag();
  const began = account.clock.now();
  const result = await account.audit();
  assertEquals(of(result, "tags").differences.map(({ missing, extra }) => [missing, extra]), [[
    [`${tag}`],
    [],
  ]]);
  assert(account.clock.now() - began < 10_000);
  assertEquals(account.told, ["tags 1/1"]);
});

Deno.test("where a run goes on, what it brings within its round is waited for, no longer than it takes, and that is said", async () => {
  const account = new AuditedAccount({ size, only: ["tags", "users"] });
  await account.sync();
  account.store.busy = true;
  const tag = account.simulator.account.addTag();
  const began = account.clock.now();
  account.clock.sleep(200_000).then(() => account.store.table("tags").set(`${tag}`, { id: tag }));
  const result = await account.audit();
  assertEquals([result.equal, of(result, "tags").stored], [true, 13]);
  const took = account.clock.now() - began;
  assert(took >= 200_000 && took < 230_000, `${took} ms`);
  assertMatch(
    account.told.at(-1) ?? "",
    /may not have come to yet \(tags\): waits until it has, seven minutes at most/,
  );
});

Deno.test("where a run goes on, what it never brings is told after its round, and what came and went at Aircall meanwhile is not", async () => {
  const account = new AuditedAccount({ size, only: ["contacts", "tags", "company"] });
  await account.sync();
  account.store.busy = true;
  const { account: there } = account.simulator;
  const [lost = "", , gone = ""] = account.store.table("tags").keys();
  const [contact = ""] = [...account.store.table("contacts").keys()].slice(20);
  account.store.table("tags").delete(lost);
  there.deleteTag(Number(gone));
  there.deleteContact(Number(contact));
  const shortly = there.addTag();
  const name = there.directory.companyName;
  there.renameCompany("For an hour & Co");
  account.clock.sleep(100_000).then(() => {
    there.deleteTag(shortly);
    there.renameCompany(name);
  });
  const began = account.clock.now();
  const result = await account.audit();
  const found = (name: string) => of(result, name).differences.map(({ missing, extra }) => [missing, extra]);
  assertEquals(found("tags"), [[[lost], [gone]]]);
  assertEquals(found("contacts"), [[[], [contact]]]);
  assertEquals([found("company"), result.equal], [[], false]);
  const took = account.clock.now() - began;
  assert(took >= 420_000 && took < 450_000, `${took} ms`);
});

Deno.test("what no run brings any more is not waited for: calls and contacts that are missing from days that were read before", async () => {
  const account = new AuditedAccount({ size, only: ["calls", "contacts"] });
  await account.sync();
  account.store.busy = true;
  const lost = ["calls", "contacts"].map((name) => {
    const [key = ""] = [...account.store.table(name).keys()].slice(5);
    account.store.table(name).delete(key);
    return key;
  });
  const began = account.clock.now();
  const result = await account.audit("keys");
  const found = ["calls", "contacts"].map((name) =>
    of(result, name).differences.flatMap(({ missing }) => missing)
  );
  assertEquals(found, lost.map((key) => [key]));
  assert(account.clock.now() - began < 60_000);
});
