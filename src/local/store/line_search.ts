import type { KeyValue } from "./change_lines.ts";
import { precedes } from "./changed_rows.ts";
import { Stretch } from "./lines.ts";

/** Bytes between two places that are read through, and not halved any more. */
const NEAR = 2 ** 15;
/** Room for those, and for the line that they end in. */
const ROOM = 2 ** 16;

/** The first line behind a place. */
interface Probe {
  key: KeyValue | undefined;
  from: number;
  to: number;
}

/** Keys between which there is none; undefined: an end of the file. */
interface Gap {
  above?: KeyValue | undefined;
  below?: KeyValue | undefined;
}

/**
 * Finds lines in a file that is sorted by key, by halving it. Where it was halved before is known from then on: a few dozen bytes for each
 * {@link NEAR} of the file at most; so keys beside each other cost one reading together, and keys beyond its end none.
 */
export class LineSearch {
  readonly #file: Deno.FsFile;
  readonly #size: number;
  readonly #keyOf: (line: Uint8Array) => KeyValue;
  readonly #stretch: Stretch;
  readonly #probes = new Map<number, Probe>();
  /** Where the last one that is not there would be. */
  #gap: Gap | undefined;

  constructor(path: string, keyOf: (line: Uint8Array) => KeyValue) {
    this.#file = Deno.openSync(path);
    this.#size = this.#file.statSync().size;
    this.#keyOf = keyOf;
    this.#stretch = new Stretch(this.#file, ROOM);
  }

  /** The line of a key, without what ends it; it is another one's when the next one is asked for. */
  find(key: KeyValue): Uint8Array | undefined {
    if (this.#isInGap(key)) return undefined;
    const gap: Gap = {};
    let low = 0;
    let high = this.#size;
    while (high - low > NEAR) {
      const middle = Math.floor((low + high) / 2);
      const probe = this.#probe(middle);
      if (probe.key === key) return this.#stretch.line(probe.from, this.#size);
      if (probe.from < high && probe.key !== undefined && precedes(probe.key, key)) {
        low = probe.to;
        gap.above = probe.key;
      } else {
        // a line that begins right there is not looked at yet
        high = middle + 1;
        gap.below = probe.key;
      }
    }
    while (low < high) {
      const line = this.#stretch.line(low, this.#size);
      if (!line) break;
      const found = this.#keyOf(line);
      if (found === key) return line;
      if (precedes(key, found)) {
        gap.below = found;
        break;
      }
      gap.above = found;
      low += line.length + 1;
    }
    this.#gap = gap;
    return undefined;
  }

  close(): void {
    this.#file.close();
  }

  #isInGap(key: KeyValue): boolean {
    if (!this.#gap) return false;
    const { above, below } = this.#gap;
    return (above === undefined || precedes(above, key)) && (below === undefined || precedes(key, below));
  }

  #probe(place: number): Probe {
    const known = this.#probes.get(place);
    if (known) return known;
    const from = place + (this.#stretch.line(place, this.#size)?.length ?? this.#size) + 1;
    const line = this.#stretch.line(from, this.#size);
    const probe = { key: line && this.#keyOf(line), from, to: from + (line?.length ?? 0) + 1 };
    this.#probes.set(place, probe);
    return probe;
  }
}
