import { assertEquals, assertLessOrEqual } from "@std/assert";
import { steadyDay } from "./steady_day.ts";

Deno.test("A quiet account costs a request for each page of a list and each stream at each interval, and no more", async () => {
  const { asked, freshness } = await steadyDay({ calls: 20, contacts: 200, past: 5 }, 2);
  const polls = asked.get("company, snapshot") ?? 0;
  // 120 users are three pages, 60 numbers two; calls and contacts are one request each while little is new
  const pages = { company: 1, numbers: 2, tags: 1, teams: 1, user_availablity: 3, users: 3, webhooks: 1 };
  for (const [stream, each] of Object.entries(pages)) {
    assertEquals(asked.get(`${stream}, snapshot`), polls * each, stream);
  }
  assertEquals([asked.get("calls, tail"), asked.get("contacts, changes")], [polls, polls]);
  // a deletion: two counts find one of four cells, that is read, and it and a living row are asked for
  const deletions = freshness.get("a deletion of a contact")?.count ?? 0;
  assertEquals(asked.get("contacts, one by itself"), 2 * deletions);
  assertEquals([...asked.keys()].filter((what) => what.startsWith("calls, re-read")), [
    "calls, re-read of 24 h",
  ]);
  for (const what of ["an edit of a contact", "a deletion of a contact", "a team's change"]) {
    assertLessOrEqual(freshness.get(what)?.worst ?? Infinity, 5.2, what);
  }
});

Deno.test("A day of 2,000 calls costs so many requests, for each that reads them again", async () => {
  const { asked } = await steadyDay({ calls: 2000, contacts: 200, past: 9 }, 24);
  const calls = [...asked].filter(([what]) => what.startsWith("calls")).toSorted();
  assertEquals(calls, [
    ["calls, followed", 57],
    ["calls, re-read of 24 h", 1075],
    // each of four passes reads six days, and one hour of the last
    ["calls, re-read of 7 d", 981],
    // one pass over what is older, and six hours of the last week
    ["calls, re-read of all", 100],
    ["calls, tail", 590],
  ]);
});
