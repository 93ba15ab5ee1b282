import type { Figure, Section, Wanted } from "./figure.ts";
import { serveAccount } from "./peers/account.ts";
import { capturing } from "./peers/capturing.ts";
import { ours } from "./peers/ours.ts";

const LISTS = { users: 120, teams: 40, numbers: 60, tags: 30, webhooks: 12 };

/** The most memory that a capture holds, by how large the account is. */
export const memory: Section = {
  name: "memory",
  title: "Memory, by the size of the account",
  run,
};

async function* run({ quick, long }: Wanted): AsyncGenerator<Figure, void, void> {
  const sizes = quick ? [20_000, 200_000] : [100_000, 1_000_000, ...(long ? [10_000_000] : [])];
  const peaks: number[] = [];
  for (const calls of sizes) {
    const contacts = calls / 5;
    await using account = await serveAccount({ calls, contacts, ...LISTS });
    const { peak, wall } = await capturing(ours, account);
    peaks.push(peak);
    yield {
      what: `${calls.toLocaleString("en")} calls and ${contacts.toLocaleString("en")} contacts`,
      value: peak,
      unit: "MiB",
      ...(calls === 1_000_000 ? { bar: { most: 80 } } : {}),
      note: `${Math.round(wall / 1000)} s`,
    };
  }
  const [before, after] = peaks.slice(-2);
  if (before === undefined || after === undefined) return;
  const grown: Figure = { what: "ten times the account", value: after / before, unit: "× the memory" };
  yield long ? { ...grown, bar: { most: 1.1 } } : grown;
}
