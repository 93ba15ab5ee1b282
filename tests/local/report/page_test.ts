import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import type { Audit } from "../../../src/local/audit/result.ts";
import { reportPage } from "../../../src/local/report/page.ts";
import type { Changes, RunRecord } from "../../../src/local/store.ts";
import { AuditedAccount } from "../audit/audited.ts";

const EVIL = `</style><script>alert("x")</script><img src=x onerror='alert(1)'>&amp;\u0000`;

/** The parts of a page that a reader's browser takes for a tag, by name. */
function tags(page: string): Set<string> {
  return new Set([...page.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name = ""]) => name.toLowerCase()));
}

function report(audit: Audit, changes: Changes[] = [], runs: RunRecord[] = []): Promise<string> {
  return reportPage({ audit, changes, runs });
}

/** An account, and what is known of it. */
interface Known {
  audit: Audit;
  changes: Changes[];
  runs: RunRecord[];
  account: AuditedAccount;
}

/** One of six months, read once for all tests: none changes it. */
const months = await sixMonths();

async function sixMonths(): Promise<Known> {
  const account = new AuditedAccount({
    size: { calls: 6_000, days: 184, contacts: 300, users: 10, teams: 3, numbers: 4, tags: 12, webhooks: 2 },
    live: 2,
    requestsPerMinute: 6000,
  });
  await account.sync();
  for (let week = 0; week < 6; week++) {
    await account.clock.sleep(7 * 86_400_000);
    const [contact = ""] = account.store.table("contacts").keys();
    account.simulator.account.deleteContact(Number(contact));
    await account.sync();
  }
  const [, lost = ""] = account.store.table("calls").keys().drop(4000);
  account.store.table("calls").delete(lost);
  const audit = await account.audit("days");
  return { account, audit, changes: await account.store.changes(), runs: await account.store.runs() };
}

Deno.test("a report of six months shows each day with its figures, marks the day that differs, and is below 200 KB", async () => {
  const { audit, changes, runs, account } = months;
  const page = await report(audit, changes, runs);
  assertLess(new TextEncoder().encode(page).length, 200_000);
  const calls = audit.streams.find(({ stream }) => stream === "calls");
  assert(calls && calls.days.length > 170 && calls.differences.length === 1);
  for (const { day, stored, counted } of calls.days) {
    assertStringIncludes(page, `<title>${day}: ${stored} captured, ${counted} counted`);
    assertStringIncludes(page, `<tr><th scope="row">${day}</th><td>${stored}</td><td>${counted}</td>`);
  }
  assertEquals(page.match(/<rect class="q\d off" x="\d+" y="\d+" width="15"/g)?.length, 1);
  const [difference] = calls.differences;
  assertStringIncludes(page, `<bdi>${difference?.missing[0]}</bdi>`);
  for (const { name } of account.streams) assertStringIncludes(page, `<th scope="row">${name}</th>`);
  assertStringIncludes(page, "7 runs");
  assertEquals(page.includes("\\n"), false);
  assertStringIncludes(page, "rows deleted in a day");
});

