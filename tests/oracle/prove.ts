import fc from "fast-check";
import { schedule } from "./arbitrary.ts";
import { play } from "./oracle.ts";

/** Runs that a failing schedule is made smaller with, at most. */
const SHRINKS = 600;

/**
 * Plays random schedules, and shrinks the first that fails. To replay one: `ORACLE_SEED` and `ORACLE_PATH` as they are printed, or its
 * printed JSON as `ORACLE_SCHEDULE`, for regressions_test.ts, or in that file. `ORACLE_SCHEDULES` sets how many there are in all files together.
 *
 * @param part which of the `parts` files this is: each plays its share, from a seed of its own
 */
export async function prove(part: number, parts: number): Promise<void> {
  const wanted = Number(Deno.env.get("ORACLE_SCHEDULES") ?? 150);
  const seed = Number(Deno.env.get("ORACLE_SEED") ?? 20261124) + part;
  const path = Deno.env.get("ORACLE_PATH");
  let failed = 0;
  let last: string[] = [];
  const property = fc.asyncProperty(schedule, async (one) => {
    if (failed > 0 && ++failed > SHRINKS) return;
    try {
      const { breaches } = await play(one);
      if (breaches.length === 0) return;
      last = breaches;
    } catch (error) {
      last = [error instanceof Error ? error.stack ?? error.message : String(error)];
    }
    failed = Math.max(failed, 1);
    throw new Error(last[0]);
  });
  const details = await fc.check(property, {
    numRuns: Math.ceil(wanted / parts),
    seed,
    ...(path ? { path } : {}),
  });
  if (!details.failed) return;
  throw new Error(
    `a schedule fails; again: ORACLE_SEED=${seed - part} ORACLE_PATH=${details.counterexamplePath} ` +
      `deno test -P=test tests/oracle/ --filter "part ${part} of ${parts}"\n${
        JSON.stringify(details.counterexample?.[0])
      }\n${last.slice(0, 12).join("\n")}`,
  );
}
