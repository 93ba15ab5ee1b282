import { thousands } from "../../capture/thousands.ts";
import type { RunRecord } from "../store.ts";
import { type Buckets, buckets } from "./buckets.ts";
import { chart } from "./chart.ts";
import { html, type Markup } from "./html.ts";
import { swatch } from "./over_time.ts";

/** Runs that the table shows. */
const MOST = 50;
const MINUTE = 60_000;

/** What the runs have taken of the request rate. */
export function budget(runs: readonly RunRecord[]): Markup {
  if (runs.length === 0) return html`<p>The store has noted no runs yet.</p>`;
  const over = buckets(runs.map(({ began }) => Date.parse(began)));
  const requests = inEach(runs, over, ({ requests }, before) => before + requests);
  const refused = inEach(runs, over, ({ refused429 }, before) => before + refused429);
  const rates = inEach(runs, over, (run, before) => Math.max(before, rateOf(run)));
  const limits = inEach(runs, over, ({ requestsPerMinute }, before) => Math.max(before, requestsPerMinute));
  // where nothing ran, the limit is as it was
  limits.forEach((limit, i) => limits[i] = limit || limits[i - 1] || 0);
  const [all, all429] = [sum(requests), sum(refused)];
  const fastest = Math.max(...rates);
  const limit = limits.at(-1) ?? 0;
  const killed = runs.filter(({ killed }) => killed).length;
  return html`
    <p>${thousands(runs.length)} ${runs.length === 1 ? "run" : "runs"}, ${thousands(
      all,
    )} requests, ${all429 === 0
      ? "none"
      : thousands(all429)} of them answered with 429. The fastest run sent ${thousands(
        fastest,
      )} a minute; ${thousands(limit)} are configured.${killed > 0 &&
      ` ${thousands(killed)} of the runs ${killed === 1 ? "was" : "were"} killed: what was known of ${
        killed === 1 ? "it" : "them"
      } a minute before at most is counted.`}</p>
    <ul class="key" aria-label="Key to the charts">
      <li>${swatch("rowsbar")}requests</li>
      <li>${html`
        <svg aria-hidden="true" viewBox="0 0 16 16">
          <path class="refused" d="M2 3h12l-6 11z" />
        </svg>
      `}answered with 429</li>
      <li>${html`
        <svg aria-hidden="true" viewBox="0 0 16 16">
          <path class="limit" d="M0 8h16" />
        </svg>
      `}configured limit</li>
    </ul>
    <div class="grid">
      <section class="card" aria-label="Requests"><h3>Requests</h3>${chart({
        id: "requests",
        title: `Requests in each ${over.unit}`,
        text: `${thousands(all)} requests in all, ${thousands(all429)} answered with 429.`,
        buckets: over,
        panels: [{
          unit: `requests in a ${over.unit}`,
          height: 90,
          bars: { values: requests, style: "rowsbar", name: "requests" },
          marks: { values: refused, name: "answered with 429" },
        }],
      })}</section>
      <section class="card" aria-label="Rate"><h3>Rate</h3>${chart({
        id: "rate",
        title: "Requests a minute of the fastest run, against the configured limit",
        text: `At most ${thousands(fastest)} requests a minute; ${thousands(limit)} are configured.`,
        buckets: over,
        panels: [{
          unit: "requests a minute",
          height: 90,
          bars: { values: rates, style: "rowsbar", name: "requests a minute" },
          limit: limits,
        }],
      })}</section>
    </div>
    ${table(runs)}
  `;
}

/** Requests a minute over a run; one of less than a minute has not sent more than its requests in any. */
function rateOf({ began, ended, requests }: RunRecord): number {
  return Math.round(requests / Math.max(1, (Date.parse(ended) - Date.parse(began)) / MINUTE));
}

function inEach(
  runs: readonly RunRecord[],
  over: Buckets,
  next: (run: RunRecord, before: number) => number,
): number[] {
  const values = over.starts.map(() => 0);
  for (const run of runs) {
    const at = over.at(Date.parse(run.began));
    values[at] = next(run, values[at] ?? 0);
  }
  return values;
}

function table(runs: readonly RunRecord[]): Markup {
  const kinds = ["created", "updated", "deleted"] as const;
  const row = (run: RunRecord) => {
    const [created, updated, deleted] = kinds.map((kind) =>
      sum(Object.values(run.streams).map((counts) => counts[kind]))
    );
    return html`
      <tr>
        <th scope="row">${moment(run.began)}</th>
        <td>${run.killed && "killed after "}${moment(run.ended)}</td>
        <td>${thousands(run.requests)}</td>
        <td>${thousands(run.refused429)}</td>
        <td>${thousands(rateOf(run))}</td>
        <td>${thousands(run.requestsPerMinute)}</td>
        <td>${thousands(created ?? 0)}</td>
        <td>${thousands(updated ?? 0)}</td>
        <td>${thousands(deleted ?? 0)}</td>
        <td class="left">${run.incomplete.join("; ") || "–"}</td>
      </tr>
    `;
  };
  return html`
    <details>
      <summary>The ${runs.length > MOST
        ? `last ${MOST} of ${thousands(runs.length)} `
        : ""}runs as a table</summary>
      <div class="box" role="region" aria-label="Table of runs" tabindex="0">
        <table>
          <caption>Runs of sync, newest first; times are UTC</caption>
          <thead>
            <tr>${[
              "began",
              "ended",
              "requests",
              "429s",
              "a minute",
              "limit",
              "new",
              "changed",
              "deleted",
              "incomplete",
            ].map((name) => html`<th scope="col">${name}</th>`)}</tr>
          </thead>
          <tbody>${runs.slice(-MOST).reverse().map(row)}</tbody>
        </table>
      </div>
    </details>
  `;
}

/** `2026-05-04 09:00` */
function moment(text: string): string {
  return text.slice(0, 16).replace("T", " ");
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
