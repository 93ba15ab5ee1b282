import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { ConfigError } from "../../../src/aircall/errors.ts";
import { forms, inFolder } from "../store/model.ts";
import { Accounts } from "./accounts.ts";

/** A test over both forms of a store, or one of them. */
function test(name: string, work: (accounts: Accounts) => Promise<void>, some = forms): void {
  for (const { form, name: file } of some) {
    Deno.test(`${name} (${form})`, () => inFolder((folder) => work(new Accounts(`${folder}/${file}`))));
  }
}
const [FOLDER] = forms;
const one = FOLDER ? [FOLDER] : [];

test("another company's account is refused before anything is written: both are named, and what to do", async (accounts) => {
  const [ours, theirs] = [accounts.company(1), accounts.company(2)];
  assertEquals((await accounts.sync(ours)).code, 0);
  const before = await accounts.kept();
  const { code, error, asked } = await accounts.sync(theirs);
  assertEquals([code, await accounts.kept()], [2, before]);
  for (const words of [accounts.path, `"${ours.name}"`, `"${theirs.name}"`, "Name another path"]) {
    assertStringIncludes(error, words);
  }
  assertNotMatch(error, /key-of|token-of/);
  // the credentials, the company, users, numbers
  assertEquals(asked, 4);
  assertEquals((await accounts.sync(ours)).code, 0);
});

test("the key that has filled a store costs no request more, the first time and later", async (accounts) => {
  const company = accounts.company(1);
  for (let run = 0; run < 3; run++) {
    const { code, beside, said } = await accounts.sync(company);
    // whether the credentials are taken
    assertEquals([code, beside, said], [0, 1, []]);
  }
  assertNotMatch(JSON.stringify(await accounts.identity()), /key-of/);
});

test("a key that was replaced opens the same account, renamed or not: one line says so, and once", async (accounts) => {
  for (const name of [undefined, "Another Name Ltd"]) {
    const company = accounts.company(1);
    if (name !== undefined) company.simulator.account.renameCompany(name);
    await accounts.sync(company);
    company.replaceKey();
    if (name !== undefined) company.replaceKey();
    const added = company.simulator.account.addTag();
    const { code, said } = await accounts.sync(company);
    assertEquals([code, said.length], [0, 1], said.join());
    assertMatch(said[0] ?? "", /^info: .*the account is the same; the new key is noted/);
    assert(added > 0 && JSON.stringify(await accounts.kept()).includes(String(added)));
    const { beside, said: later } = await accounts.sync(company);
    assertEquals([beside, later], [1, []]);
  }
});

test("where no stream tells whose it is, a first run asks for it once, and that tells the accounts apart", async (accounts) => {
  const [ours, theirs] = [accounts.company(1), accounts.company(2)];
  const first = await accounts.sync(ours, "tags", "contacts");
  const second = await accounts.sync(ours, "tags", "contacts");
  // the company, users and numbers, beside the credentials
  assertEquals([first.code, first.beside, second.beside], [0, 4, 1]);
  const before = await accounts.kept();
  const { code, error } = await accounts.sync(theirs, "tags", "contacts");
  assertEquals([code, await accounts.kept()], [2, before]);
  assertStringIncludes(error, `"${ours.name}"`);
  ours.simulator.account.renameCompany("Another Name Ltd");
  ours.replaceKey();
  assertEquals((await accounts.sync(ours, "tags")).code, 0);
});

test(
  "a list that this key may not read, or not now, is no reason to stop where the key is known",
  async (accounts) => {
    const company = accounts.company(1);
    company.simulator.faults.add({ path: "/v2/users", times: Infinity, kind: { status: 403 } });
    company.simulator.faults.add({ path: "/v1/company", times: Infinity, kind: { status: 503 } });
    assertEquals((await accounts.sync(company, "tags")).code, 0);
    const { users, numbers = [], company: name } = await accounts.identity() ?? {};
    assertEquals([users, numbers.length, name], [undefined, 3, undefined]);
  },
  one,
);

test("a store that notes nothing of its account is taken over without a word where they agree, and refused where not", async (accounts) => {
  const [ours, theirs] = [accounts.company(1), accounts.company(2)];
  await accounts.fillUnnoted(ours);
  const before = await accounts.kept();
  assertEquals([(await accounts.sync(theirs)).code, await accounts.kept()], [2, before]);
  const { code, said } = await accounts.sync(ours);
  assertEquals([code, said, (await accounts.identity())?.keys.length], [0, [], 1]);
});

for (const stream of ["calls", "numbers", "user_availablity", "company", "contacts", "webhooks", "teams"]) {
  test(`a store of ${stream} alone that notes nothing of its account is known by them`, async (accounts) => {
    const [ours, theirs] = [accounts.company(1), accounts.company(2, { calm: 20_000 })];
    await accounts.fillUnnoted(ours, stream);
    assertEquals((await accounts.sync(ours, stream)).code, 0);
    ours.replaceKey();
    assertEquals((await accounts.sync(ours, stream)).code, 0);
    if (stream !== "contacts") assertEquals((await accounts.sync(theirs, stream)).code, 2);
  }, one);
}

