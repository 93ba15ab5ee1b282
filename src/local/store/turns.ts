/** Items after which other things have their turn. */
const MANY = 5000;

/** The same items; now and then whatever else happens in the process has its turn, so that somebody may ask it to stop. */
export async function* inTurns<T>(items: Iterable<T>): AsyncGenerator<T, void, void> {
  let count = 0;
  for (const item of items) {
    yield item;
    if (++count % MANY === 0) await turn();
  }
}

/** Resolves when other things have had their turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
