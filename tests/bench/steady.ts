import type { Section } from "./figure.ts";
import { steadyDay } from "./steady_day.ts";
import type { Busy } from "./steady_account.ts";

/** Accounts that are followed: the past of the heavy one is short, since reading it first is not what is measured here. */
const ACCOUNTS: { said: string; busy: Busy; hours: number; quick: number }[] = [
  { said: "quiet (20 calls a day)", busy: { calls: 20, contacts: 200, past: 200 }, hours: 48, quick: 6 },
  {
    said: "normal (2,000 calls a day)",
    busy: { calls: 2_000, contacts: 4_000, past: 200 },
    hours: 48,
    quick: 0,
  },
  {
    said: "heavy (100,000 calls a day)",
    busy: { calls: 100_000, contacts: 100_000, past: 2 },
    hours: 4,
    quick: 0,
  },
];

/** What following an account costs, and how soon a change is known by it. */
export const steady: Section = {
  name: "steady",
  title:
    "Requests an hour of an account that is followed at PT5M and 60 requests a minute, and how soon a change comes out",
  run: async function* ({ quick }) {
    for (const { said, busy, hours, quick: few } of ACCOUNTS) {
      if (quick && few === 0) continue;
      const day = await steadyDay(busy, quick ? few : hours);
      let sum = 0;
      for (const [what, count] of [...day.asked].sort(([a], [b]) => a < b ? -1 : 1)) {
        sum += count;
        yield { what: `${said}: ${what}`, value: rounded(count / day.hours), unit: "requests an hour" };
      }
      yield { what: `${said}: all`, value: rounded(sum / day.hours), unit: "requests an hour" };
      for (const [what, { median, worst, count }] of day.freshness) {
        yield {
          what: `${said}: ${what}`,
          value: rounded(median),
          unit: "minutes, median",
          note: `at worst ${
            Number.isFinite(worst) ? rounded(worst) : "not within the time measured"
          }; ${count} changes`,
        };
      }
    }
  },
};

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
