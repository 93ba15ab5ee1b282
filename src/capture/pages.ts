import type { Page } from "./source.ts";

/** What a page's number is called: from 1. */
export interface Numbered {
  /** From 1. */
  number: number;
}

/**
 * Pages `first` to `last` in order. The next ones are on their way while one is worked on, up to `ahead` of them; no more than that
 * many are held. Where the loop may end with any page (`probing`) it is one at first, then one more with each page, so that
 * little is asked for in vain. Leaving the loop early aborts what is on its way.
 */
export async function* pages<P extends Page>(
  range: { first: number; last: number; ahead: () => number; probing?: boolean; signal: AbortSignal },
  ask: (page: number, signal: AbortSignal) => Promise<P>,
): AsyncGenerator<P & Numbered, void, void> {
  const leave = new AbortController();
  const signal = AbortSignal.any([range.signal, leave.signal]);
  const coming: { number: number; page: Promise<P> }[] = [];
  let next = range.first;
  let most = range.probing ? 1 : range.ahead();
  try {
    while (next <= range.last || coming.length > 0) {
      while (next <= range.last && coming.length < most) {
        const page = ask(next, signal);
        page.catch(() => {}); // thrown where it is awaited, if it still is
        coming.push({ number: next++, page });
      }
      const due = coming.shift();
      if (due) yield { number: due.number, ...await due.page };
      most = Math.min(most + 1, range.ahead());
    }
  } finally {
    leave.abort(new DOMException("these pages are not needed any more", "AbortError"));
  }
}
