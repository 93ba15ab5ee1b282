import type { Page } from "./source.ts";

/** What a page's number is called: from 1. */
export interface Numbered {
  /** From 1. */
  number: number;
}

/** Pages of one list that were asked for and not taken yet: on their way, or there. */
export class Coming<P extends Page> {
  readonly #pages = new Map<number, Promise<P>>();
  readonly #leave = new AbortController();
  readonly #signal: AbortSignal;
  readonly #ask: (page: number, signal: AbortSignal) => Promise<P>;

  /** Asks for nothing yet. */
  constructor(ask: (page: number, signal: AbortSignal) => Promise<P>, signal: AbortSignal) {
    this.#ask = ask;
    this.#signal = AbortSignal.any([signal, this.#leave.signal]);
  }

  /** How many there are. */
  get size(): number {
    return this.#pages.size;
  }

  /** Asks for a page, unless that was done. @returns the page, which is still to be taken */
  ask(number: number): Promise<P> {
    let page = this.#pages.get(number);
    if (!page) {
      page = this.#ask(number, this.#signal);
      page.catch(() => {}); // thrown where it is taken, if it still is
      this.#pages.set(number, page);
    }
    return page;
  }

  /** Takes a page; it is asked for now, if it was not yet. */
  take(number: number): Promise<P> {
    const page = this.ask(number);
    this.#pages.delete(number);
    return page;
  }

  /** Nobody wants what is on its way any more. */
  abort(): void {
    this.#leave.abort(new DOMException("these pages are not needed any more", "AbortError"));
    this.#pages.clear();
  }
}

/** What follows behind the last page, if anything is known to; see {@link pages}. */
export interface Beyond {
  /** Pages of it that were asked for and not taken yet. */
  readonly size: number;
  /** Asks for what it may, up to `room` pages; `left` of the list before it are still to be asked for. */
  fill(room: number, left: number): void;
}

/**
 * Pages `first` to `last` in order. The next ones are on their way while one is worked on, up to `ahead` of them, those of what lies `beyond`
 * included; no more than that many are held. Where the loop may end with any page (`probing`) it is one at first, then one more with each page, so that
 * little is asked for in vain. Leaving the loop early aborts what is on its way.
 */
export async function* pages<P extends Page>(
  range: { first: number; last: number; ahead: () => number; probing?: boolean; beyond?: Beyond },
  coming: Coming<P>,
): AsyncGenerator<P & Numbered, void, void> {
  const { first, last, ahead, probing = false, beyond } = range;
  let next = first;
  let most = probing ? 1 : Infinity;
  try {
    for (let number = first; number <= last; number++, most++) {
      const room = () => Math.min(most, ahead()) - coming.size - (beyond?.size ?? 0);
      beyond?.fill(room(), last - next + 1);
      while (next <= last && (next === number || room() > 0)) coming.ask(next++);
      if (next > last) beyond?.fill(room(), 0);
      yield { number, ...await coming.take(number) };
    }
  } finally {
    coming.abort();
  }
}
