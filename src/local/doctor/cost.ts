import type { Config } from "../../aircall/config.ts";
import { duration } from "../../capture/pace.ts";
import { thousands } from "../../capture/thousands.ts";
import { utc } from "../../capture/utc.ts";
import { estimate, type Found, type Late } from "./estimate.ts";
import type { Finding } from "./finding.ts";
import type { RunRecord } from "../store.ts";
import type { Observed } from "./observed.ts";

/** The most that Aircall is known to answer a company in a minute. */
const KNOWN = 120;

/**
 * The rate that is configured, and what came of it in this run and, where something is known of them, in earlier ones.
 *
 * @param now requests a minute that refusals have left
 * @param runs those that kept something before; undefined where nobody said where
 */
export function rateFinding(
  { requestsPerMinute }: Pick<Config, "requestsPerMinute">,
  { refusals }: Pick<Observed, "refusals">,
  now: number,
  runs?: readonly RunRecord[],
): Finding {
  const configured = `${thousands(requestsPerMinute)} requests a minute`;
  const figures = {
    requestsPerMinute,
    last429: refusals.length > 0 ? utc(refusals.at(-1) ?? 0) : null,
    ...(runs ? { lastRunWith429: runs.findLast(({ refused429 }) => refused429 > 0)?.ended ?? null } : {}),
  };
  const [first, last] = [refusals[0], refusals.at(-1)];
  if (first === undefined || last === undefined) {
    const fast = requestsPerMinute > KNOWN;
    return {
      check: "rate",
      mark: fast ? "warning" : "ok",
      found: `${configured}; no 429 in this run${earlier(runs)}`,
      ...(fast
        ? {
          advice:
            `Aircall is known to answer ${KNOWN} a minute at most, to all programs of a company together; ` +
            "who goes over that is shut out for a minute at a time. Set advanced/requests_per_minute to what your plan gives",
        }
        : {}),
      figures,
    };
  }
  const times = refusals.length === 1 ? "" : `, ${refusals.length} times`;
  return {
    check: "rate",
    mark: "warning",
    found: `${configured}; 429 (too many requests) at ${
      utc(last).slice(11, 19)
    } UTC${times}, and everything waited`,
    advice:
      `The limit is the whole company's, and other programs use it too. A capture goes on by itself, slower (now ${
        Math.floor(now)
      } a minute); set advanced/requests_per_minute to what they leave over`,
    figures,
  };
}

/** What earlier runs met, as the end of a sentence. */
function earlier(runs: readonly RunRecord[] | undefined): string {
  if (!runs) return "";
  const met = runs.findLast(({ refused429 }) => refused429 > 0);
  if (!met) {
    return runs.length === 0 ? "; no run is kept there" : `, and none in ${counted(runs.length)} before`;
  }
  const { refused429, began, ended, killed } = met;
  const times = refused429 === 1 ? "one" : `${refused429}`;
  return `; ${times} in the run from ${began.slice(0, 19)}Z to ${ended.slice(0, 19)}Z${
    killed ? ", when it was killed" : ""
  }`;
}

function counted(runs: number): string {
  return runs === 1 ? "the run" : `the ${runs} runs`;
}

/**
 * What the first reading will take, and what following will cost. None where nothing can be read.
 *
 * @param now requests a minute that refusals have left, where there were any
 */
export function costFindings(found: readonly Found[], config: Config, now = Infinity): Finding[] {
  if (found.length === 0) return [];
  const { requestsPerMinute: perMinute, reread } = config;
  const { first, steady } = estimate(found, { perMinute, reread });
  const { perHour, streams, limit, late } = steady;
  const rows = Object.entries(streams)
    .map(([name, { polls, rereads }]) => ({ name, all: polls + rereads, rereads }))
    .toSorted((a, b) => b.all - a.all);
  const [slow] = found.toSorted((a, b) => b.settings.interval - a.settings.interval);
  const part = Math.round(perHour / limit * 100);
  return [
    {
      check: "first reading",
      mark: "ok",
      found: `${about(first.requests)} requests, ${duration(Math.max(1, first.minutes) * 60_000)} at ${
        thousands(perMinute)
      } a minute`.replace(/, 60 s at/, ", less than a minute at"),
      ...(now < perMinute
        ? {
          details: [
            `At the ${about(now)} a minute that other programs leave over at present: ${
              duration(estimate(found, { perMinute: now, reread }).first.minutes * 60_000)
            }`,
          ],
        }
        : {}),
      figures: { requests: Math.round(first.requests), minutes: tenths(first.minutes) },
    },
    {
      check: "from then on",
      mark: late.length > 0 ? "warning" : "ok",
      found: `${about(perHour)} requests an hour of the ${thousands(limit)} that the rate allows (${
        part < 1 ? "less than 1" : thousands(part)
      } %), at an interval of ${duration(slow?.settings.interval ?? 0)}`,
      details: [
        rows.map(({ name, all, rereads }) =>
          `${name} ${about(all)}${rereads > 0 ? ` (re-reads ${about(rereads)})` : ""}`
        ).join(", "),
        ...late.map(lateness),
      ],
      ...(late.length > 0
        ? {
          advice:
            "Nothing is lost by that, it comes later. A longer interval, fewer streams or a higher advanced/requests_per_minute helps",
        }
        : {}),
      figures: {
        perHour: Math.round(perHour),
        limit,
        streams: Object.fromEntries(
          rows.map(({ name, all, rereads }) => [name, { all: tenths(all), rereads: tenths(rereads) }]),
        ),
        late: late.map(({ what, times }) => ({
          what,
          times: Number.isFinite(times) ? tenths(times) : null,
        })),
      },
    },
  ];
}

function lateness({ what, times }: Late): string {
  const slower = times.toFixed(1);
  if (what === "polls") return `Late: each list comes by ${slower} times less often than at its interval`;
  return Number.isFinite(times)
    ? `Late: what changes without a word (comments, tags, assignments of older calls) is read again ${slower} times less often than it should be`
    : "Never: what changes without a word (comments, tags, assignments of older calls) is not read again";
}

/** A figure that is no more exact than it can be. */
function about(value: number): string {
  return value < 10 ? value.toFixed(1).replace(/\.0$/, "") : thousands(Math.round(value));
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
