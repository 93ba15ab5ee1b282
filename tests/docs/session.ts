import { realClock } from "../../src/capture/clock.ts";
import { serve, Simulator, type Size } from "../../src/simulator/mod.ts";

const ROOT = new URL("../../", import.meta.url);
/** `<!-- account: calls=2000 contacts=300 -->`: what the account holds that a page is about. */
const ACCOUNT = /<!-- account: ([^\n]+?) -->/;
/** The rate in the page's configuration: nobody waits for a page. */
const RATE = 60_000;

/** Where the commands of a page are run, one after the other: a folder of its own, and in it a configuration for a simulated account. */
export interface Session extends AsyncDisposable {
  /** What a command prints to stdout and stderr that are no terminal, and its exit code. */
  run(args: string[]): Promise<{ text: string; code: number }>;
}

/** Sizes as a page names them; what it leaves out is small. */
export function accountOf(text: string): Partial<Size> {
  const named = (ACCOUNT.exec(text)?.[1] ?? "").split(" ").filter((one) => one !== "")
    .map((one) => one.split("="));
  const sizes = Object.fromEntries(named.map(([name = "", count]) => [name, Number(count)]));
  return { calls: 400, contacts: 80, users: 12, teams: 3, numbers: 4, tags: 12, webhooks: 2, ...sizes };
}

/** Begins a page's session. */
export async function session(text: string): Promise<Session> {
  const simulator = new Simulator({ clock: realClock, limit: null, size: accountOf(text) });
  const stop = new AbortController();
  const { port, finished } = await serve(simulator, { signal: stop.signal });
  const folder = await Deno.makeTempDir();
  const { id, token } = simulator.credentials;
  await Deno.writeTextFile(
    `${folder}/aircall.json`,
    JSON.stringify({
      api_id: id,
      api_token: token,
      start_date: "2026-01-01T00:00:00Z",
      advanced: { requests_per_minute: RATE, base_url: `http://127.0.0.1:${port}` },
    }),
  );
  return {
    async run(args) {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "-q", "--no-lock", "--config", new URL("deno.json", ROOT).pathname, "-P=cli"],
          ...[new URL("main.ts", ROOT).pathname, ...args],
        ],
        cwd: folder,
        env: { NO_COLOR: "1" },
      }).output();
      const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
      return { text: [out, err].filter((part) => part !== "").join("\n"), code };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await finished;
      await Deno.remove(folder, { recursive: true });
    },
  };
}
