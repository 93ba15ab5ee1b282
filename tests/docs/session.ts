import { realClock } from "../../src/capture/clock.ts";
import { serve, Simulator, type Size } from "../../src/simulator/mod.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
/** `<!-- account: calls=2000 contacts=300 refused=/v1/webhooks -->`: what the account holds that a page is about, and what its key may not read. */
const ACCOUNT = /<!-- account: ([^\n]+?) -->/;
/** `<!-- file: catalog.json -->`, then a fenced block: a file that the page's commands read. */
const FILE = /<!-- file: (\S+) -->\n+```\w+\n([\s\S]*?)```/g;
/** The rate in the page's configuration: nobody waits for a page. */
const RATE = 60_000;
/** Where a simulated account is, if nothing else is said: so a page has it, wherever it is while the page's commands run. */
export const SHOWN = "127.0.0.1:8484";
/** With this `simulate` ends what it has to say. */
const GREETED = "Try: ";

/** Where the commands of a page are run, one after the other: a folder of its own, and in it a configuration for a simulated account. */
export interface Session extends AsyncDisposable {
  /** What a command line prints to stdout and stderr that are no terminal, and its exit code. `simulate` is stopped when it has greeted. */
  run(line: string): Promise<{ text: string; code: number }>;
}

/** Sizes as a page names them; what it leaves out is small. */
export function accountOf(text: string): { size: Partial<Size>; refused: string[] } {
  const named = (ACCOUNT.exec(text)?.[1] ?? "").split(" ").filter((one) => one !== "")
    .map((one) => one.split("="));
  const sizes = named.filter(([name]) => name !== "refused").map((
    [name = "", count],
  ) => [name, Number(count)]);
  return {
    size: {
      ...{ calls: 400, contacts: 80, users: 12, teams: 3, numbers: 4, tags: 12, webhooks: 2 },
      ...Object.fromEntries(sizes),
    },
    refused: named.flatMap(([name, path]) => name === "refused" && path !== undefined ? [path] : []),
  };
}

/** Begins a page's session. */
export async function session(text: string): Promise<Session> {
  const { size, refused } = accountOf(text);
  const simulator = new Simulator({ clock: realClock, limit: null, size });
  for (const path of refused) simulator.faults.add({ path, every: 1, kind: { status: 403 } });
  const stop = new AbortController();
  const { port, finished } = await serve(simulator, { signal: stop.signal });
  const address = `127.0.0.1:${port}`;
  const folder = await Deno.makeTempDir();
  const { id, token } = simulator.credentials;
  await Deno.writeTextFile(
    `${folder}/aircall.json`,
    JSON.stringify({
      api_id: id,
      api_token: token,
      start_date: "2026-01-01T00:00:00Z",
      advanced: { requests_per_minute: RATE, base_url: `http://${address}` },
    }),
  );
  for (const [, name = "", content = ""] of text.matchAll(FILE)) {
    await Deno.writeTextFile(`${folder}/${name}`, content.replaceAll(SHOWN, address));
  }
  const [program, args] = [
    Deno.execPath(),
    ["run", "-q", "--no-lock", "--config", `${ROOT}deno.json`, "-P=cli", `${ROOT}main.ts`],
  ];
  const bin = `${folder}/.bin`;
  await Deno.mkdir(bin);
  await Deno.symlink(program, `${bin}/deno`);
  const quoted = [program, ...args].map((word) => `'${word}'`).join(" ");
  await Deno.writeTextFile(`${bin}/source-aircall`, `#!/bin/sh\nexec ${quoted} "$@"\n`, { mode: 0o755 });
  const options = {
    cwd: folder,
    env: { NO_COLOR: "1", PATH: `${bin}:${Deno.env.get("PATH")}` },
    stdout: "piped",
    stderr: "piped",
  } as const;
  return {
    async run(line) {
      const words = line.split(" ");
      const serves = words[1] === "simulate" && !words.includes("--help");
      const ran = serves
        ? await greeted(new Deno.Command(program, { ...options, args: [...args, ...words.slice(1)] }).spawn())
        : await new Deno.Command("sh", { ...options, args: ["-c", line] }).output();
      const [out, err] = [ran.stdout, ran.stderr].map((bytes) =>
        new TextDecoder().decode(bytes).trim().replaceAll(address, SHOWN)
      );
      return { text: [out, err].filter((part) => part !== "").join("\n"), code: ran.code };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await finished;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** What a process has printed by its greeting, and how it ends when it is asked to then. */
async function greeted(
  child: Deno.ChildProcess,
): Promise<{ stdout: Uint8Array; stderr: Uint8Array; code: number }> {
  const errors = new Response(child.stderr).bytes();
  const decoder = new TextDecoder();
  let out = "";
  for await (const bytes of child.stdout) {
    out += decoder.decode(bytes, { stream: true });
    if (out.includes(GREETED)) child.kill("SIGTERM");
  }
  const { code } = await child.status;
  return { stdout: new TextEncoder().encode(out), stderr: await errors, code };
}
