import { thousands } from "../../capture/thousands.ts";
import { type Audit, isEqual, type StreamAudit } from "../audit/result.ts";
import { advice, figures, HEADINGS, verdict } from "../audit/words.ts";
import type { Changes, RunRecord } from "../store.ts";
import { budget } from "./budget.ts";
import { dayTable, heatMap } from "./heat_map.ts";
import { html, Markup } from "./html.ts";
import { overTime } from "./over_time.ts";
import { style } from "./style.ts";

/** What the page is made of. */
export interface Reported {
  audit: Audit;
  changes: readonly Changes[];
  runs: readonly RunRecord[];
}

/**
 * The report as one page that asks for nothing: no script, no picture, no font, and its one style sheet is the only one that its own
 * policy lets in.
 */
export async function reportPage({ audit, changes, runs }: Reported): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const calls = audit.streams.find(({ days }) => days.length > 0);
  return html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${policy}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <title>Audit of ${audit.against}, ${audit.made.slice(0, 10)}</title>
        <style>${new Markup(style)}</style>
      </head>
      <body>
        <a class="skip" href="#main">To the figures</a>
        <header>
          <h1>What is stored, held against Aircall</h1>
          <p class="soft">Made ${moment(audit.made)} UTC against <bdi>${audit.against}</bdi></p>
        </header>
        <main id="main">
    <p class="verdict ${audit.equal ? "good" : "bad"}">${audit.equal ? "✓" : "✗"} ${verdict(audit)}</p>
    ${advice(audit).map((text) => html`<p>${text}</p>`)}
    ${section("streams", "Streams", summary(audit))}
    ${section(
      "days",
      "Calls a day",
      calls
        ? html`${heatMap(calls.days, calls.differences)}${dayTable(calls.days, calls.differences)}`
        : html`<p>Calls were not compared.</p>`,
    )}
    ${section("differences", "Differences", differences(audit))}
    ${section("changes", "Rows, changes and deletions over time", overTime(audit.streams, changes))}
    ${section("budget", "Requests over time", budget(runs))}
    ${section("about", "About this report", about(audit))}
        </main>
        <footer>
          <p>source-aircall ${audit.version}. This page is complete in itself and asks for nothing.</p>
        </footer>
      </body>
    </html>
  `.text;
}

function section(id: string, title: string, content: Markup): Markup {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${content}
</section>`;
}

function summary({ streams }: Audit): Markup {
  return html`
    <div class="box" role="region" aria-label="Table of streams" tabindex="0">
      <table>
        <caption>Rows that Aircall counts, and rows that are stored, in what was compared</caption>
        <thead>
          <tr><th scope="col">${HEADINGS[0]}</th><th scope="col" class="left">result</th>${HEADINGS.slice(1)
            .map((name) => html`<th scope="col">${name}</th>`)}</tr>
        </thead>
        <tbody>${streams.map((stream) =>
          html`<tr><th scope="row">${stream.stream}</th><td class="left">${result(stream)}</td>${
            figures(stream).map((figure) => html`<td>${figure || "–"}</td>`)
          }</tr>`
        )}</tbody>
      </table>
    </div>
    ${list(streams, "Not checked, though it should be", ({ unchecked }) => unchecked)}
    ${list(streams, "Not compared", ({ notes }) => notes)}
  `;
}

function result(stream: StreamAudit): Markup {
  if (stream.differences.length > 0) return html`<span class="bad">✗ differs</span>`;
  if (stream.unchecked.length > 0) return html`<span class="bad">? not checked whole</span>`;
  return stream.rows === 0 && stream.notes.length > 0
    ? html`not compared`
    : html`<span class="good">✓ equal</span>`;
}

function list(streams: readonly StreamAudit[], title: string, of: (stream: StreamAudit) => string[]): Markup {
  const lines = streams.flatMap((stream) =>
    of(stream).map((text) => html`<li>${stream.stream}: ${text}</li>`)
  );
  return lines.length > 0
    ? html`
      <h3>${title}</h3>
      <ul>${lines}</ul>
    `
    : html``;
}

function differences({ streams }: Audit): Markup {
  const differing = streams.filter(({ differences }) => differences.length > 0);
  if (differing.length === 0) {
    return html`<p>${
      streams.every(isEqual) ? "There are none." : "None were found in what could be checked."
    }</p>`;
  }
  return html`${
    differing.map(({ stream, key, differences }) =>
      html`
        <div class="box" role="region" aria-label="Differences of ${stream}" tabindex="0">
          <table>
            <caption>${stream}, by "${key}"</caption>
            <thead>
              <tr>
                <th scope="col">day</th>
                <th scope="col">counted</th>
                <th scope="col">stored</th>
                <th scope="col" class="left">missing in the store</th>
                <th scope="col" class="left">no longer at Aircall</th>
              </tr>
            </thead>
            <tbody>${differences.map(({ day, counted, stored, missing, extra }) =>
              html`<tr><th scope="row">${day ?? "now"}</th><td>${thousands(counted)}</td><td>${
                thousands(stored)
              }</td>${[missing, extra].map((keys) => html`<td class="keys">${some(keys)}</td>`)}</tr>`
            )}</tbody>
          </table>
        </div>
      `
    )
  }`;
}

function some(keys: readonly string[]): Markup {
  return keys.length === 0 ? html`–` : html`${keys.map((key, i) => html`${i > 0 && ", "}<bdi>${key}</bdi>`)}`;
}

function about(audit: Audit): Markup {
  const { made, seconds, against, api, depth, requests, refused429, requestsPerMinute, version } = audit;
  const asked = {
    months: "the count of each month, halved where it differs",
    days: "the count of each day of calls, and of each month of contacts",
    keys: "every key",
  }[depth];
  const facts: [string, string][] = [
    ["made", `${moment(made)} UTC, in ${thousands(seconds)} s`],
    ["store", against],
    ["API", api],
    ["compared", `${asked}; the small lists whole`],
    [
      "requests",
      `${thousands(requests)}, ${thousands(refused429)} of them answered with 429; ${
        thousands(requestsPerMinute)
      } a minute are configured`,
    ],
    ...audit.streams.filter(({ from }) => from !== null).map(({ stream, from, to }): [string, string] => [
      stream,
      `${moment(from ?? "")} to ${moment(to ?? "")} UTC`,
    ]),
    ["version", `source-aircall ${version}`],
  ];
  return html`<dl>${
    facts.map(([name, text]) =>
      html`
        <dt>${name}</dt>
        <dd><bdi>${text}</bdi></dd>
      `
    )
  }</dl>`;
}

/** `2026-05-04 09:00:00` */
function moment(text: string): string {
  return text.slice(0, 19).replace("T", " ");
}
