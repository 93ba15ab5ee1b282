/** How long a request counts with the server, in milliseconds: a minute, and a little, since two clocks never go alike. */
export const WINDOW = 60_250;

/** How long a quickest answer is remembered at least: so many milliseconds, and so many answers. */
const MEMORY = { ms: 60_000, answers: 30 };
/**
 * Requests that may count in the server's present minute. A server counts a request when it arrives, and that is not known here, only
 * when it was sent and when it was answered:
 *
 *   sent                                             answered
 *   ──┼───────────────[═══ arrived in here ═══]─────────┼──▶
 *     ╰ the way there ╯                       ╰ and back ╯       as quick as they can be
 *
 * What an answer took longer than the quickest of late may all have been spent on the way there, so the request is taken to have arrived that
 * late. Where one is sent only when fewer than a limit count by that measure, no minute at the server holds more than
 * the limit, however the network shifts them: the one of too many that was sent last would have found all others still counted.
 */
export class Arrivals {
  /** When each may have arrived at the latest, less the quickest way there; ascending. */
  readonly #latest: number[] = [];
  /** The shortest time from sending to an answer in the stretch that runs, and in the one before. */
  #quickest = Infinity;
  #quickestBefore = Infinity;
  #stretch = { began: -Infinity, answers: 0 };
  /** By how much that has become shorter of late, and until when what was sent before still counts. */
  #shortened = 0;
  #shortenedUntil = -Infinity;

  /** One is sent now. */
  sent(now: number): void {
    while (this.#at(0) + 2 * WINDOW <= now) this.#latest.shift();
    this.#latest.push(now);
  }

  /** What was sent at `sentAt` is answered now, or, where that is not so, nobody waits for the answer any more. */
  heard(sentAt: number, now: number, answered: boolean): void {
    const took = Math.max(0, now - sentAt);
    if (now - this.#stretch.began >= MEMORY.ms && this.#stretch.answers >= MEMORY.answers) {
      this.#quickestBefore = this.#quickest;
      this.#quickest = Infinity;
      this.#stretch = { began: now, answers: 0 };
    }
    if (answered) this.#stretch.answers++;
    const known = Math.min(this.#quickest, this.#quickestBefore);
    if (answered) {
      if (took < known && known < Infinity) {
        this.#shortened = (now < this.#shortenedUntil ? this.#shortened : 0) + known - took;
        this.#shortenedUntil = now + WINDOW + this.#shortened;
      }
      this.#quickest = Math.min(this.#quickest, took);
    }
    const least = Math.min(known, this.#quickest);
    const late = least < Infinity ? took - Math.min(took, least) : took;
    // the last one that was sent by then: which of several of the same time does not matter
    let place = this.#placeAfter(sentAt) - 1;
    if (place < 0) return;
    const latest = this.#at(place) + late;
    for (; this.#at(place + 1) < latest; place++) this.#latest[place] = this.#at(place + 1);
    this.#latest[place] = latest;
  }

  /** When fewer than `limit` count any more, in Unix milliseconds; -Infinity if that is so already. */
  free(limit: number, now: number): number {
    const place = this.#latest.length - limit;
    if (place < 0) return -Infinity;
    return this.#at(place) + WINDOW + (now < this.#shortenedUntil ? this.#shortened : 0);
  }

  /** How many have arrived after `from` and before `to`, for all that is known. */
  between(from: number, to: number): number {
    return Math.max(0, this.#placeAfter(to - 1) - this.#placeAfter(from));
  }

  /** The clock was set back. */
  shift(back: number): void {
    for (let place = 0; place < this.#latest.length; place++) this.#latest[place] = this.#at(place) - back;
    this.#stretch.began -= back;
    this.#shortenedUntil -= back;
  }

  #at(place: number): number {
    return this.#latest[place] ?? Infinity;
  }

  /** Where those begin that are later than `moment`. */
  #placeAfter(moment: number): number {
    let low = 0;
    let high = this.#latest.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#at(middle) > moment) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
