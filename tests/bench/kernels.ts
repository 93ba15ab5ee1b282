import { z } from "zod";
import type { Figure, Section } from "./figure.ts";

/** What of `deno bench --json` is read. Nanoseconds. */
const Report = z.object({
  benches: z.array(z.object({
    name: z.string(),
    group: z.string().nullish(),
    baseline: z.boolean(),
    results: z.array(z.object({ ok: z.object({ avg: z.number(), p75: z.number() }) })),
  })),
});

/** The kernels, one by one, beside the runtime's own. */
export const kernels: Section = {
  name: "kernels",
  title: "Kernels, beside what the runtime has",
  run,
};

async function* run(): AsyncGenerator<Figure, void, void> {
  const { benches } = Report.parse(JSON.parse(await report()));
  const timeOf = ({ results }: (typeof benches)[number]) => results[0]?.ok.p75 ?? NaN;
  const baselines = new Map(
    benches.filter(({ baseline }) => baseline).map((
      bench,
    ) => [bench.group, { name: bench.name, time: timeOf(bench) }]),
  );
  for (const bench of benches) {
    const baseline = baselines.get(bench.group);
    if (bench.baseline || !baseline) continue;
    yield {
      what: `${bench.group}: ${bench.name}`,
      value: timeOf(bench) / baseline.time,
      unit: `× ${baseline.name}`,
      note: `${(timeOf(bench) / 1000).toFixed(0)} µs`,
    };
  }
}

async function report(): Promise<string> {
  const root = new URL("../../", import.meta.url).pathname;
  const args = [
    "bench",
    "-A",
    "--no-check",
    "--json",
    `--config=${root}deno.json`,
    `${root}tests/bench/kernels_bench.ts`,
  ];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).output();
  const decoder = new TextDecoder();
  if (code !== 0) {
    throw new Error(`deno bench ended with exit code ${code}: ${decoder.decode(stderr).slice(-500)}`);
  }
  return decoder.decode(stdout);
}
