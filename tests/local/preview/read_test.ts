import { assert, assertEquals, assertRejects } from "@std/assert";
import { parseConfig } from "../../../src/aircall/config.ts";
import { connect } from "../../../src/aircall/connect.ts";
import { streams } from "../../../src/aircall/streams/mod.ts";
import { StreamFault } from "../../../src/capture/source.ts";
import { PersonLog } from "../../../src/local/person_log.ts";
import { readPreview } from "../../../src/local/preview/read.ts";
import { whyNot } from "../../../src/local/why_not.ts";
import type { Simulator } from "../../../src/simulator/mod.ts";
import { configOf, smallAccount } from "../../support/talk.ts";

/** Rows of a simulated account. */
async function preview(
  simulator: Pick<Simulator, "clock" | "fetch" | "credentials">,
  name: string,
  limit: number,
  since?: number,
) {
  const { clock, fetch } = simulator;
  const { signal } = new AbortController();
  const stream = streams.find((stream) => stream.name === name);
  assert(stream);
  const { api } = connect(parseConfig(configOf(simulator), () => {}), {
    ...{ clock, fetch, signal, random: () => 0.5, log: new PersonLog(() => {}), mayReach: () => true },
  }, { patience: 2000 });
  const { rows, total } = await readPreview({ stream, limit, since }, {
    source: api.source(name),
    clock,
    signal,
  });
  return { rows: rows.map(({ row }) => row), lines: rows.map(({ json }) => json), total };
}

Deno.test("twenty calls are one request, and they are the newest, newest first", async () => {
  const simulator = smallAccount();
  const { rows, total } = await preview(simulator, "calls", 20);
  const newest = [...simulator.account.truth("calls").values()]
    .toSorted((a, b) => Number(b["started_at"]) - Number(a["started_at"])).slice(0, 20);
  assertEquals(rows.map(({ started_at }) => started_at), newest.map(({ started_at }) => started_at));
  assertEquals([total, simulator.count()], [120, 1]);
});

Deno.test("as many pages are asked for as the limit needs, and no more than there are", async () => {
  for (const [limit, requests, rows] of [[50, 1, 50], [51, 2, 51], [100, 2, 100], [9_000, 3, 120]] as const) {
    const simulator = smallAccount();
    const read = await preview(simulator, "calls", limit);
    assertEquals([simulator.count(), read.rows.length], [requests, rows], `${limit}`);
  }
});

for (const [name, field] of [["calls", "started_at"], ["contacts", "created_at"]] as const) {
  Deno.test(`${name} since a second are those of that second and after`, async () => {
    const simulator = smallAccount();
    const times = [...simulator.account.truth(name).values()].map((row) => Number(row[field])).toSorted((
      a,
      b,
    ) => b - a);
    const since = times[9] ?? 0;
    const { rows } = await preview(simulator, name, 100, since);
    assertEquals(rows.map((row) => Number(row[field])), times.filter((time) => time >= since));
  });
}

Deno.test("the newest call is there though this machine's clock is an hour behind", async () => {
  const simulator = smallAccount({ skew: 3_600_000, calm: 0, live: 600 });
  await simulator.clock.sleep(600_000);
  const times = [...simulator.account.truth("calls").values()].map((row) => Number(row["started_at"]));
  const { rows } = await preview(simulator, "calls", 1, Math.max(...times) - 5);
  assertEquals(rows[0]?.["started_at"], Math.max(...times));
});

Deno.test("a document stands on one line as it came, a number beyond what can be counted too", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/tags", every: 1, kind: "huge-number" });
  const { lines, rows } = await preview(simulator, "tags", 3);
  for (const [i, line] of lines.entries()) {
    assert(!line.includes("\n") && line.includes("9007199254740993"), line);
    assertEquals(JSON.parse(line), rows[i]);
  }
});

Deno.test("a webhook's token is in neither form", async () => {
  const { lines, rows } = await preview(smallAccount(), "webhooks", 2);
  assertEquals(rows.length, 2);
  assert(!JSON.stringify([lines, rows]).includes('"token"'));
});

Deno.test("the company is one row", async () => {
  const { rows, total } = await preview(smallAccount(), "company", 20);
  assertEquals([rows.length, total], [1, 1]);
});

Deno.test("a row that a new call pushes onto the next page comes once", async () => {
  const simulator = smallAccount({ live: 60_000 });
  simulator.onRequest(() => simulator.clock.sleep(1000));
  const { rows } = await preview(simulator, "calls", 100);
  assertEquals(new Set(rows.map(({ id }) => id)).size, 100);
});

Deno.test("a server that is not reached is told by what has failed", async () => {
  const { clock, credentials } = smallAccount();
  const fetch = () => Promise.reject(new TypeError("fetch failed", { cause: new Error("dns error: no") }));
  const fault = await assertRejects(() => preview({ clock, credentials, fetch }, "teams", 5), StreamFault);
  assertEquals(whyNot(fault).found, "not answered: its name is not found (name resolution)");
});

Deno.test("a stream that is refused says so, and what to do", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/teams", every: 1, kind: { status: 403 } });
  const fault = await assertRejects(() => preview(simulator, "teams", 5), StreamFault);
  assertEquals(whyNot(fault).found, 'refused (403 ("Forbidden")), though the credentials are taken');
});
