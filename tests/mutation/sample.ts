/**
 * So many of a list, chosen by chance that a seed repeats, in the list's own order.
 *
 * @param count all of them where it is no less than the list is long
 */
export function sample<T>(all: readonly T[], count: number, seed: number): T[] {
  const random = randomOf(seed);
  return all
    .map((one, i) => ({ one, i, drawn: random() }))
    .sort((a, b) => a.drawn - b.drawn)
    .slice(0, count)
    .sort((a, b) => a.i - b.i)
    .map(({ one }) => one);
}

/** Numbers from 0 to 1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6D2B79F5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
