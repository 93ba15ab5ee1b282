import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { streams } from "../../src/aircall/streams/mod.ts";
import { estimate } from "../../src/local/doctor/estimate.ts";
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

Deno.test("A day of 2,000 calls costs so many requests, for each that reads them again, and what doctor tells, to three tenths", async () => {
  const { asked, hours } = await steadyDay({ calls: 2000, contacts: 200, past: 9 }, 24);
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

  const totals = { company: 1, contacts: 200, numbers: 60, tags: 30, users: 120, teams: 40, webhooks: 12 };
  const counted = new Map(Object.entries({ ...totals, user_availablity: 120, calls: 18_000 }));
  const settings = { mode: "incremental", interval: 300_000, start: 0, rereads: true } as const;
  const account = streams.map((stream) => {
    const aDay = stream.name === "calls" ? { perDay: 2000, past: 9 * 86_400 } : { perDay: 0 };
    return { stream, settings, total: counted.get(stream.name) ?? 0, ...aDay };
  });
  const { steady } = estimate(account, { perMinute: 60, reread: 0.5 });
  const within = (told: number, begins: string) => {
    const all = [...asked].filter(([what]) => what.startsWith(begins));
    const real = all.reduce((sum, [, count]) => sum + count, 0) / hours;
    assert(Math.abs(told - real) <= 0.3 * real, `${begins} told ${told}, in truth ${real}`);
  };
  for (const [name, { polls, rereads }] of Object.entries(steady.streams)) {
    within(polls + rereads, `${name},`);
  }
  within(steady.streams["calls"]?.rereads ?? 0, "calls, re-read");
  within(steady.perHour, "");
  assertEquals(steady.late, []);
});
