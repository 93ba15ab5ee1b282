import type { AskedPage, List } from "./list.ts";
import type { Numbered } from "./pages.ts";
import type { Window } from "./source.ts";

/** Pages after which a walk anchors anew: half of what a list gives out. */
export const LEG_PAGES = 100;

/**
 * The pages of one leg. Those behind the first are asked for with it where it is known that they are there: else each leg would wait for two
 * answers, one after the other, before it goes on.
 *
 *   last page of a leg      first page of the next one      the others
 *   ────────┼─────────────────────────┼─────────────────────────┼──▶ where nothing is known of them
 *   ────────┼─────────────────────────┴─ the others               ▶ where they are expected
 */
export class LegPages {
  readonly #list: List;
  readonly #window: Window;
  /** Those that were asked for with the first one, without it. */
  #coming: AsyncGenerator<AskedPage & Numbered, void, void> | undefined;

  /** Asks for nothing yet. */
  constructor(list: List, window: Window) {
    this.#list = list;
    this.#window = window;
  }

  /** The first page, and how many rows the others will hold with it, as far as is known; 0 where that is not. */
  async first(expected: number): Promise<AskedPage> {
    const pages = this.#pages(1, expected, false);
    const { value } = await pages.next();
    if (!value) return await this.#list.page({ window: this.#window, order: "asc", page: 1 });
    this.#coming = pages;
    return value;
  }

  /** Lets go of what was asked for with the first page: it holds not what was expected. */
  async forget(): Promise<void> {
    await this.#coming?.return();
    this.#coming = undefined;
  }

  /** All of them, in order, beginning with the first one. */
  async *from(first: AskedPage, short: boolean): AsyncGenerator<AskedPage & Numbered, void, void> {
    try {
      yield { ...first, number: 1 };
      yield* this.#coming ?? this.#pages(2, first.total, short);
    } finally {
      // a leg may end with its first page
      await this.forget();
    }
  }

  #pages(number: number, rows: number, short: boolean): AsyncGenerator<AskedPage & Numbered, void, void> {
    const last = Math.min(LEG_PAGES, Math.ceil(rows / this.#list.pageSize));
    return this.#list.pages({ window: this.#window, order: "asc" }, number, last, short);
  }
}