test(
  "tags tell nothing, as every account may have the same: a store of them alone that notes nothing is refused",
  async (accounts) => {
    const company = accounts.company(1);
    await accounts.fillUnnoted(company, "tags");
    const { code, error } = await accounts.sync(company, "tags");
    assertEquals(code, 2);
    assertStringIncludes(error, "Name another path, also if both are one account");
  },
  one,
);

test("a place in which nothing is kept yet is anybody's, even where a run of another account began there", async (accounts) => {
  const [ours, theirs] = [accounts.company(1), accounts.company(2)];
  for (const path of ["/v1/tags", "/v1/contacts"]) {
    ours.simulator.faults.add({ path, times: Infinity, kind: { status: 403 } });
  }
  assertEquals((await accounts.sync(ours, "tags")).code, 1);
  assertEquals((await accounts.sync(theirs)).code, 0);
  assertEquals((await accounts.sync(ours)).code, 2);
});

test("an account of the same name whose users and numbers are others is another one", async (accounts) => {
  const [ours, theirs] = [accounts.company(1), accounts.company(2)];
  theirs.simulator.account.renameCompany(ours.name);
  await accounts.sync(ours);
  const { code, error } = await accounts.sync(theirs);
  assertEquals(code, 2);
  assertStringIncludes(error, "another one of that name");
}, one);

test("without users and numbers the company's name tells it", async (accounts) => {
  const size = { calls: 0, days: 1, contacts: 5, users: 0, teams: 0, numbers: 0, tags: 9, webhooks: 1 };
  const [ours, theirs] = [accounts.company(1, { size }), accounts.company(2, { size })];
  await accounts.sync(ours, "tags");
  assertEquals((await accounts.sync(theirs, "tags")).code, 2);
  ours.replaceKey();
  assertEquals((await accounts.sync(ours, "tags")).code, 0);
  // and with another name, too, nothing tells it
  ours.simulator.account.renameCompany("Another Name Ltd");
  ours.replaceKey();
  const { code, error } = await accounts.sync(ours, "tags");
  assertEquals(code, 2);
  assertStringIncludes(error, "run sync with the key of before and without --streams");
  ours.restoreKey();
  assertEquals((await accounts.sync(ours)).code, 0);
  ours.replaceKey();
  assertEquals((await accounts.sync(ours)).code, 0);
}, one);

test("where it cannot be told now, nothing is written and it is no wrong configuration", async (accounts) => {
  const [ours, theirs] = [accounts.company(1), accounts.company(2)];
  await accounts.sync(ours);
  const before = await accounts.kept();
  const down = theirs.simulator.faults.add({ path: "/v1/company", times: Infinity, kind: { status: 503 } });
  const { code, error } = await accounts.sync(theirs);
  assertEquals([code, await accounts.kept()], [1, before]);
  assertStringIncludes(error, "Aircall does not answer");
  down.remove();
  assertEquals((await accounts.sync(theirs)).code, 2);
}, one);

test("a name that would move the cursor is shown without that", async (accounts) => {
  const [ours, theirs] = [accounts.company(1), accounts.company(2)];
  theirs.simulator.account.renameCompany("\x1b[2JTheirs\nLtd");
  await accounts.sync(ours);
  assertStringIncludes((await accounts.sync(theirs)).error, '"[2JTheirs Ltd"');
}, one);

test("audit refuses a store of another account instead of naming each row, and writes nothing", async (accounts) => {
  const [ours, theirs] = [accounts.company(1), accounts.company(2)];
  await accounts.sync(ours);
  const before = await accounts.kept();
  await assertRejects(() => accounts.audit(theirs), ConfigError, `holds the account of "${ours.name}"`);
  assertEquals(await accounts.kept(), before);
  ours.replaceKey();
  assertEquals((await accounts.audit(ours)).code, 0);
  assertEquals(await accounts.kept(), before);
});

test("doctor finds that a store is of another account, with exit code 2, and says nothing of one that is right", async (accounts) => {
  const [ours, theirs] = [accounts.company(1), accounts.company(2)];
  await accounts.sync(ours);
  const found = await accounts.doctor(theirs);
  const { mark, found: words = "", advice = "" } = found.of("store") ?? {};
  assertEquals([mark, found.verdict.code, found.findings.length > 10], ["failed", 2, true]);
  assertStringIncludes(
    words,
    `holds the account of "${ours.name}", and api_id opens that of "${theirs.name}"`,
  );
  assertMatch(advice, /^Name another path/);
  assertStringIncludes(found.verdict.said, `but not into ${accounts.path}`);
  theirs.simulator.faults.add({ path: "/v1/company", times: 2, kind: { status: 503 } });
  assertEquals((await accounts.doctor(theirs)).of("store")?.mark, "warning");
  ours.replaceKey();
  const right = await accounts.doctor(ours);
  assertEquals([right.of("store"), right.verdict.code], [undefined, 0]);
});
