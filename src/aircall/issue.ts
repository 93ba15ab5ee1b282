import type { Fault } from "../capture/fits.ts";

/** What is wrong, to go on a sentence with: `is missing`, or `is not right: expected number, received string`. */
export function wrong({ words }: Fault): string {
  return words.endsWith("received undefined") ? "is missing" : `is not right: ${words}`;
}
