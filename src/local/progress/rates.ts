/** How far back is looked, and how often, in milliseconds. */
const WINDOW = 60_000;
const STEP = 1000;

/** How fast counts grow, going by the last minute. */
export class Rates {
  readonly #samples: { at: number; counts: Map<string, number> }[] = [];

  /** Notes how far each is. @param now Unix milliseconds */
  note(now: number, counts: Map<string, number>): void {
    const last = this.#samples.at(-1);
    if (last && now - last.at < STEP) return;
    this.#samples.push({ at: now, counts });
    // the oldest is as old as the window, or older where nothing was noted meanwhile
    while (now - (this.#samples[1]?.at ?? now) >= WINDOW) this.#samples.shift();
  }

  /** How many a second have come since the oldest note; 0 before there is one from a second ago. */
  perSecond(name: string, now: number, count: number): number {
    const [oldest] = this.#samples;
    if (!oldest || now - oldest.at < STEP) return 0;
    return Math.max(0, count - (oldest.counts.get(name) ?? 0)) / (now - oldest.at) * 1000;
  }
}
