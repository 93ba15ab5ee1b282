import type { Figure, Section, Wanted } from "./figure.ts";
import { Company } from "./company.ts";
import { workWithoutEnd } from "./lanes.ts";
import { jittery, steady } from "./network.ts";
import { settling, type SettlingOptions } from "./settling.ts";
import { type Backfilled, type BackfillOptions, wholeBackfill } from "./whole_backfill.ts";

/** Of requests_per_minute, while there is work. */
const LEAST = 0.97;
const RATES = [60, 120, 600];

/** What is used of the requests that the configuration allows, and how the rate settles beside other programs; in virtual time. */
export const allowance: Section = {
  name: "allowance",
  title: "The allowance: how much of it is used, how often it is gone over, and how it is shared",
  run: async function* (wanted) {
    yield* backfills(wanted);
    yield* kills(wanted);
    yield* others(wanted);
  },
};

/** Whole captures against the simulator, from their start until nothing is left to backfill. */
async function* backfills({ quick }: Wanted): AsyncGenerator<Figure> {
  for (const perMinute of RATES) {
    // some 10 minutes at least, so that the first request's wait does not decide
    const calls = (quick ? 30_000 : 60_000) * Math.max(1, perMinute / 120);
    const all = { perMinute, size: { calls, contacts: calls / 4 } };
    const alone = { perMinute, size: { calls }, bind: ["calls"] } as const;
    const settings: [name: string, options: BackfillOptions][] = [
      ["300 ms", { ...all, network: steady(300) }],
      ["calls alone, 300 ms", { ...alone, bind: ["calls"], network: steady(300) }],
      ["jittery", { ...all, network: jittery(1) }],
      ["calls alone, jittery", { ...alone, bind: ["calls"], network: jittery(2) }],
      ["3 s", { ...all, network: steady(3000) }],
      ["timers up to 250 ms late", { ...all, network: steady(300), lateness: 250 }],
      ["jittery, killed every 5 min", { ...all, network: jittery(4), kills: 300 }],
    ];
    for (const [name, options] of settings) {
      yield* shareOf(`backfill at ${perMinute} a minute, ${name}`, await wholeBackfill(options));
    }
  }
}

function* shareOf(what: string, { share, refused, requests, minutes, kills }: Backfilled): Generator<Figure> {
  const note = `${requests} requests in ${minutes.toFixed(1)} min${kills > 0 ? `, ${kills} kills` : ""}`;
  yield { what, value: share, unit: "of requests_per_minute", bar: { least: LEAST }, note };
  yield { what: `${what}: self-made 429s`, value: refused, unit: "429s", bar: { most: 0 } };
}

/** The same client and allowance without the rows, so that many lives fit in. */
async function* kills({ quick }: Wanted): AsyncGenerator<Figure> {
  for (const perMinute of RATES) {
    for (const every of [300, 60]) {
      let killed = 0;
      let refused = 0;
      let passed = 0;
      let minutes = 0;
      for (let seed = 1; seed <= (quick ? 5 : 25); seed++) {
        const company = new Company({ limit: perMinute });
        const hours = Math.min(100, 12_000 / perMinute);
        killed += await workWithoutEnd({
          ...{ perMinute, network: jittery(seed), minutes: hours, kills: every, seed },
          server: (clock) => {
            const fetch = company.fetch(clock);
            return async (url, init) => {
              const response = await fetch(url, init);
              response.status === 429 ? refused++ : passed++;
              return response;
            };
          },
        });
        minutes += hours;
      }
      const what = `killed every ${every} s at ${perMinute} a minute, jittery`;
      const note = `${killed} kills in ${Math.round(minutes / 60)} h`;
      const bar = every === 300 ? { bar: { least: LEAST } } : {};
      yield { what, value: passed / perMinute / minutes, unit: "of requests_per_minute", ...bar, note };
      yield { what: `${what}: self-made 429s`, value: refused, unit: "429s", bar: { most: 0 } };
    }
  }
}

/** Another program takes a part of the company's limit for two hours, or for two minutes. */
async function* others({ quick }: Wanted): AsyncGenerator<Figure> {
  const cases: SettlingOptions[] = (quick ? [60] : [60, 120, 600]).flatMap((perMinute) => [
    { perMinute, manner: "reserved", part: 0.05 },
    { perMinute, manner: "reserved", part: 0.5 },
    { perMinute, manner: "reserved", part: 0.8 },
    { perMinute, manner: "evenly", part: 0.5 },
    { perMinute, manner: "evenly", part: 0.8 },
    { perMinute, manner: "evenly", part: 0.5, says: false },
    { perMinute, manner: "at random", part: 0.2 },
    { perMinute, manner: "reserved", part: 0.9, lasts: 2, after: 40 },
  ]);
  for (const one of cases) {
    const { perMinute, manner, part, lasts = 120, says = true } = one;
    const found = await settling(one);
    const what = `beside another program: ${
      Math.round(100 * part)
    } % of ${perMinute} for ${lasts} min, ${manner}${says ? "" : ", 429s without headers"}`;
    const note = `closed at minute ${found.closings.map((at) => at.toFixed(1)).join(", ")}`;
    // what comes at random has no level to settle on
    const steadily = manner !== "at random";
    const most = steadily ? { bar: { most: 1 } } : {};
    const within = steadily ? { bar: { most: 2 } } : {};
    if (lasts > 3) {
      yield { what: `${what}: settled`, value: found.settled, unit: "min", ...within, note };
      yield { what: `${what}: after 2 min`, value: found.most, unit: "429s in 10 min", ...most };
      yield { what: `${what}: used`, value: found.used, unit: "of what is left" };
    }
    yield { what: `${what}: back after its end`, value: found.again, unit: "min", bar: { most: 70 } };
  }
}
