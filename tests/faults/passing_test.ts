import { assertEquals, assertLess, assertMatch } from "@std/assert";
import type { FaultKind, Simulator } from "../../src/simulator/mod.ts";
import { smallAccount } from "../support/talk.ts";
import { assertClean, assertWhole, capture, differing, MINUTE, problems } from "./support.ts";

/** Each has pages to spare. */
const size = { calls: 260, days: 20, contacts: 160, users: 120, teams: 3, numbers: 4, tags: 60, webhooks: 2 };
const names = ["calls", "contacts", "users", "tags"] as const;
const paths = { calls: "/v1/calls", contacts: "/v1/contacts", users: "/v2/users", tags: "/v1/tags" };

/** What a request may get once or twice before it is answered, and what the warning says of it. */
const faults: [what: string, kind: FaultKind, cause: RegExp][] = [
  ["a 408", { status: 408 }, /: 408/],
  ["a 500", { status: 500 }, /: 500/],
  ["a 502", { status: 502 }, /: 502/],
  ["a 503", { status: 503 }, /: 503/],
  ["a 504", { status: 504 }, /: 504/],
  ["a 502 with a page for people", { status: 502, body: "<html><h1>Bad Gateway</h1>" }, /: 502/],
  ["a reset before the headers", "reset", /: no answer came \(Connection reset by peer/],
  ["a reset in the middle of the body", "cut", /: the answer \(200\) broke off/],
  ["stalled headers", "stall-headers", /: no answer for 30 s/],
  ["a stalled body", "stall-body", /: the body stalled for 15 s/],
  [
    "a body that drips for longer than two minutes",
    { drip: 10_000 },
    /: the answer was not complete after 120 s/,
  ],
  [
    "truncated JSON with a 200",
    "truncated-json",
    /: the body is no JSON, or was cut short after \d+ characters/,
  ],
  ["HTML with a 200", "html", /: the body is HTML instead of JSON/],
  ["nothing with a 200", { status: 200, body: "" }, /: the body is empty/],
  ["a 204 without a body", { status: 204 }, /: the body is empty/],
  ["a text with a 200", { status: 200, body: '"maintenance"' }, /: the body is no JSON object/],
  ["another shape of the rows", "wrong-shape", /: the answer's "\w+" is no list of objects/],
  ["a byte that is no UTF-8", "invalid-utf8", /: the body is not valid UTF-8/],
  ["a total that JavaScript rounds", { total: 1e17 }, /: the answer has no "meta" with a "total"/],
  ["a body without its envelope", "no-envelope", /: the answer has no "\w+"/],
];

/** Pages that were asked for, from each list's second on: a first page is asked for once more where time has passed meanwhile. */
function asked({ journal }: Simulator): number {
  return journal.filter(({ query }) => Number(query["page"] ?? 0) > 1).length;
}

/** How many that is where nothing goes wrong: what fills every list's pages from the second on. */
const least = [size.calls, size.contacts, size.users, size.tags]
  .reduce((sum, rows) => sum + Math.max(0, Math.ceil(rows / 50) - 1), 0);

function spoil(simulator: Simulator, kind: FaultKind, times: number): void {
  for (const path of Object.values(paths)) {
    simulator.faults.add({ path, when: ({ query }) => query["page"] === "2", every: 1, times, kind });
  }
}

for (const [what, kind, cause] of faults) {
  Deno.test(`${what} costs one request and no row, and is not worth a word`, async () => {
    const simulator = smallAccount({ size });
    spoil(simulator, kind, 1);
    const ran = await capture(simulator, names, { once: true });
    assertWhole(simulator, names, ran);
    assertEquals(asked(simulator), least + names.length);
    assertEquals(problems(ran), []);
  });

  Deno.test(`${what} twice in a row is one warning that names the stream and the cause`, async () => {
    const simulator = smallAccount({ size });
    spoil(simulator, kind, 2);
    const began = simulator.clock.now();
    // with more patience than --once has
    const ran = await capture(simulator, names, { minutes: 10, interval: "PT1H" });
    assertWhole(simulator, names, ran);
    assertLess(simulator.clock.now() - began, 11 * MINUTE);
    const said = problems(ran);
    assertEquals(said.map(({ level }) => level), ["warn", "warn", "warn", "warn"]);
    for (const name of names) {
      const { message = "" } = said.find(({ message }) => message.startsWith(`${name}: `)) ?? {};
      assertMatch(message, new RegExp(`^${name}: GET ${paths[name]}\\?\\S+page=2`));
      assertMatch(message, cause);
      assertMatch(message, /; attempt 2 failed, the next is in 1\.\d s$/);
    }
    assertEquals(
      ran.logs.filter(({ message }) => /answered again after 2 failed attempts/.test(message)).length,
      4,
    );
  });
}

const harmless: [what: string, kind: FaultKind][] = [
  ["a body that drips for a minute and a half", { drip: 5000 }],
  ["another content-type over right JSON", "wrong-type"],
  ["an unknown field with an integer beyond 2^53", "huge-number"],
  ["a next_page_link that leads to this very page", "loop-link"],
  ["a next_page_link that leads to another host", "foreign-link"],
];

for (const [what, kind] of harmless) {
  Deno.test(`${what}, in every answer, costs no request, no row and no word`, async () => {
    const simulator = smallAccount({ size });
    simulator.faults.add({ kind, every: 1 });
    const hosts = new Set<string>();
    const ran = await capture(simulator, names, {
      minutes: 30,
      interval: "PT1H",
      fetch: (url, init) => {
        hosts.add(new URL(url).host);
        return simulator.fetch(url, init);
      },
    });
    const clean = smallAccount({ size });
    await capture(clean, names, { minutes: 30, interval: "PT1H" });
    assertEquals([ran.code, problems(ran)], [0, []]);
    assertEquals(hosts, new Set(["api.aircall.io"]));
    assertEquals(simulator.count(), clean.count());
    // the integer goes through as it came; where something has to be taken out of a row, as JSON.parse sees it
    const without = ran.out.replaceAll(/,"sequence_number":900719925474099[23]/g, "");
    assertEquals(kind === "huge-number", without.length < ran.out.length);
    assertEquals(kind === "huge-number", ran.out.includes(',"sequence_number":9007199254740993'));
    const responses = without.split("\n").slice(0, -1).map((line) => JSON.parse(line));
    assertEquals(differing(simulator, names, { responses }), []);
    assertClean(simulator, ran);
  });
}
