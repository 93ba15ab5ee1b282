import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { streams as declared } from "../../src/aircall/streams/mod.ts";
import { keyField } from "../../src/capture/stream.ts";
import { openStore } from "../../src/local/store/mod.ts";
import { differences, streams } from "../../src/simulator/mod.ts";
import { Desk, endOf } from "./cli.ts";

/** How what is kept at a path differs from the account. */
async function unlike(desk: Desk, to: string): Promise<string[]> {
  const store = await openStore(`${desk.folder}${to}`, { now: () => Date.now() });
  try {
    const all: string[] = [];
    for (const stream of declared) {
      const rows = new Map<string, unknown>();
      for await (const row of store.rows(stream)) rows.set(String(row[keyField(stream)]), row);
      const name = streams.find((one) => one === stream.name);
      if (name) all.push(...differences(desk.simulator.account, name, rows));
    }
    return all;
  } finally {
    await store.close();
  }
}

/** The last line of what `--json` printed. */
function endLine(out: string): Record<string, unknown> {
  return JSON.parse(out.trimEnd().split("\n").at(-1) ?? "");
}

for (const to of ["aircall.sqlite", "aircall"]) {
  Deno.test(`sync --to ${to} keeps the whole account, and a second run brings what has changed, both with exit code 0`, async () => {
    await using desk = await Desk.open();
    const args = ["sync", "--config", "aircall.json", "--to", to];
    const first = await desk.run(args);
    assertEquals([first.code, first.err], [0, ""], first.out);
    assertMatch(first.out, /\nUp to date: [\d,]+ rows of 9 streams in aircall/);
    assertStringIncludes(first.out, `\n  deno task cli ${args.join(" ")}\n`);
    assert(!first.out.includes("\x1b"));
    assertEquals(await unlike(desk, to), []);
    const tag = desk.simulator.account.addTag();
    const second = await desk.run([...args, "--json", "--streams", "tags,teams"]);
    assertEquals([second.code, second.err], [0, ""], second.out);
    assertEquals(endLine(second.out)["streams"], {
      tags: { kept: 13, created: 1, updated: 0, deleted: 0, requests: 1 },
      teams: { kept: 5, created: 0, updated: 0, deleted: 0, requests: 1 },
    });
    desk.simulator.account.deleteTag(tag);
    assertEquals(await desk.run([...args, "--quiet"]), { code: 0, out: "", err: "" });
    assertEquals(await unlike(desk, to), []);
  });

  Deno.test(`sync --to ${to} that is interrupted or killed anywhere goes on there, and the command that it prints does so`, async () => {
    await using desk = await Desk.open({ latency: 5 });
    const args = ["sync", "--config", "aircall.json", "--to", to];
    for (
      const [signal, nth] of [["SIGINT", 12], ["SIGKILL", 10], ["SIGTERM", 12], ["SIGKILL", 14]] as const
    ) {
      const child = desk.start(args);
      desk.afterRequests(nth, () => child.kill(signal));
      const { code, out, err } = await endOf(child);
      if (signal === "SIGKILL") continue;
      assertEquals([code, err], [0, ""], out);
      assertMatch(
        out,
        /\nStopped as asked after .*\. [\d,]+ rows are kept in aircall.*; nothing of it is lost\.\nTo go on:\n/,
      );
      assertEquals(out.trimEnd().split("\n").at(-1), `  deno task cli ${args.join(" ")}`);
    }
    const { code, err } = await desk.run(args);
    assertEquals([code, err, await unlike(desk, to)], [0, "", []]);
  });
}

Deno.test("a wrong token ends sync with exit code 2, says what to do and no more, and leaves nothing on disk", async () => {
  await using desk = await Desk.open();
  await desk.configure({ api_token: "a-token-that-was-withdrawn" });
  const { code, out, err } = await desk.run(["sync", "--config", "aircall.json", "--to", "aircall.sqlite"]);
  assertEquals(code, 2);
  assertMatch(err, /^source-aircall: Aircall refused the credentials .*API Keys.*\n$/);
  assert(!`${out}${err}`.includes("withdrawn"));
  assertEquals(await desk.files(), ["aircall.json"]);
});

