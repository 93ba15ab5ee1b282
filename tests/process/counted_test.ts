import { assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { streams } from "../../src/aircall/streams/mod.ts";
import { openStore } from "../../src/local/store/mod.ts";
import { plus } from "../../src/local/store/tally.ts";
import type { Kept, Store } from "../../src/local/store.ts";
import { Desk, endOf } from "./cli.ts";

const size = { calls: 9000, days: 60, contacts: 600, users: 6, teams: 3, numbers: 3, tags: 9, webhooks: 2 };
/** Processes that are killed. */
const KILLS = 12;

async function inStore<T>(desk: Desk, to: string, look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(`${desk.folder}${to}`, { now: () => Date.now() });
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

/** What was kept of a stream by all of these. */
function all(stream: string, kept: { stream: string; kept: Kept }[]): Kept {
  return kept.filter((one) => one.stream === stream).map(({ kept }) => kept)
    .reduce(plus, { created: 0, updated: 0, deleted: 0 });
}

for (const to of ["aircall.sqlite", "aircall"]) {
  Deno.test(`sync --to ${to} that is killed or interrupted a dozen times over an account that stands still has counted each row once, as new, and noted each run`, async () => {
    await using desk = await Desk.open({ size, live: 0, latency: 2 });
    const args = ["sync", "--config", "aircall.json", "--to", to];
    let killed = 0;
    for (let i = 0; i < KILLS + 3; i++) {
      const child = desk.start(args);
      // now and then it is asked to stop, which is no reason to count anything twice either
      const signal = i % 5 === 4 ? "SIGINT" : "SIGKILL";
      desk.afterRequests(12 + i % 6, () => child.kill(signal));
      await endOf(child);
      if ((await child.status).signal === "SIGKILL") killed++;
    }
    assertGreaterOrEqual(killed, KILLS);
    const sent = desk.simulator.count();
    const last = await desk.run([...args, "--quiet"]);
    assertEquals(last, { code: 0, out: "", err: "" });
    await inStore(desk, to, async (store) => {
      const runs = await store.runs();
      const changes = (await store.changes()).map(({ stream, ...kept }) => ({ stream, kept }));
      for (const stream of streams) {
        const { created, updated, deleted } = all(stream.name, changes);
        const rows = await store.count(stream);
        assertEquals([created, updated, deleted], [rows, 0, 0], stream.name);
        const noted = runs.map(({ streams }) => ({
          stream: stream.name,
          kept: streams[stream.name] ?? { created: 0, updated: 0, deleted: 0 },
        }));
        assertEquals(all(stream.name, noted).created, rows, stream.name);
      }
      assertEquals(runs.filter((run) => run.killed).length, killed);
      assertEquals(runs.length, KILLS + 3 + 1);
      assertEquals(runs.every(({ began, ended, requests }) => began <= ended && requests > 0), true);
      // those that were on their way when it was killed are not known
      const known = runs.slice(0, -1).reduce((sum, { requests }) => sum + requests, 0);
      assertLessOrEqual(known, sent);
      assertGreaterOrEqual(known, 2 * runs.length);
    });
  });
}
