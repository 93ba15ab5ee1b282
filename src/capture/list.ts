import { type Numbered, pages } from "./pages.ts";
import type { Progress } from "./progress.ts";
import type { Endpoint, Page, PageAsk, Source, Work } from "./source.ts";

/** A page and when it was asked for. */
export interface AskedPage extends Page {
  /** A stamp: what came to pass later may not be in it. */
  asked: number;
}

/** One list, read for one class of work: what a walk asks for pages. */
export class List {
  readonly #source: Source;
  readonly #endpoint: Endpoint;
  readonly #work: Work;
  readonly #progress: Progress;
  readonly #stamp: () => number;

  /** Asks for nothing yet; pages are counted in the progress of `run`, and stamped when they are asked for. */
  constructor(
    run: { source: Source; progress: Progress },
    endpoint: Endpoint,
    work: Work,
    /** Aborts every page that is on its way. */
    readonly signal: AbortSignal,
    stamp: () => number = () => 0,
  ) {
    this.#source = run.source;
    this.#endpoint = endpoint;
    this.#work = work;
    this.#progress = run.progress;
    this.#stamp = stamp;
  }

  /** Rows a page holds when it is full. */
  get pageSize(): number {
    return this.#source.pageSize;
  }

  /** The last page that can be had. */
  get lastPage(): number {
    return Math.floor(this.#source.reach / this.#source.pageSize);
  }

  /** One page. */
  async page(ask: PageAsk, signal = this.signal): Promise<AskedPage> {
    const asked = this.#stamp();
    const page = await this.#source.page(this.#endpoint, ask, this.#work, signal);
    this.#progress.pages++;
    return { ...page, asked };
  }

  /** Pages `first` to `last` in order, read ahead; see {@link pages}. */
  pages(
    ask: Omit<PageAsk, "page">,
    first: number,
    last: number,
    probing = false,
  ): AsyncGenerator<AskedPage & Numbered, void, void> {
    return pages(
      { first, last, ahead: () => this.#source.ahead, probing, signal: this.signal },
      (page, signal) => this.page({ ...ask, page }, signal),
    );
  }

  /** Whether the page after the last of `total` rows says the same: a count may be wrong each time, but then rows stand there. */
  endedBy(after: Page, total: number): boolean {
    return after.total === total && after.rows.length === 0;
  }

  /** Rows that page `number` of `total` rows has to hold. */
  fill(number: number, total: number): number {
    return Math.min(this.pageSize, Math.max(0, total - (number - 1) * this.pageSize));
  }
}
