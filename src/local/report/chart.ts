import { thousands } from "../../capture/thousands.ts";
import { type Buckets, named, rounded } from "./buckets.ts";
import { html, type Markup } from "./html.ts";

/** Everything is drawn so wide; a card on a phone is about that wide too, so that text stays readable. */
const WIDTH = 320;
const LEFT = 44;
const RIGHT = 6;

/** One panel of a chart: its own axis, from 0 up. */
export interface Panel {
  /** What is counted, with its unit: `rows`. */
  unit: string;
  height: number;
  line?: { values: readonly number[]; style: string };
  bars?: { values: readonly number[]; style: string; name: string };
  /** A step line across, for a limit. */
  limit?: readonly number[];
  /** A triangle over each bucket that has some. */
  marks?: { values: readonly number[]; name: string };
}

/** What a chart shows. */
export interface Chart {
  /** Unique in the page. */
  id: string;
  title: string;
  /** What a reader sees who does not see it. */
  text: string;
  buckets: Buckets;
  panels: readonly Panel[];
}

/** Panels over one axis of time. */
export function chart({ id, title, text, buckets, panels }: Chart): Markup {
  const gap = 28;
  const tops = panels.map((_, i) =>
    16 + panels.slice(0, i).reduce((sum, { height }) => sum + height + gap, 0)
  );
  const bottom = (tops.at(-1) ?? 0) + (panels.at(-1)?.height ?? 0);
  const { starts, unit } = buckets;
  const ends = starts.length > 1 ? [starts[0], starts.at(-1)] : starts.slice(0, 1);
  return html`<svg role="img" aria-labelledby="${id}-title ${id}-text" viewBox="0 0 ${WIDTH} ${bottom + 20}">
<title id="${id}-title">${title}</title><desc id="${id}-text">${text}</desc>
${panels.map((one, i) => panel(one, tops[i] ?? 0, buckets))}
${
    ends.map((at = 0, i) =>
      html`<text x="${i === 0 ? LEFT : WIDTH - RIGHT}" y="${bottom + 15}" ${
        i === 0 ? "" : html`text-anchor="end"`
      }>${named(at, unit)}</text>`
    )
  }</svg>`;
}

function panel(panel: Panel, top: number, { starts, unit }: Buckets): Markup {
  const { height, line, bars, limit = [], marks } = panel;
  const most = rounded(Math.max(0, ...line?.values ?? [], ...bars?.values ?? [], ...limit));
  const scale = height / most;
  const y = (value: number) => round(top + (most - value) * scale);
  const wide = (WIDTH - LEFT - RIGHT) / Math.max(1, starts.length);
  const x = (i: number) => round(LEFT + i * wide);
  const ticks = [most, 0];
  const tip = (i: number, words: string) => html`<title>${named(starts[i] ?? 0, unit)}: ${words}</title>`;
  const bar = (value: number, i: number) => {
    const path = `M${round(x(i) + wide * 0.1)} ${y(0)}h${round(wide * 0.8)}V${y(value)}h${
      round(-wide * 0.8)
    }z`;
    return value > 0 &&
      html`<path class="${bars?.style}" d="${path}">${tip(i, `${thousands(value)} ${bars?.name}`)}</path>`;
  };
  const steps = (values: readonly number[]) =>
    values.map((value, i) => `${i === 0 ? "M" : "L"}${x(i)} ${y(value)}H${x(i + 1)}`).join("");
  return html`<text x="${LEFT}" y="${top - 5}">${panel.unit}</text>
${
    ticks.map((tick) =>
      html`
        <path class="${tick === 0 ? "axis" : "rule"}" d="M${LEFT} ${y(tick)}H${WIDTH - RIGHT}" />
      `
    )
  }
${
    ticks.map((tick) =>
      html`<text x="${LEFT - 5}" y="${round(y(tick) + 4)}" text-anchor="end">${short(tick)}</text>`
    )
  }
${bars?.values.map(bar)}
    below && bar(below.values, below.style, below.name, -1)
  }
${
    line && html`
      <path class="${line.style}" d="${steps(line.values)}" />
    `
  }
${
    limit.length > 0 && html`
      <path class="limit" d="${steps(limit)}" />
    `
  }
${
    marks?.values.map((value, i) =>
      value > 0 &&
      html`<path class="refused" d="M${round(x(i) + wide / 2 - 5)} ${top + 2}h10l-5 9z">${
        tip(i, `${thousands(value)} ${marks.name}`)
      }</path>`
    )
  }`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** `25k`, `1.2M`: as wide as there is room for. */
function short(value: number): string {
  if (value >= 1_000_000) return `${round(value / 1_000_000)}M`;
  return value >= 10_000 ? `${round(value / 1000)}k` : thousands(value);
}