Deno.test("a page holds no script, no picture, no style of an element, and no address; its policy lets in its own style sheet alone", async () => {
  const { audit, changes, runs } = months;
  const page = await report(audit, changes, runs);
  const known =
    "html head meta title style body a header h1 p bdi main section h2 h3 div table caption thead tr th tbody td ul li svg " +
    "desc rect path text g defs pattern details summary dl dt dd footer span";
  assertEquals([...tags(page)].filter((name) => !known.split(" ").includes(name)), []);
  assertEquals(/ (?:style|src|on\w+)=|@import|url\((?!#)/.exec(page), null);
  assertEquals([...page.matchAll(/href="([^"]*)"/g)].map(([, to]) => to), ["#main"]);
  assertEquals([...page.matchAll(/https?:\/\/[^<"\s]+/g)].map(([address]) => address), [
    "http://127.0.0.1:1",
  ]);
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  const hash = new Uint8Array(digest).toBase64();
  assertStringIncludes(
    page,
    `content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
  );
});

Deno.test("each table has scopes, each drawing a role, a title and a description that are its own", async () => {
  const { audit, changes, runs } = months;
  const page = await report(audit, changes, runs);
  assertEquals([...page.matchAll(/<th(?! scope="(?:col|row)")[ >]/g)].length, 0);
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assertEquals(ids.length, new Set(ids).size);
  const drawings = [...page.matchAll(/<svg ([^>]*)>/g)].map(([, attributes = ""]) => attributes);
  for (const drawing of drawings) {
    if (drawing.startsWith('aria-hidden="true"')) continue;
    const [, title = "", text = ""] = /^role="img" aria-labelledby="(\S+) (\S+)"/.exec(drawing) ?? [];
    assert(ids.includes(title) && ids.includes(text), drawing);
  }
  for (const [, labelled = ""] of page.matchAll(/aria-labelledby="([^"]+)"/g)) {
    for (const id of labelled.split(" ")) assert(ids.includes(id), id);
  }
});

Deno.test("whatever comes from an account or a store is text in the page, and never markup", async () => {
  const { audit } = months;
  const evil: Audit = {
    ...audit,
    against: EVIL,
    api: EVIL,
    streams: audit.streams.map((stream) => ({
      ...stream,
      notes: [EVIL],
      unchecked: [EVIL],
      differences: [{ day: null, counted: 1, stored: 1, missing: [EVIL], extra: [EVIL] }],
    })),
  };
  const run: RunRecord = {
    began: "2026-11-02T09:00:00.000Z",
    ended: "2026-11-02T09:00:30.000Z",
    ...{ requests: 5, refused429: 1, requestsPerMinute: 60, streams: {}, incomplete: [EVIL] },
  };
  const page = await report(evil, [{ hour: run.began, stream: "tags", created: 1, updated: 0, deleted: 0 }], [
    run,
  ]);
  assertEquals(page.match(/<\/?(?:script|img)/gi), null);
  assertEquals(page.match(/<\/style>/g)?.length, 1);
  assertEquals(page.includes("\u0000"), false);
  assertMatch(page, /<bdi>&lt;\/style&gt;&lt;script&gt;alert\(&quot;x&quot;\)&lt;\/script&gt;/);
  assertStringIncludes(page, "&amp;amp;\ufffd");
});

Deno.test("runs that were killed are counted with the others, and the page says which they are and until when they are known", async () => {
  const run = (minute: number, killed: boolean): RunRecord => ({
    ...{ began: `2026-11-02T09:0${minute}:00.000Z`, ended: `2026-11-02T09:0${minute}:30.000Z` },
    ...{ requests: 40, refused429: 0, requestsPerMinute: 60, streams: {}, incomplete: [] },
    ...(killed ? { killed } : {}),
  });
  const one = await report(months.audit, [], [run(0, false), run(1, true)]);
  assertStringIncludes(one, "2 runs, 80 requests, none of them answered with 429.");
  assertStringIncludes(one, " 1 of the runs was killed: what was known of it a minute before at most");
  assertEquals(one.match(/<td>killed after 2026-11-02 09:01<\/td>/g)?.length, 1);
  assertStringIncludes(one, "<td>2026-11-02 09:00</td>");
  const none = await report(months.audit, [], [run(0, false), run(1, false)]);
  assertEquals(none.includes("killed"), false);
});

Deno.test("a store without changes, runs and calls makes a page too, that says so", async () => {
  const account = new AuditedAccount({ only: ["tags"] });
  await account.sync();
  const page = await report(await account.audit());
  for (const text of ["Calls were not compared.", "noted no changes", "noted no runs", "There are none."]) {
    assertStringIncludes(page, text);
  }
  assertEquals(page.includes("NaN"), false);
});

Deno.test("a day that could not be counted is shown as such, and not as an empty one", async () => {
  const { audit } = months;
  const days = [{ day: "2026-10-31", stored: 3, counted: null }, {
    day: "2026-11-01",
    stored: 0,
    counted: 0,
  }];
  const page = await report({
    ...audit,
    streams: audit.streams.map((stream) =>
      stream.stream === "calls" ? { ...stream, days, differences: [] } : stream
    ),
  });
  assertMatch(page, /<rect class="none"[^>]*><title>2026-10-31: 3 captured, not counted<\/title>/);
  assertMatch(page, /<rect class="q0"[^>]*><title>2026-11-01: 0 captured, 0 counted<\/title>/);
  assertStringIncludes(page, "not counted by itself");
});
