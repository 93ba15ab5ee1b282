import { type Figure, median, type Section, type Wanted } from "./figure.ts";
import type { Cost } from "./measured.ts";
import { asking } from "./peers/asking.ts";
import type { Contender } from "./peers/contender.ts";
import { ours } from "./peers/ours.ts";

/** The runtime itself, which answers any line. */
const bare: Contender = {
  name: "the runtime alone",
  version: `Deno ${Deno.version.deno}`,
  spec: {
    command: Deno.execPath(),
    args: ["run", "-q", "--no-config", new URL("floor/hello.ts", import.meta.url).pathname],
    input: "{}\n",
  },
  capture: () => Promise.reject(new Error("it captures nothing")),
};

/** How long the connector takes to start, and what it holds then. */
export const start: Section = {
  name: "start",
  title: "Start: one spec, caches warm",
  run,
};

async function* run({ quick }: Wanted): AsyncGenerator<Figure, void, void> {
  const runs = quick ? 7 : 31;
  const took = new Map<Contender, Cost[]>([[ours, []], [bare, []]]);
  // one more than is counted, which fills the caches
  for (let i = 0; i <= runs; i++) {
    for (const [contender, list] of took) {
      const cost = await asking(contender);
      if (i > 0) list.push(cost);
    }
  }
  const note = `median of ${runs}`;
  for (const [{ name }, list] of took) {
    const own = name === ours.name;
    const [wall, peak] = [median(list.map(({ wall }) => wall)), median(list.map(({ peak }) => peak))];
    yield { what: `${name}: time`, value: wall, unit: "ms", ...(own ? { bar: { most: 60 } } : {}), note };
    yield { what: `${name}: memory`, value: peak, unit: "MiB", ...(own ? { bar: { most: 50 } } : {}), note };
  }
}
