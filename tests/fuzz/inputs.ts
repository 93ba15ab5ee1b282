/** How many inputs each property takes in a run of all tests; the `fuzz` task takes as many times more as `FUZZ_INPUTS` says. */
export const INPUTS = {
  bytes: 1000,
  json: 1000,
  requests: 550,
  cuts: 250,
  endpoints: 150,
  resources: 150,
  anyState: 100,
  spoiltState: 150,
  bodies: 150,
} as const;

/** How often each count is taken: `FUZZ_INPUTS`. @default 1 */
function times(): number {
  const text = Deno.env.get("FUZZ_INPUTS") ?? "1";
  const number = Number(text);
  if (!(Number.isInteger(number) && number > 0)) {
    throw new RangeError(`FUZZ_INPUTS is a whole number from 1, not ${text}`);
  }
  return number;
}

/**
 * What a property is run with. A run of all tests takes the same inputs each time; one that takes more of them begins with a seed of its
 * own, or with `FUZZ_SEED`. A failure is told with its seed and its counterexample.
 */
export function inputs(property: keyof typeof INPUTS): { numRuns: number; seed?: number } {
  const factor = times();
  const seed = Deno.env.get("FUZZ_SEED") ?? (factor === 1 ? "1" : undefined);
  return { numRuns: INPUTS[property] * factor, ...(seed === undefined ? {} : { seed: Number(seed) }) };
}
