/**
 * The key of a binding in the connector's state: its resource path joined by `/`, percent-encoded but for Unicode
 * letters and digits and `-_+.=`, and the backfill counter where it has counted: `public%2Ftable.v1`.
 *
 * A higher counter so makes a new key, under which the connector finds no state and begins anew.
 */
export function stateKey(resourcePath: string[], backfill: number): string {
  const path = resourcePath.join("/").replaceAll(/[^\p{Alphabetic}\p{N}\-_+.=]/gu, (character) => {
    const bytes = [...new TextEncoder().encode(character)];
    return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
  });
  return backfill > 0 ? `${path}.v${backfill}` : path;
}
