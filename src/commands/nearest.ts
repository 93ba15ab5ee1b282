/**
 * The name that was most likely meant: the nearest within two edits (a letter more, less, another, two swapped), one in three letters
 * of a long one; else the only one that begins so. A name that shares no letter with what was given is not named.
 */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const lower = given.toLowerCase();
  const [best] = names
    .map((name) => ({ name, far: distance(lower, name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  const most = Math.max(2, Math.floor(given.length / 3));
  if (best && best.far <= most && best.far < Math.max(given.length, best.name.length)) return best.name;
  const begun = names.filter((name) => lower !== "" && name.toLowerCase().startsWith(lower));
  return begun.length === 1 ? begun[0] : undefined;
}

/** `; did you mean --port?`, or nothing where no name is near. */
export function meant(given: string, names: readonly string[], prefix = ""): string {
  const near = nearest(given, names);
  return near === undefined ? "" : `; did you mean ${prefix}${near}?`;
}

/** Edits from one word to another; letters that were swapped are one. */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      next.push(Math.min(
        (row[j - 1] ?? 0) + (same ? 0 : 1),
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
      ));
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}
