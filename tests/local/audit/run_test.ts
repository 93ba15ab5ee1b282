import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ConfigError } from "../../../src/aircall/errors.ts";
import { streams } from "../../../src/aircall/streams/mod.ts";
import { type AuditRun, runAudit } from "../../../src/local/audit/run.ts";
import type { Audit } from "../../../src/local/audit/result.ts";
import type { LookAt } from "../../../src/local/store.ts";
import { lookAtStore, openStore } from "../../../src/local/store/mod.ts";
import { AuditedAccount } from "./audited.ts";

const size = { calls: 300, days: 30, contacts: 60, users: 4, teams: 2, numbers: 2, tags: 10, webhooks: 1 };

/** A run as the command makes it, and what it prints. */
function runOf(account: AuditedAccount, change: Partial<AuditRun> = {}): AuditRun & { lines: string[] } {
  const lines: string[] = [];
  return {
    ...{
      lines,
      input: account.configuration,
      outside: account.outside,
      path: "memory",
      streams,
      named: false,
    },
    lookAt: account.store.lookAt,
    ...{ depth: "months", version: "1.2.3", json: false, progress: () => {} },
    print: (text) => void lines.push(text),
    ...change,
  };
}

Deno.test("a store that is whole is told as a table and one sentence, with exit code 0", async () => {
  const account = new AuditedAccount({ size });
  await account.sync();
  const run = runOf(account);
  assertEquals(await runAudit(run), 0);
  const [head = "", calls = ""] = run.lines;
  assertEquals(head.split(/ {2,}/), [
    "stream",
    "counted",
    "stored",
    "days that differ",
    "keys missing",
    "keys extra",
  ]);
  assertEquals(calls.split(/ +/), ["calls", "300", "300", "0", "0", "0"]);
  assert(
    run.lines.some((line) =>
      /^Everything that was compared is equal: 9 streams\. \d+ requests in \d+ s\.$/.test(line)
    ),
  );
});

Deno.test("differences are told with what they likely mean, twenty days a stream on the screen and all of them as JSON, with exit code 1", async () => {
  const account = new AuditedAccount({ size, only: ["calls", "company"] });
  await account.sync();
  const days = new Set<string>();
  for (const [key, { started_at }] of [...account.store.table("calls")]) {
    const day = new Date(Number(started_at) * 1000).toISOString().slice(0, 10);
    if (!days.has(day)) account.store.table("calls").delete(key);
    days.add(day);
  }
  account.simulator.account.renameCompany("\u001b[2J<script>\u202e");
  const run = runOf(account);
  assertEquals(await runAudit(run), 1);
  const text = run.lines.join("\n");
  assertEquals(text.match(/; missing \d{5,}/g)?.length, 20);
  assertStringIncludes(text, `and ${days.size - 20} days more`);
  assertStringIncludes(text, "missing \ufffd[2J<script>\ufffd; extra");
  assertStringIncludes(text, "2 of 9 streams differ: calls, company.");
  assertStringIncludes(text, "Run sync, then audit again.");
  const machine = runOf(account, { json: true });
  assertEquals(await runAudit(machine), 1);
  const audit: Audit = JSON.parse(machine.lines.join("\n"));
  assertEquals(audit.streams.find(({ stream }) => stream === "calls")?.differences.length, days.size);
  assertEquals([audit.equal, audit.version, audit.against], [false, "1.2.3", "memory"]);
});

Deno.test("a report is written whether or not anything differs, and no token stands in it or in what is printed", async () => {
  const account = new AuditedAccount({ size });
  await account.sync();
  let page = "";
  const report = (text: string) => Promise.resolve(void (page = text));
  assertEquals(await runAudit(runOf(account, { report })), 0);
  assertStringIncludes(page, "Everything that was compared is equal");
  account.store.table("tags").clear();
  const run = runOf(account, { report, json: true });
  assertEquals(await runAudit(run), 1);
  assertStringIncludes(page, "1 of 9 streams differs: tags.");
  assertEquals([page, ...run.lines].filter((text) => text.includes(account.simulator.credentials.token)), []);
});

Deno.test("nothing is made where nothing is stored, and a wrong configuration is told before anything is opened", async () => {
  const account = new AuditedAccount({ size });
  const folder = await Deno.makeTempDir();
  try {
    for (const path of [folder, `${folder}/account`, `${folder}/account.sqlite`]) {
      await assertRejects(
        () => runAudit(runOf(account, { path, lookAt: (look) => lookAtStore(path, look) })),
        ConfigError,
        `${path} is not what this program keeps an account in`,
      );
    }
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const lookAt = () => Promise.reject(new Error("looked at"));
  const input = { api_id: "x" };
  await assertRejects(
    () => runAudit(runOf(account, { lookAt, input })),
    ConfigError,
    "api_token",
  );
});

for (const name of ["account.sqlite", "account"]) {
  Deno.test(`what is on disk in ${name} is audited as it was synced, and what is taken out of the account since is named`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const account = new AuditedAccount({ size });
      const path = `${folder}/${name}`;
      const options = { now: () => account.clock.now() };
      const store = await openStore(path, options);
      await account.sync(account.streams, store);
      await store.close();
      let page = "";
      const lookAt: LookAt = (look) => lookAtStore(path, look);
      const run = runOf(account, { path, lookAt, report: (text) => Promise.resolve(void (page = text)) });
      assertEquals([await runAudit(run), run.lines.slice(0, 2).map((line) => line.split(/ +/)[1])], [0, [
        "counted",
        "300",
      ]]);
      assertStringIncludes(page, "300 rows. Since 2026-11-02 09:00: 300 new, 0 changed, 0 deleted.");
      const [contact = ""] = account.simulator.account.truth("contacts").keys();
      account.simulator.account.deleteContact(Number(contact));
      const after = runOf(account, { path, lookAt });
      assertEquals(await runAudit(after), 1);
      assertStringIncludes(after.lines.join("\n"), `extra ${contact}`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
