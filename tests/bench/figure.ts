/** One measured number, and the bar that it has to keep, if there is one. */
export interface Figure {
  /** What was measured, in the fewest words that tell it from all others: `backfill of 25,000 calls, all in one hour`. */
  what: string;
  /** How much. */
  value: number;
  /** Of what: `requests`, `× least`, `µs CPU a document`, `MiB`. */
  unit: string;
  /** What the value must not be above, or below. */
  bar?: { most: number } | { least: number };
  /** Anything that a reader has to know beside it: what a ratio was made of, how many runs. */
  note?: string;
}

/** A part of the benchmark that can be run by itself. */
export interface Section {
  /** How it is asked for on the command line: `requests`. */
  name: string;
  /** One line for the head of its table. */
  title: string;
  /** Measures; a figure is printed as soon as it is there. */
  run: (wanted: Wanted) => AsyncGenerator<Figure, void, void>;
}

/** How thoroughly to measure. */
export interface Wanted {
  /** Smaller accounts and fewer runs: a look within minutes, not what is published. */
  quick: boolean;
  /** What takes more than ten minutes, too. */
  long: boolean;
}

/** Whether a figure keeps its bar; undefined where it has none. */
export function keeps({ value, bar }: Figure): boolean | undefined {
  if (!bar) return undefined;
  return "most" in bar ? value <= bar.most : value >= bar.least;
}

/** The middle of some numbers; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? NaN) + high) / 2;
}
