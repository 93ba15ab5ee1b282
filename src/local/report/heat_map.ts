import { thousands } from "../../capture/thousands.ts";
import type { Day, Difference } from "../audit/result.ts";
import { html, type Markup } from "./html.ts";

/** A cell's side, and from one to the next. */
const SIDE = 15;
const STEP = 18;
/** Room for the names of days and months. */
const LEFT = 34;
const TOP = 20;
const DAY_MS = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** How many shades there are beside that of an empty day. */
const SHADES = 5;

/**
 * Calls a day as a calendar: weeks are columns, from Monday to Sunday.
 *
 *        Oct        Nov
 *   Mon  ▢ ▣ ▣ ▣ ▣  ▣
 *        ▣ ▣ ▣ ▣ ☒  ▣      ☒ differs
 */
export function heatMap(days: readonly Day[], differences: readonly Difference[]): Markup {
  const off = new Map(differences.map((difference) => [difference.day, difference]));
  const first = Date.parse(`${days[0]?.day}T00:00:00Z`);
  const monday = first - weekday(first) * DAY_MS;
  const most = Math.max(1, ...days.map(({ stored }) => stored));
  const weeks = Math.max(0, ...days.map(({ day }) => column(day, monday))) + 1;
  const width = LEFT + weeks * STEP;
  const height = TOP + 7 * STEP;
  return html`
    <div class="box calendar" role="region" aria-label="Calendar of calls, scrolls sideways" tabindex="0">
      <svg role="img" aria-labelledby="map-title map-text" width="${width}" height="${height}"
        viewBox="0 0 ${width} ${height}">
    <title id="map-title">Calls a day, captured against counted</title>
    <desc id="map-text">${described(days, off.size)} The same figures are in the table below.</desc>
    ${HATCH}
    ${["Mon", "Wed", "Fri", "Sun"].map((name, i) =>
      html`<text x="0" y="${TOP + i * 2 * STEP + 12}">${name}</text>`
    )}
    ${months(days, monday)}
    ${days.map((day) => cell(day, off.get(day.day), most, monday))}
      </svg>
    </div>
    ${key(most, days.some(({ counted }) => counted === null))}
  `;
}

/** Lines for what is not known; defined where the map stands, so that nothing outside is asked for. */
const HATCH = html`
  <defs>
    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <path class="hatch" d="M0 0v5" />
    </pattern>
  </defs>
`;

function cell(day: Day, difference: Difference | undefined, most: number, monday: number): Markup {
  const x = LEFT + column(day.day, monday) * STEP;
  const y = TOP + weekday(Date.parse(`${day.day}T00:00:00Z`)) * STEP;
  const shade = day.counted === null ? "none" : `q${shadeOf(day.stored, most)}`;
  const place = html`x="${x}" y="${y}" width="${SIDE}" height="${SIDE}" rx="2"`;
  if (!difference) {
    return html`
      <rect class="${shade}" ${place}>
        <title>${figures(day)}</title>
      </rect>
    `;
  }
  const cross = `M${x + 4} ${y + 4}l7 7m0-7l-7 7`;
  return html`
    <g>
      <title>${figures(day)}: ${amount(difference.missing, "missing")}, ${amount(
        difference.extra,
        "extra",
      )}</title>
      <rect class="${shade} off" ${place} />
      <path class="under" d="${cross}" />
      <path class="cross" d="${cross}" />
    </g>
  `;
}

/** `2026-05-04: 312 captured, 312 counted` */
export function figures({ day, stored, counted }: Day): string {
  const known = counted === null ? "not counted" : `${thousands(counted)} counted`;
  return `${day}: ${thousands(stored)} captured, ${known}`;
}

function amount(keys: readonly string[], what: string): string {
  return `${thousands(keys.length)} ${what}`;
}

/** By the root, so that a few busy days do not make all others alike. */
function shadeOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(1, Math.ceil(Math.sqrt(count / most) * SHADES));
}

