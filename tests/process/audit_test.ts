import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { realClock } from "../../src/capture/clock.ts";
import { openStore } from "../../src/local/store/mod.ts";
import { parseFault, serve } from "../../src/simulator/mod.ts";
import { AuditedAccount } from "../local/audit/audited.ts";
import { Desk, endOf } from "./cli.ts";
import { type Ended, guarded } from "./program.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const size = { calls: 200, days: 20, contacts: 40, users: 3, teams: 1, numbers: 1, tags: 10, webhooks: 1 };

/** Runs the program for people to its end, from a folder of its own. */
async function audit(folder: string, ...args: string[]): Promise<Ended> {
  const program = ["--no-lock", "--no-npm", "--no-remote", "-P=cli", `${root}main.ts`, "audit"];
  const child = guarded(
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "--config", `${root}deno.json`, ...program, ...args],
      cwd: folder,
      ...{ stdin: "null", stdout: "piped", stderr: "piped" },
    }).spawn(),
  );
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test("the command audits a store on disk over the network, writes the report, and ends with 0, 1 or 2 as the help says", async () => {
  const folder = await Deno.makeTempDir();
  const stop = new AbortController();
  const options = { size, clock: realClock, requestsPerMinute: 1_000_000 };
  const account = new AuditedAccount(options);
  const { port, finished } = await serve(account.simulator, { signal: stop.signal });
  try {
    const { configuration } = new AuditedAccount({ ...options, baseUrl: `http://127.0.0.1:${port}` });
    await Deno.writeTextFile(`${folder}/aircall.json`, JSON.stringify(configuration));
    const store = await openStore(`${folder}/aircall.sqlite`, { now: () => Date.now() });
    await account.sync(account.streams, store);
    await store.close();
    const common = ["--config", "aircall.json", "--against"];

    const whole = await audit(folder, ...common, "aircall.sqlite", "--report", "out.html");
    assertEquals([whole.code, whole.err], [0, "The report is in out.html.\n"]);
    assertMatch(whole.out, /^calls +200 +200 +0 +0 +0$/m);
    assertEquals(whole.out.includes("\x1b"), false);
    assertStringIncludes(
      await Deno.readTextFile(`${folder}/out.html`),
      "Everything that was compared is equal: 9 streams.",
    );

    const [tag = ""] = account.simulator.account.truth("tags").keys();
    account.simulator.account.deleteTag(Number(tag));
    const differing = await audit(folder, ...common, "aircall.sqlite", "--json", "--streams", "tags,teams");
    assertEquals([differing.code, differing.err], [1, ""]);
    const { streams } = JSON.parse(differing.out);
    assertEquals(streams.map((stream: Record<string, unknown>) => stream["stream"]), ["tags", "teams"]);
    assertEquals(streams[0].differences[0].extra, [tag]);

    const nowhere = await audit(folder, ...common, "aircall.sqlite", "--report", `${"x".repeat(300)}.html`);
    assertEquals(nowhere.code, 2);
    assertMatch(nowhere.out, /^1 of 9 streams differs: tags\./m);
    assertMatch(nowhere.err, /^source-aircall: audit: --report: x+\.html cannot be written: /);

    for (
      const [args, words] of [
        [[...common, "nothing.sqlite"], "nothing.sqlite is not what this program keeps an account in"],
        [[...common, "."], ". is not what this program keeps an account in"],
        [["--config", "aircall.json"], "--against PATH is missing"],
        [[...common, "aircall.sqlite", "--days", "--keys"], "--days and --keys"],
        [[...common, "aircall.sqlite", "--report", "no/out.html"], "there is no folder no/"],
        [[...common, "aircall.sqlite", "--report", "."], ". is a folder"],
        [[...common, "aircall.sqlite", "--streams", "cals"], "did you mean calls?"],
      ] as const
    ) {
      const { code, out, err } = await audit(folder, ...args);
      assertEquals([code, out], [2, ""]);
      assertStringIncludes(err, words);
    }
    const made = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    assert(made.every((name) => /^(aircall\.|out\.html)/.test(name)), made.join());
  } finally {
    stop.abort();
    await finished;
    await Deno.remove(folder, { recursive: true });
  }
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`an audit that ${signal} stops has proven nothing: it says so, and its exit code is 1`, async () => {
    await using desk = await Desk.open({ size });
    const store = ["aircall.sqlite", "--streams", "tags,users"];
    assertEquals((await desk.run(["sync", "--config", desk.config, "--to", ...store])).code, 0);
    desk.simulator.faults.add(parseFault("every=1 kind=stall-headers"));
    const child = desk.start(["audit", "--config", desk.config, "--against", ...store]);
    desk.afterRequests(1, () => child.kill(signal));
    const { code, out, err } = await endOf(child);
    assertEquals([code, out, err], [1, "", "audit: stopped before it was done; nothing is proven.\n"]);
  });
}
