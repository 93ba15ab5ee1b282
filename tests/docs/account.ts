import configuration from "../../deno.json" with { type: "json" };
import { type Clock, realClock } from "../../src/capture/clock.ts";
import { serve, Simulator } from "../../src/simulator/mod.ts";
import { SHOWN } from "./session.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
/** Rows are shown as of this moment: the same ones in each run. */
const THEN: Clock = { now: () => Date.parse("2026-11-02T09:00:00Z"), sleep: realClock.sleep };

/**
 * What a command prints, stderr behind stdout, in a folder with the `aircall.json` of a simulated account. On one that is troubled, a list is
 * refused, the clock is off, and other programs use most of the limit.
 */
export async function runOnAccount(
  which: "account" | "troubled-account",
  args: readonly string[],
): Promise<{ text: string; code: number }> {
  const troubled = which === "troubled-account";
  const simulator = new Simulator({
    clock: args[0] === "preview" ? THEN : realClock,
    ...(troubled ? { skew: 7_000 } : {}),
  });
  if (troubled) simulator.faults.add({ path: "/v1/webhooks", every: 1, kind: { status: 403 } });
  const stop = new AbortController();
  const { port, finished } = await serve(simulator, { signal: stop.signal });
  const folder = await Deno.makeTempDir();
  try {
    const { id, token } = simulator.credentials;
    const start = new Date(simulator.clock.now() - (troubled ? 300 : 175) * 86_400_000);
    await Deno.writeTextFile(
      `${folder}/aircall.json`,
      JSON.stringify({
        ...{ api_id: id, api_token: token, start_date: `${start.toISOString().slice(0, 10)}T00:00:00Z` },
        advanced: { requests_per_minute: 120, base_url: `http://127.0.0.1:${port}` },
      }),
    );
    const [, ...task] = configuration.tasks.cli.command.split(" ");
    const before = task.map((arg) => arg === "main.ts" ? `${ROOT}main.ts` : arg)
      .toSpliced(1, 0, "--config", `${ROOT}deno.json`);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      ...{ args: [...before, ...args], cwd: folder, env: { NO_COLOR: "1" } },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return {
      text: `${text(stdout)}${text(stderr)}`.trimEnd().replaceAll(`127.0.0.1:${port}`, SHOWN),
      code,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
    stop.abort();
    await finished;
  }
}
