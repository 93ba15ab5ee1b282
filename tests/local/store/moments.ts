import { lookAtStore } from "../../../src/local/store/mod.ts";
import type { StoreMoment } from "../../../src/local/store.ts";
import { kept, Model, type Shown, sorted } from "./model.ts";
import { numbered } from "./numbered.ts";

/** What a moment shows, as far as it shows what a store does. */
export type Seen = Pick<Shown, "rows" | "states" | "changes">;

/** What a moment shows. */
export async function seenIn(moment: StoreMoment): Promise<Seen> {
  const seen: Seen = { rows: {}, states: {}, changes: await moment.changes() };
  for (const stream of kept) {
    seen.rows[stream.name] = sorted(stream, await Array.fromAsync(moment.rows(stream)));
    seen.states[stream.name] = moment.state(stream);
  }
  return seen;
}

/** What a store shows now. */
export function look(path: string): Promise<Seen> {
  return lookAtStore(path, seenIn, { streams: kept });
}

/** The batches up to a number, and what a store that has them shows. */
export class Numbered {
  readonly #model = new Model();
  #last = 0;

  to(last: number): Seen {
    while (this.#last < last) {
      const { stream, batch, texts } = numbered(++this.#last);
      this.#model.apply(stream, batch, texts);
    }
    const { rows, states, changes } = this.#model.shown();
    return { rows, states, changes };
  }
}

/** The number of the last batch that a moment shows. */
export function lastIn({ states }: Seen): number {
  return Math.max(...Object.values(states).map(({ n }) => Number(n ?? 0)));
}

/** Everything that is on disk under a folder, byte for byte; an index of shared memory is no data. */
export async function disk(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) Object.assign(found, await disk(path));
    else found[path] = name.endsWith("-shm") ? "" : new Uint8Array(await Deno.readFile(path)).toHex();
  }
  return found;
}

/** Does something, and lets something else happen each time that it opens or reads a file. */
export function stepped<T>(work: () => Promise<T>, step: () => void): Promise<T> {
  const openSync = Deno.openSync;
  const readSync = Deno.readTextFileSync;
  Deno.openSync = (...args) => (step(), openSync(...args));
  Deno.readTextFileSync = (...args) => (step(), readSync(...args));
  return work().finally(() => {
    Deno.openSync = openSync;
    Deno.readTextFileSync = readSync;
  });
}