Deno.test("a stream that may not be read ends sync with exit code 1 and its reason, the other streams kept", async () => {
  await using desk = await Desk.open();
  desk.simulator.faults.add({ path: "/v1/teams", times: Infinity, kind: { status: 403 } });
  const { code, out, err } = await desk.run(["sync", "--config", "aircall.json", "--to", "aircall.sqlite"]);
  assertEquals(code, 1);
  assertMatch(err, /^source-aircall: Not everything could be captured\. teams: \/v1\/teams, page 1: .*\n$/);
  assertMatch(out, /\nNot up to date\. [\d,]+ rows are kept in aircall\.sqlite/);
  const missing = await unlike(desk, "aircall.sqlite");
  assertEquals(missing.filter((line) => !line.startsWith("teams ")), []);
  assertEquals(missing.length, 5);
});

Deno.test("a signal that comes twice, since whoever runs the program hands it on, stops sync in good order all the same", async () => {
  await using desk = await Desk.open({ latency: 5 });
  const child = desk.start(["sync", "--config", "aircall.json", "--to", "aircall.sqlite"]);
  desk.afterRequests(10, () => {
    child.kill("SIGINT");
    // two of a kind that wait would be one
    child.kill("SIGTERM");
  });
  const { code, out, err } = await endOf(child);
  assertEquals([code, err], [0, ""]);
  assertEquals(out.match(/Stopping: /g)?.length, 1);
  assertStringIncludes(out, "\nTo go on:\n");
});

Deno.test("a reader of stdout that goes away ends sync with exit code 1 and without a word; the next run goes on", async () => {
  await using desk = await Desk.open({ latency: 5 });
  const args = ["sync", "--config", "aircall.json", "--to", "aircall.sqlite"];
  const child = desk.start([...args, "--json"]);
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  const [{ code }, err] = await Promise.all([child.status, new Response(child.stderr).text()]);
  assertEquals([code, err], [1, ""]);
  assertEquals([(await desk.run(args)).code, await unlike(desk, "aircall.sqlite")], [0, []]);
});

Deno.test("with --json each line of stdout is one object: begin, progress and logs, and the end that holds the exit code", async () => {
  await using desk = await Desk.open();
  desk.simulator.faults.add({ path: "/v1/teams", times: Infinity, kind: { status: 403 } });
  const { code, out } = await desk.run([
    "sync",
    "--config",
    "aircall.json",
    "--to",
    "aircall.sqlite",
    "--json",
  ]);
  const lines: Record<string, unknown>[] = out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals([lines[0]?.["type"], lines.at(-1)?.["type"], lines.at(-1)?.["code"]], ["begin", "end", code]);
  assertEquals(new Set(lines.map(({ type }) => type)), new Set(["begin", "progress", "log", "end"]));
  for (const { at } of lines) assertEquals(new Date(String(at)).toISOString(), at);
  assertStringIncludes(String(lines.at(-1)?.["error"]), "teams: /v1/teams, page 1: ");
});

Deno.test("the environment fills what the configuration leaves out, and since reaches back from now", async () => {
  await using desk = await Desk.open();
  await desk.configure({ api_id: undefined, api_token: undefined, start_date: undefined });
  const { id, token } = desk.simulator.credentials;
  const args = [
    "sync",
    "--config",
    "aircall.json",
    "--to",
    "aircall.sqlite",
    "--streams",
    "calls",
    "--since",
    "20d",
  ];
  const from = Math.floor(Date.now() / 1000) - 20 * 86_400;
  const { code, out, err } = await desk.run(args, { AIRCALL_API_ID: id, AIRCALL_API_TOKEN: token });
  assertEquals([code, err], [0, ""], out);
  const calls = [...desk.simulator.account.truth("calls").values()];
  // a call that starts in the second or two between here and there may be in or not; there is none
  const wanted = calls.filter((call) => Number(call["started_at"]) >= from).length;
  assertMatch(out, new RegExp(`\\nUp to date: ${wanted} rows of 1 stream in`));
  assertMatch(out, /--streams calls --since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/);
});
