import { type Figure, median, type Section, type Wanted } from "./figure.ts";
import { measured } from "./measured.ts";
import { type Account, servePrepared } from "./peers/account.ts";
import { capturing } from "./peers/capturing.ts";
import { ours } from "./peers/ours.ts";

const LISTS = { users: 12, teams: 4, numbers: 6, tags: 10, webhooks: 2 };
const FLAGS = ["run", "-q", "--no-config", "--v8-flags=--max-semi-space-size=2", "--allow-net=127.0.0.1"];
const LEAST = new URL("floor/least.ts", import.meta.url).pathname;

/** What is compared: the connector, and what can be left out of it. */
const WAYS = ["capture", "anew", "raw"] as const;
type Way = typeof WAYS[number];

/** What a capture costs beside the least that it could be made of. */
export const floor: Section = {
  name: "floor",
  title: "Beside the least: each page fetched, parsed once and written once",
  run,
};

async function* run({ quick }: Wanted): AsyncGenerator<Figure, void, void> {
  const rows = quick ? { calls: 20_000, contacts: 2_000 } : { calls: 100_000, contacts: 10_000 };
  const runs = quick ? 2 : 5;
  await using account = await servePrepared({ ...rows, ...LISTS });
  const took = new Map<Way, { cpu: number; wall: number; peak: number }[]>(WAYS.map((way) => [way, []]));
  // one more than is counted, which fills the caches
  for (let i = 0; i <= runs; i++) {
    for (const [way, list] of took) {
      const cost = way === "capture" ? await capturing(ours, account) : await least(account, way);
      if (i > 0) list.push(cost);
    }
  }
  const documents = rows.calls + rows.contacts;
  const of = (way: Way, what: "cpu" | "wall" | "peak") =>
    median((took.get(way) ?? []).map((cost) => cost[what]));
  const names = {
    capture: "the capture",
    anew: "fetch, parse, write each row anew",
    raw: "fetch, parse, write each page as it came",
  };
  const note = `${documents.toLocaleString("en")} documents, median of ${runs}`;
  for (const way of WAYS) {
    yield { what: names[way], value: of(way, "cpu") * 1000 / documents, unit: "µs CPU a document", note };
    yield { what: `${names[way]}: memory`, value: of(way, "peak"), unit: "MiB" };
  }
  yield {
    what: "the capture: speed",
    value: documents / of("capture", "wall") * 1000,
    unit: "documents/s",
    note,
  };
  const own = of("capture", "cpu");
  yield {
    what: "processor, beside rows written anew",
    value: own / of("anew", "cpu"),
    unit: "× the least",
    bar: { most: 1.25 },
  };
  yield { what: "processor, beside pages as they came", value: own / of("raw", "cpu"), unit: "× the least" };
}

async function least({ url, id, token }: Account, way: Exclude<Way, "capture">) {
  const args = [...FLAGS, LEAST, url, id, token, way];
  const command = new Deno.Command(Deno.execPath(), {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  });
  return await measured(command, async (child) => {
    for await (const _ of child.stdout);
  });
}
