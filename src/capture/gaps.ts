import { second } from "./clock.ts";
import type { JsonObject } from "./stream.ts";
import type { Shared } from "./timeline_state.ts";
import { provenTo, type Step } from "./walk_state.ts";
import type { Window } from "./source.ts";

/**
 * What one walk over a timeline finds of stretches that cannot be read completely, and mends of those that could not be before:
 *
 *   known          gap of an earlier walk         proven
 *   ──┼──────────────(═══════════]──────────────────┼──▶    read again without a gap of its own: mended
 *
 * A gap is said aloud, and kept in the state until it is mended. One that overlaps an earlier one takes its place and its stretch, so
 * that a list that keeps contradicting itself is one gap that grows.
 */
export class Gaps {
  readonly #shared: Shared;
  readonly #window: Window;
  readonly #known: number;
  /** The second after which this walk has read without a gap. */
  #clean: number;

  /**
   * For one walk over `window`.
   *
   * @param known up to this second earlier walks have read everything, so that a gap is no further back
   */
  constructor(shared: Shared, window: Window, known = -Infinity) {
    this.#shared = shared;
    this.#window = window;
    this.#known = known;
    // before what is served nothing is left to be read: a gap that reaches back there is mended by what follows it
    const { run: { clock }, options: { time: { serves = Infinity } } } = shared;
    this.#clean = window.from <= second(clock) - serves ? -Infinity : window.from;
  }

  /** The part of a patch on the state that comes with a step of the walk. */
  patch({ gap, state }: Step): { gaps?: JsonObject } {
    const gaps = gap ? this.#said(gap.window, gap.reason) : this.#mended(provenTo(state, this.#window));
    return Object.keys(gaps).length > 0 ? { gaps } : {};
  }

  #said(window: Window, reason: string): JsonObject {
    const { run, options } = this.#shared;
    const held = this.#places((gap) => gap.from < window.to && gap.to > window.from);
    const known = this.#known < window.to ? Math.max(window.from, this.#known) : window.from;
    const from = Math.min(known, ...held.map((place) => windowOf(place).from));
    const to = Math.max(window.to, ...held.map((place) => windowOf(place).to));
    const place = `${from}-${to}`;
    for (const place of held) run.progress.gaps.delete(place);
    run.progress.gaps.set(place, reason);
    run.log.error(
      `${options.name}: ${reason}. What could be read was captured; the stream goes on after it.`,
    );
    this.#clean = window.to;
    return { ...Object.fromEntries(held.map((place) => [place, null])), [place]: reason };
  }

  #mended(to: number): JsonObject {
    const { run, options } = this.#shared;
    const mended = this.#places((gap) => gap.from >= this.#clean && gap.to <= to);
    for (const place of mended) {
      run.log.info(`${options.name}: read after all: ${run.progress.gaps.get(place) ?? place}`);
      run.progress.gaps.delete(place);
    }
    return Object.fromEntries(mended.map((place) => [place, null]));
  }

  #places(which: (gap: Window) => boolean): string[] {
    return Object.keys(this.#shared.state().gaps ?? {}).filter((place) => which(windowOf(place)));
  }
}

/** A gap's name in the state: `1780000000-1780086400`. */
function windowOf(place: string): Window {
  const [from = NaN, to = NaN] = place.split("-").map(Number);
  return { from, to };
}
