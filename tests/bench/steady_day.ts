import type { JsonObject } from "../../src/flow/runtime/mod.ts";
import { World } from "../support/world.ts";
import { median } from "./figure.ts";
import { type Busy, SteadyAccount } from "./steady_account.ts";

const HOUR = 3_600_000;
const DAY = 86_400;

/** What some hours of following an account have cost, and brought. */
export interface SteadyDay {
  /** Requests, by stream and what they were for. */
  asked: Map<string, number>;
  /** Hours that they were counted in. */
  hours: number;
  /** Minutes from a change to its document, by what changed; those that did not come are Infinity. */
  freshness: Map<string, { median: number; worst: number; count: number }>;
}

/** Follows an account for so many hours, once it has been read for the first time. */
export async function steadyDay(busy: Busy, hours: number): Promise<SteadyDay> {
  const size = { calls: 0, contacts: 0, users: 120, teams: 40, numbers: 60, tags: 30, webhooks: 12 };
  const world = new World({ requestsPerMinute: 60, size, level: "warn" });
  const { clock, simulator, runtime } = world;
  const account = new SteadyAccount(clock, busy, simulator.fetch);
  world.fetch = account.fetch;
  await world.publish();
  /** When the change of a key happened, and what it is; one that waits is looked for in each document. */
  const waiting = new Map<string, { what: string; at: number }[]>();
  const took = new Map<string, number[]>();
  const begun = new Set<number>();
  let following = Infinity;
  const came = (name: string, wanted: (what: string) => boolean) => {
    const all = waiting.get(name) ?? [];
    for (const one of all.filter(({ what }) => wanted(what))) {
      note(one.what, clock.now() / 1000 - one.at);
      all.splice(all.indexOf(one), 1);
    }
  };
  const note = (what: string, seconds: number) => {
    const list = took.get(what) ?? [];
    list.push(seconds / 60);
    took.set(what, list);
  };
  let over = false;
  const heard = {
    document: (document: JsonObject) => {
      const id = Number(document["id"]);
      const { op } = document["_meta"] as JsonObject;
      if (document["started_at"] !== undefined) {
        const place = account.placeOf(id);
        const start = account.starts[place] ?? 0;
        if (start > following && !begun.has(id)) {
          begun.add(id);
          note("a new call", clock.now() / 1000 - start);
          if (document["cost"] === "0.0") {
            const at = account.finalAt(place);
            waiting.set(`final ${id}`, [{ what: "a call's late finalisation", at }]);
          }
        }
        if (document["cost"] === "3.0") came(`final ${id}`, () => true);
        if ((document["comments"] as unknown[]).length > 0) came(String(id), () => true);
      } else came(String(id), (what) => what.includes("deletion") === (op === "d"));
    },
  };
  // it leaves by itself after a day, and is opened again
  let session = await runtime.open(heard);
  const lives = (async () => {
    for (;;) {
      await session.ended;
      if (over) return;
      session = await runtime.open(heard);
    }
  })();
  const least = Math.ceil(busy.calls * Math.min(busy.past, 182) / 50) + Math.ceil(busy.contacts / 50);
  // between two polls, so that each is counted whole
  await clock.sleep(Math.ceil((least / 60 * 1.7 + 30) / 5) * 300_000 + 150_000);
  following = clock.now() / 1000;
  account.asked.clear();
  const expect = (id: number | string, what: string) => {
    const all = waiting.get(String(id)) ?? [];
    all.push({ what, at: clock.now() / 1000 });
    waiting.set(String(id), all);
  };
  const ages: [what: string, age: number][] = [
    ["a comment on a call of an hour before", 1.5 * 3600],
    ["a comment a day later", 1.2 * DAY],
    ["a comment a week later", 7.5 * DAY],
    ["a comment a month later", 30 * DAY],
  ];
  const teams = simulator.account.directory.teams.list().map(({ id }) => id);
  for (let step = 0; step < hours * 2; step++) {
    await clock.sleep(HOUR / 2 - 7000 * (step % 3));
    // in the second half nothing is changed, so that what waits may come
    if (step >= hours) continue;
    for (const [what, age] of ages) {
      if (age < (busy.past - 1) * DAY) expect(account.comment(age + 60 * step), what);
    }
    expect(account.editContact((step * 0.37 + 0.1) % 1), "an edit of a contact");
    if (step % 4 === 0) expect(account.deleteContact((step * 0.23 + 0.5) % 1), "a deletion of a contact");
    const team = teams[step % teams.length] ?? 0;
    simulator.account.editTeam(team, { name: `Team ${step}` });
    expect(team, "a team's change");
  }
  await clock.sleep((following + hours * 3600) * 1000 - clock.now());
  const elapsed = (clock.now() / 1000 - following) / 3600;
  const asked = new Map(account.asked);
  over = true;
  session.kill("SIGTERM");
  await lives;
  for (const all of waiting.values()) {
    for (const { what, at } of all) if (clock.now() / 1000 - at > 3600) note(what, Infinity);
  }
  const freshness = new Map(
    [...took].map(([what, minutes]) => [what, {
      median: median(minutes),
      worst: minutes.reduce((most, one) => Math.max(most, one), 0),
      count: minutes.length,
    }]),
  );
  return { asked, hours: elapsed, freshness };
}
