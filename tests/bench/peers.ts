import { type Figure, median, type Section, type Wanted } from "./figure.ts";
import type { Cost } from "./measured.ts";
import { type Account, type Rows, servePrepared } from "./peers/account.ts";
import { airbyte, airbyteOnNewerKit } from "./peers/airbyte.ts";
import { asking } from "./peers/asking.ts";
import { type Captured, capturing, distinct } from "./peers/capturing.ts";
import { estuaryCdk, estuaryCdkPlain } from "./peers/cdk.ts";
import type { Contender } from "./peers/contender.ts";
import { ours } from "./peers/ours.ts";

/** A peer, and what this project promises beside it: its own figure divided by the peer's, at most. */
interface Peer {
  make: () => Promise<Contender>;
  /** Processor time a document, and memory. */
  cpu?: number;
  peak?: number;
  /** The time that a spec takes. */
  spec?: number;
}

/** By the names of their contenders. */
const known: Record<string, Peer> = {
  "estuary-cdk": { make: estuaryCdk, cpu: 1 / 3, peak: 1, spec: 1 / 10 },
  "estuary-cdk without models": { make: estuaryCdkPlain },
  "airbyte-source-aircall": { make: airbyte, cpu: 1 / 10, peak: 1 / 2, spec: 1 / 10 },
  "airbyte on its newest kit": { make: airbyteOnNewerKit },
};

/** An account, and who captures it beside this project's connector. */
interface Match {
  rows: Rows;
  peers: string[];
  runs: number;
}

/** A page is 50 rows; Airbyte's connector fails where a list is longer than 9,999, and reads 20 users at most. */
function matches(quick: boolean): Match[] {
  const lists = { users: 120, teams: 40, numbers: 60, tags: 30, webhooks: 12 };
  const short = { ...lists, users: 20, numbers: 40 };
  const [most, airbytes] = quick ? [20_000, 2_475] : [100_000, 9_975];
  return [
    {
      rows: { calls: most, contacts: most / 10, ...lists },
      peers: ["estuary-cdk", "estuary-cdk without models"],
      runs: quick ? 1 : 5,
    },
    {
      rows: { calls: airbytes, contacts: airbytes, ...short },
      peers: ["airbyte-source-aircall", "airbyte on its newest kit"],
      runs: quick ? 1 : 3,
    },
  ];
}

/** What it costs to capture the same account with other connectors, in the same run. */
export const peers: Section = {
  name: "peers",
  title: "Beside other connectors, on the same account without a limit",
  run,
};

async function* run({ quick }: Wanted): AsyncGenerator<Figure, void, void> {
  const contenders = new Map([[ours.name, ours]]);
  for (const [name, { make }] of Object.entries(known)) {
    try {
      contenders.set(name, await make());
    } catch (error) {
      yield lost(captured(name), error);
    }
  }
  yield* specs([...contenders.values()], quick ? 5 : 21);
  for (const { rows, peers, runs } of matches(quick)) {
    const takingPart = [ours, ...peers.flatMap((name) => contenders.get(name) ?? [])];
    await using account = await servePrepared(rows);
    yield* captures(takingPart, account, runs);
  }
}

/** The time from the start of a process to its end, having said what it is; in turns. */
async function* specs(contenders: Contender[], runs: number): AsyncGenerator<Figure, void, void> {
  const took = new Map<Contender, Cost[]>(
    contenders.filter(({ spec }) => spec !== undefined).map((contender) => [contender, []]),
  );
  // one more than is counted, which fills the caches
  for (let i = 0; i <= runs; i++) {
    for (const [contender, list] of took) {
      try {
        const cost = await asking(contender);
        if (i > 0) list.push(cost);
      } catch (error) {
        took.delete(contender);
        yield lost(`${contender.name}: spec`, error);
      }
    }
  }
  const own = median((took.get(ours) ?? []).map(({ wall }) => wall));
  for (const [{ name, version }, list] of took) {
    const value = median(list.map(({ wall }) => wall));
    const cpu = median(list.map(({ cpu }) => cpu));
    const note = `${version}; ${cpu.toFixed(0)} ms of it processor; median of ${runs}`;
    yield { what: `${name}: spec`, value, unit: "ms", note };
    if (name !== ours.name) yield ratio(`spec, beside ${name}`, own / value, known[name]?.spec);
  }
}

