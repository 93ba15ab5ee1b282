// deno-lint-ignore-file no-console -- a program that prints a table
import { parseArgs } from "@std/cli";
import { allowance } from "./allowance.ts";
import { type Figure, keeps, type Section } from "./figure.ts";
import { floor } from "./floor.ts";
import { kernels } from "./kernels.ts";
import { memory } from "./memory.ts";
import { peers } from "./peers.ts";
import { requests } from "./requests.ts";
import { start } from "./start.ts";
import { steady } from "./steady.ts";
import { line } from "./table.ts";

/** Everything that is measured, what is exact first. */
const SECTIONS: Section[] = [requests, steady, allowance, start, kernels, floor, memory, peers];

const HELP = `Measures what the connector costs, and prints one table, with the same as JSON in bench.json.

Usage: deno task bench [--quick | --long] [--json=FILE] [SECTION…]

Sections:
${SECTIONS.map(({ name, title }) => `  ${name.padEnd(11)}${title}`).join("\n")}

  --quick      smaller accounts, fewer runs: minutes
  --long       ten million calls, too: another quarter of an hour
  --json=FILE  where the JSON goes (bench.json)`;

/** Measures sections, prints their figures, and writes them. @returns how many of their bars were missed */
async function bench(
  sections: Section[],
  wanted: { quick: boolean; long: boolean },
  file: string,
): Promise<number> {
  const results: { section: string; figures: Figure[] }[] = [];
  for (const { name, title, run } of sections) {
    console.log(`\n${title} (${name})`);
    const figures: Figure[] = [];
    results.push({ section: name, figures });
    for await (const figure of run(wanted)) {
      figures.push(figure);
      console.log(`  ${line(figure)}`);
    }
  }
  const about = {
    at: new Date().toISOString(),
    ...wanted,
    cores: navigator.hardwareConcurrency,
    deno: Deno.version.deno,
  };
  await Deno.writeTextFile(file, `${JSON.stringify({ about, results }, null, 2)}\n`);
  const all = results.flatMap(({ figures }) => figures);
  const missed = all.filter((figure) => keeps(figure) === false);
  console.log(`\n${all.length} figures in ${file}; ${missed.length} bars missed`);
  for (const figure of missed) console.log(`  ${line(figure)}`);
  return missed.length;
}

if (import.meta.main) {
  const { quick, long, help, json, _: names } = parseArgs(Deno.args, {
    boolean: ["quick", "long", "help"],
    string: ["json"],
    default: { json: "bench.json" },
  });
  const unknown = names.filter((name) => !SECTIONS.some((section) => section.name === name));
  if (help || unknown.length > 0) {
    if (unknown.length > 0) console.error(`There is no section ${unknown.join(", ")}.\n`);
    console.log(HELP);
    Deno.exit(unknown.length > 0 ? 2 : 0);
  }
  const sections = names.length > 0 ? SECTIONS.filter(({ name }) => names.includes(name)) : SECTIONS;
  await bench(sections, { quick, long }, json);
}
