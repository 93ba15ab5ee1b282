import { thousands } from "../../capture/thousands.ts";
import type { StreamAudit } from "../audit/result.ts";
import type { Changes } from "../store.ts";
import { type Buckets, buckets, named } from "./buckets.ts";
import { chart, type Panel } from "./chart.ts";
import { html, type Markup } from "./html.ts";

/** What became of one stream within each bucket. */
interface Course {
  created: number[];
  updated: number[];
  deleted: number[];
  /** Rows that were stored at its end. */
  rows: number[];
}

/** Rows, changes and deletions of each stream, as the store has noted them. */
export function overTime(streams: readonly StreamAudit[], changes: readonly Changes[]): Markup {
  if (changes.length === 0) return html`<p>The store has noted no changes yet.</p>`;
  const over = buckets(changes.map(({ hour }) => Date.parse(hour)));
  const drawn = streams.filter(({ stream }) => changes.some((change) => change.stream === stream))
    .map((stream) => ({ stream, course: courseOf(stream, changes, over) }));
  return html`
    <ul class="key" aria-label="Key to the charts">
      <li>${swatch("rowsbar")}rows stored</li>
      <li>${swatch("changed")}changed</li>
      <li>${swatch("deleted")}deleted</li>
    </ul>
    <div class="grid">${drawn.map(({ stream, course }, i) => card(stream, course, over, i))}</div>
    ${table(drawn, over)}
  `;
}

function courseOf({ stream, rows }: StreamAudit, changes: readonly Changes[], over: Buckets): Course {
  const zeros = () => over.starts.map(() => 0);
  const course = { created: zeros(), updated: zeros(), deleted: zeros(), rows: zeros() };
  for (const change of changes) {
    if (change.stream !== stream) continue;
    const at = over.at(Date.parse(change.hour));
    for (const kind of ["created", "updated", "deleted"] as const) {
      course[kind][at] = (course[kind][at] ?? 0) + change[kind];
    }
  }
  // what is stored now is known, and from there backwards what it was
  let left = rows;
  for (let i = over.starts.length - 1; i >= 0; i--) {
    course.rows[i] = Math.max(0, left);
    left -= (course.created[i] ?? 0) - (course.deleted[i] ?? 0);
  }
  return course;
}

function card({ stream, rows }: StreamAudit, course: Course, over: Buckets, place: number): Markup {
  const [created = 0, updated = 0, deleted = 0] = [course.created, course.updated, course.deleted].map(sum);
  const text = `${thousands(rows)} ${rows === 1 ? "row" : "rows"}. Since ${
    named(over.starts[0] ?? 0, over.unit)
  }: ${thousands(created)} new, ${thousands(updated)} changed, ${thousands(deleted)} deleted.`;
  const bars = (values: number[], name: "changed" | "deleted"): Panel[] =>
    sum(values) === 0
      ? []
      : [{ unit: `rows ${name} in a ${over.unit}`, height: 45, bars: { values, style: name, name } }];
  const drawn = chart({
    id: `stream-${place}`,
    title: `${stream}: rows, changes and deletions over time`,
    text: `${text} One step is a ${over.unit}.`,
    buckets: over,
    panels: [
      { unit: "rows stored", height: 55, line: { values: course.rows, style: "rows" } },
      ...bars(course.updated, "changed"),
      ...bars(course.deleted, "deleted"),
    ],
  });
  return html`
    <section class="card"
      aria-label="${stream}"><h3>${stream}</h3><p class="soft">${text}</p>${drawn}</section>
  `;
}

function table(drawn: { stream: StreamAudit; course: Course }[], over: Buckets): Markup {
  return html`
    <details>
      <summary>The same figures as a table</summary>
      <div class="box" role="region" aria-label="Table of changes" tabindex="0">
        <table>
          <caption>What came in each ${over.unit}, and what was stored at its end</caption>
          <thead>
            <tr>
              <th scope="col">${over.unit}</th>
              <th scope="col" class="left">stream</th>
              <th scope="col">new</th>
              <th scope="col">changed</th>
              <th scope="col">deleted</th>
              <th scope="col">rows</th>
            </tr>
          </thead>
          <tbody>${over.starts.flatMap((start, i) =>
            drawn.map(({ stream, course }) => {
              const [created = 0, updated = 0, deleted = 0] = [
                course.created[i],
                course.updated[i],
                course.deleted[i],
              ];
              return created + updated + deleted > 0 &&
                html`
                  <tr>
                    <th scope="row">${named(start, over.unit)}</th>
                    <td class="left">${stream.stream}</td>
                    <td>${thousands(created)}</td>
                    <td>${thousands(updated)}</td>
                    <td>${thousands(deleted)}</td>
                    <td>${thousands(course.rows[i] ?? 0)}</td>
                  </tr>
                `;
            })
          )}</tbody>
        </table>
      </div>
    </details>
  `;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** A square of a chart's colour, for its key. */
export function swatch(style: string): Markup {
  return html`
    <svg aria-hidden="true" viewBox="0 0 16 16">
      <rect class="${style}" width="16" height="16" rx="2" />
    </svg>
  `;
}