function key(most: number, unknown: boolean): Markup {
  const from = (shade: number) => Math.floor(((shade - 1) / SHADES) ** 2 * most) + 1;
  const to = (shade: number) => Math.floor((shade / SHADES) ** 2 * most);
  const shades = [1, 2, 3, 4, 5].filter((shade) => to(shade) >= from(shade));
  const swatch = (content: Markup) => html`<svg aria-hidden="true" viewBox="0 0 16 16">${content}</svg>`;
  return html`<ul class="key" aria-label="Key to the calendar">
<li>${
    swatch(html`
      <rect class="q0" width="16" height="16" rx="2" />
    `)
  }no calls</li>
${
    shades.map((shade) =>
      html`<li>${
        swatch(html`
          <rect class="q${shade}" width="16" height="16" rx="2" />
        `)
      }${
        from(shade) === to(shade)
          ? thousands(to(shade))
          : `${thousands(from(shade))} to ${thousands(to(shade))}`
      }</li>`
    )
  }
<li>${
    swatch(html`
      <rect class="q1 off" x="1" y="1" width="14" height="14" rx="2" />
      <path class="cross" d="M5 5l6 6m0-6l-6 6" />
    `)
  }captured and counted differ</li>
${
    unknown &&
    html`<li>${
      swatch(html`
        <rect class="none" x="1" y="1" width="14" height="14" rx="2" />
      `)
    }not counted by itself</li>`
  }</ul>`;
}

/** Each month's name over the week that its first day is in; at the edge only where there is room before the next. */
function months(days: readonly Day[], monday: number): Markup[] {
  const starts = days.filter(({ day }, i) => i === 0 || day.endsWith("-01"));
  const places = starts.map(({ day }) => ({ day, at: column(day, monday) }));
  return places.filter(({ at }, i) => (places[i + 1]?.at ?? Infinity) - at >= 2).map(({ day, at }) => {
    const name = MONTHS[Number(day.slice(5, 7)) - 1] ?? "";
    return html`<text x="${LEFT + at * STEP}" y="12">${
      day.slice(5, 7) === "01" ? `${name} ${day.slice(0, 4)}` : name
    }</text>`;
  });
}

function described(days: readonly Day[], differ: number): string {
  const total = days.reduce((sum, { stored }) => sum + stored, 0);
  return `${thousands(days.length)} days from ${days[0]?.day} to ${days.at(-1)?.day}, ${
    thousands(total)
  } calls captured; ${thousands(differ)} days differ from what Aircall counts.`;
}

/** From 0, Monday. */
function weekday(ms: number): number {
  return (new Date(ms).getUTCDay() + 6) % 7;
}

function column(day: string, monday: number): number {
  return Math.floor((Date.parse(`${day}T00:00:00Z`) - monday) / (7 * DAY_MS));
}

/** The same figures as a table, newest day last. */
export function dayTable(days: readonly Day[], differences: readonly Difference[]): Markup {
  const off = new Map(differences.map((difference) => [difference.day, difference]));
  return html`
    <details>
      <summary>The same figures as a table</summary>
      <div class="box" role="region" aria-label="Table of days" tabindex="0">
        <table>
          <caption>Calls by the UTC day in which they started</caption>
          <thead>
            <tr>
              <th scope="col">day</th>
              <th scope="col">captured</th>
              <th scope="col">counted</th>
              <th scope="col">missing</th>
              <th scope="col">extra</th>
            </tr>
          </thead>
          <tbody>${days.map(({ day, stored, counted }) => {
            const { missing = [], extra = [] } = off.get(day) ?? {};
            return html`
              <tr>
                <th scope="row">${day}</th>
                <td>${thousands(stored)}</td>
                <td>${counted === null ? "–" : thousands(counted)}</td>
                <td>${missing.length}</td>
                <td>${extra.length}</td>
              </tr>
            `;
          })}</tbody>
        </table>
      </div>
    </details>
  `;
}