/** What it costs to capture an account: in turns, each as often. */
async function* captures(
  contenders: Contender[],
  account: Account,
  runs: number,
): AsyncGenerator<Figure, void, void> {
  const took = new Map<Contender, Captured[]>();
  for (const contender of contenders) {
    const share = await shareOf(contender, account);
    yield share;
    if (share.value === 1) took.set(contender, []);
  }
  for (let i = 0; i < runs; i++) {
    for (const [contender, list] of took) {
      try {
        list.push(await capturing(contender, account));
      } catch (error) {
        took.delete(contender);
        yield lost(captured(contender.name), error);
      }
    }
  }
  const wanted = account.expected.values().reduce((sum, rows) => sum + rows, 0);
  const costs = new Map(took.entries().map(([{ name }, list]) => [name, costOf(list)]));
  for (const [name, { documents, rate, cpu, peak }] of costs) {
    const what = (of: string) => `${name}: ${of}, ${documents.toLocaleString("en")} documents`;
    const twice = documents - wanted;
    const note = `median of ${runs}${twice > 0 ? `; ${twice} of the documents came twice` : ""}`;
    yield { what: what("speed"), value: rate, unit: "documents/s", note };
    yield { what: what("processor"), value: cpu, unit: "µs CPU a document", note };
    yield { what: what("memory"), value: peak, unit: "MiB", note };
  }
  const own = costs.get(ours.name);
  if (!own) return;
  for (const [name, cost] of costs) {
    if (name === ours.name) continue;
    yield ratio(`processor a document, beside ${name}`, own.cpu / cost.cpu, known[name]?.cpu);
    yield ratio(`memory, beside ${name}`, own.peak / cost.peak, known[name]?.peak);
    yield { what: `speed, beside ${name}`, value: own.rate / cost.rate, unit: "× as fast" };
  }
}

/** How much of an account a connector captures: a figure is given of those alone that capture all. */
async function shareOf(contender: Contender, account: Account): Promise<Figure> {
  try {
    const came = await distinct(contender, account);
    const wanted = [...account.expected];
    const short = wanted.filter(([stream, rows]) => came.get(stream) !== rows);
    const all = wanted.reduce((sum, [, rows]) => sum + rows, 0);
    const value = came.values().reduce((sum, rows) => sum + rows, 0) / all;
    const note = short.length === 0
      ? `${all.toLocaleString("en")} rows in ${wanted.length} streams, each looked at`
      : short.map(([stream, rows]) => `${stream}: ${came.get(stream) ?? 0} of ${rows}`).join(", ");
    return { what: captured(contender.name), value, unit: "of 1", bar: { least: 1 }, note };
  } catch (error) {
    return lost(captured(contender.name), error);
  }
}

/** The figure of a connector that could not be measured. */
function lost(what: string, error: unknown): Figure {
  const why = error instanceof Error ? error.message : String(error);
  return { what, value: 0, unit: "of 1", bar: { least: 1 }, note: `not measured: ${why}` };
}

function captured(name: string): string {
  return `${name}: different rows captured`;
}

function ratio(what: string, value: number, most: number | undefined): Figure {
  return { what, value, unit: "× theirs", ...(most === undefined ? {} : { bar: { most } }) };
}

/** The medians of some runs. */
function costOf(runs: Captured[]) {
  return {
    documents: median(runs.map(({ documents }) => documents)),
    rate: median(runs.map(({ documents, wall }) => documents / wall * 1000)),
    cpu: median(runs.map(({ documents, cpu }) => cpu / documents * 1000)),
    peak: median(runs.map(({ peak }) => peak)),
  };
}
