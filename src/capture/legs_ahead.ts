import type { AskedPage, List } from "./list.ts";
import { type Beyond, Coming, type Numbered, pages } from "./pages.ts";
import type { Row } from "./source.ts";

/** Where the next leg begins after, in Unix seconds, going by the last page of this one; undefined where nobody can tell yet. */
export type Foresee = (rows: Row[]) => number | undefined;

/** A leg's pages; `last` is known once its first page is there. */
interface LegAhead {
  from: number;
  coming: Coming<AskedPage>;
  last?: number;
}

/**
 * The pages of one leg after the other. So that no time goes by between two legs, the last page of a leg is asked for before its turn, which tells
 * where the next one most likely begins; that one's first page is asked for before this one has come to its end, and its next ones after it:
 *
 *   asked for     61 62 63 … 73 100 74 … 87 [1] 88 89 … 99 [2] [3] …      [ ]: the next leg's
 *   taken         61 62 63 … 73 74 … 99 100 [1] [2] [3] …
 *
 * Nothing is believed by that: the walk says where the next leg begins, and what was asked for elsewhere is dropped. Where all rows come in
 * order, no request is in vain.
 */
export class LegsAhead {
  readonly #list: List;
  readonly #to: number;
  /** Pages that a leg has at most. */
  readonly #most: number;
  #now: LegAhead | undefined;
  #next: LegAhead | undefined;

  /** Asks for nothing yet. Windows end at Unix second `to`; legs have `most` pages. */
  constructor(list: List, to: number, most: number) {
    this.#list = list;
    this.#to = to;
    this.#most = most;
  }

  /** The first page of the leg that begins after Unix second `from`. */
  first(from: number): Promise<AskedPage> {
    if (this.#next?.from !== from) this.#forget();
    this.#now = this.#next ?? this.#leg(from);
    this.#next = undefined;
    return this.#now.coming.take(1);
  }

  /**
   * All pages of the leg whose first one is there: as many as it may have. Leaving the loop early aborts all that is on its way, of the next leg
   * too.
   *
   * @param probing whether the loop may end with any page
   * @param foresee where the next leg begins; without it nothing of that is asked for
   */
  async *pages(
    first: AskedPage,
    probing: boolean,
    foresee?: Foresee,
  ): AsyncGenerator<AskedPage & Numbered, void, void> {
    const leg = this.#now;
    if (!leg) throw new Error("a leg's first page comes first");
    let whole = false;
    try {
      yield { number: 1, ...first };
      const all = Math.ceil(first.total / this.#list.pageSize);
      const last = Math.min(this.#most, all);
      const ahead = () => this.#list.ahead;
      const beyond = foresee && all > last ? { beyond: this.#beyond(leg.coming, last, foresee) } : {};
      yield* pages({ first: 2, last, ahead, probing, ...beyond }, leg.coming);
      whole = true;
    } finally {
      leg.coming.abort();
      if (!whole) this.#forget();
    }
  }

  #forget(): void {
    this.#next?.coming.abort();
    this.#next = undefined;
  }

  #leg(from: number): LegAhead {
    const window = { from, to: this.#to };
    const ask = (page: number, signal: AbortSignal) =>
      this.#list.page({ window, order: "asc", page }, signal);
    return { from, coming: new Coming(ask, this.#list.signal) };
  }

  #beyond(coming: Coming<AskedPage>, last: number, foresee: Foresee): Beyond {
    const size = () => this.#next?.coming.size ?? 0;
    let asked = false;
    /** The next page of the next leg. */
    let page = 1;
    const know = ({ rows }: AskedPage) => {
      if (this.#now?.coming !== coming) return;
      const from = foresee(rows);
      if (from !== undefined && from < this.#to) this.#next = this.#leg(from);
    };
    return {
      get size() {
        return size();
      },
      fill: (room, left) => {
        const { ahead } = this.#list;
        // one answer before the time at which nothing else is to be asked for, and that one answer before it
        if (!asked && left <= 2 * ahead) {
          asked = true;
          coming.ask(last).then(know, () => {});
        }
        const next = this.#next;
        if (!next || room <= 0 || left > ahead) return;
        if (page === 1) {
          page++;
          next.coming.ask(1).then(({ total }) => {
            next.last = Math.min(this.#most, Math.ceil(total / this.#list.pageSize));
          }, () => {});
        }
        if (left > 0) return;
        for (const end = page + room - 1; page <= Math.min(end, next.last ?? 0); page++) {
          next.coming.ask(page);
        }
      },
    };
  }
}
