/** Extremes of the last answers: of as many as this at least, and of twice as many at most. */
class Lately {
  quickest = Infinity;
  slowest = 0;
  #present = { quickest: Infinity, slowest: 0, answers: 0, began: -Infinity };
  readonly #answers: number;
  readonly #ms: number;

  constructor(answers: number, ms: number) {
    this.#answers = answers;
    this.#ms = ms;
  }

  note(took: number, now: number): void {
    const one = this.#present;
    if (one.answers >= this.#answers && Math.abs(now - one.began) >= this.#ms) {
      this.quickest = one.quickest;
      this.slowest = one.slowest;
      this.#present = { quickest: took, slowest: took, answers: 1, began: now };
    } else {
      if (one.answers++ === 0) one.began = now;
      one.quickest = Math.min(one.quickest, took);
      one.slowest = Math.max(one.slowest, took);
    }
    this.quickest = Math.min(this.quickest, took);
    this.slowest = Math.max(this.slowest, took);
  }
}

/** Answers that are looked back at for how uneven they are; and how long for the quickest, in milliseconds. */
const ANSWERS = 128;
const MEMORY = 120_000;

/**
 * How long an answer may take, going by those of late: what the network and the server need, and how uneven that is.
 *
 *   quickest of minutes        quickest of late       slowest of late
 *   ──┼────────────────────────────┼══════════════════════┼──▶ milliseconds
 *     ╰ that long at least         ╰═ as uneven as that ══╯
 *
 * That all of late are slow alike is left out, where some of the last minutes were quick: then answers wait for one another, at the server or
 * in this process, and asking for more at a time would only make them wait longer.
 */
export class Latency {
  readonly #late = new Lately(ANSWERS, 0);
  readonly #minutes = new Lately(ANSWERS, MEMORY);

  /** One was answered `took` milliseconds after it was sent, at Unix millisecond `now`. */
  note(took: number, now: number): void {
    this.#late.note(took, now);
    this.#minutes.note(took, now);
  }

  /** What the network and the server need at least, in milliseconds; 0 as long as nothing was answered. */
  get least(): number {
    const { quickest } = this.#minutes;
    return quickest === Infinity ? 0 : quickest;
  }

  /** How long one may take, in milliseconds; 0 as long as nothing was answered. */
  get most(): number {
    if (this.#late.quickest === Infinity) return 0;
    return this.#minutes.quickest + this.#late.slowest - this.#late.quickest;
  }
}
