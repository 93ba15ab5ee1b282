import { bar } from "../bar.ts";
import { count, counted, lasting } from "../format.ts";
import { wrapped } from "../wrapped.ts";
import type { Board, StreamBoard } from "./board.ts";

/** Columns from which on there is room for figures beside the share, and for pages. */
const ROOMY = 60;
const WIDE = 110;
/** What a stream does that has nothing more to read for now. */
const CALM = ["following", "up to date"];
/** Columns of a bar: at least, at most, and what is left to the words behind it. */
const BAR = { least: 8, most: 30, words: 24 };

/** Every stream on a line that is drawn over, as wide as there is room; what holds up all of them on one more. */
export function boardLines({ streams, everythingWaits }: Board, columns: number): string[] {
  const roomy = columns >= ROOMY;
  const names = widest(streams.map(({ stream }) => stream));
  const figures = streams.map((stream) => roomy ? rowsOf(stream) : shareOf(stream));
  const pages = streams.map(({ pages }) => counted(pages, "page"));
  const wide = { figures: widest(figures), pages: columns >= WIDE ? widest(pages) : 0 };
  const indent = roomy ? "  " : "";
  const taken = indent.length + names + 2 + wide.figures + 2 + (wide.pages > 0 ? wide.pages + 2 : 0);
  const room = Math.min(columns - taken - 2 - BAR.words, BAR.most);
  const lines = streams.map((stream, i) => {
    const cells = [
      stream.stream.padEnd(names),
      ...(roomy && room >= BAR.least ? [barOf(stream, room)] : []),
      (figures[i] ?? "").padStart(wide.figures),
      ...(wide.pages > 0 ? [(pages[i] ?? "").padStart(wide.pages)] : []),
      wordsOf(stream, everythingWaits !== undefined),
    ];
    return `${indent}${cells.join("  ")}`;
  });
  const waits = everythingWaits !== undefined && streams.some(({ ended }) => !ended);
  if (!waits) return lines;
  return [
    ...lines,
    ...wrapped(`Everything waits for ${everythingWaits}.`, columns - indent.length, { cut: false }).map((
      line,
    ) => indent + line),
  ];
}

/** One stream in a line that stays. */
export function plainLine(stream: StreamBoard, everythingWaits: string | undefined): string {
  const { ended, documents, pages, perSecond, secondsLeft, waitsFor, phase } = stream;
  const waits = ended ? undefined : waitsFor ?? everythingWaits;
  const parts = [
    phase,
    `${rowsOf(stream)} ${stream.kept === 1 && stream.remaining === undefined ? "row" : "rows"}`,
    ...(documents > 0 ? [`${counted(documents, "document")} in this run`] : []),
    counted(pages, "page"),
    ...(!ended && perSecond > 0 && !CALM.includes(phase) ? [rateOf(perSecond)] : []),
    ...(secondsLeft === undefined ? [] : [`${lasting(secondsLeft * 1000)} left`]),
    ...(waits === undefined ? [] : [`waits for ${waits}`]),
  ];
  return `${stream.stream}: ${parts.join(", ")}`;
}

/** What a stream does, in the few words that there is room for. */
function wordsOf(stream: StreamBoard, waits: boolean): string {
  const { phase, ended, perSecond, secondsLeft, waitsFor, attempts, cursor } = stream;
  if (ended) return phase;
  if (attempts !== undefined) return `waits: ${counted(attempts, "attempt")} failed`;
  if (waitsFor !== undefined) return `waits for ${waitsFor}`;
  if (waits) return "waits";
  if (secondsLeft !== undefined) return `${rateOf(perSecond)}  ${lasting(secondsLeft * 1000)} left`;
  // its rate would be that of the backfill for a while
  if (phase === "following" && cursor) return `read up to ${cursor.slice(11, 19)}`;
  return perSecond > 0 && !CALM.includes(phase) ? `${rateOf(perSecond)}  ${phase}` : phase;
}

/** `3,299 of 25,001`, or `120` where nobody knows how many there are. */
function rowsOf({ kept, remaining }: StreamBoard): string {
  return remaining === undefined ? count(kept) : `${count(kept)} of ${count(kept + remaining)}`;
}

function shareOf(stream: StreamBoard): string {
  return stream.remaining === undefined ? count(stream.kept) : `${Math.floor(part(stream) * 100)}%`;
}

/** Full where all is read, empty where nobody knows how much there is. */
function barOf(stream: StreamBoard, columns: number): string {
  return bar(part(stream), columns);
}

function part({ phase, kept, remaining }: StreamBoard): number {
  if (remaining !== undefined) return kept / Math.max(kept + remaining, 1);
  return CALM.includes(phase) || phase === "catching up" ? 1 : 0;
}

function rateOf(perSecond: number): string {
  return perSecond >= 10 ? `${count(perSecond)}/s` : `${perSecond.toFixed(1)}/s`;
}

function widest(texts: string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}
