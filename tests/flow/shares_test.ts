import { assertAlmostEquals, assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import type { Work } from "../../src/capture/source.ts";
import { connect } from "../../src/aircall/connect.ts";
import { readWanted } from "../../src/aircall/wanted.ts";
import { FlowLog } from "../../src/flow/log.ts";

/** How many requests of each class are let through in some minutes, while all of these have work without end. */
async function granted(classes: Work[], minutes: number, advanced: Record<string, number>) {
  const clock = new VirtualClock();
  const end = new AbortController();
  const environment = {
    clock,
    fetch: () => Promise.reject(new Error("nobody is to be asked")),
    random: () => 0.5,
    log: new FlowLog({ clock, level: "info", write: () => {} }),
    once: false,
    mayReach: () => true,
    signal: end.signal,
  };
  const input = { api_id: "some-id", api_token: "some-token", start_date: "2026-01-01T00:00:00Z", advanced };
  const { config } = readWanted(input, [], environment);
  const { bucket } = connect(config, environment);
  const counts = new Map<Work, number>();
  const work = async (name: Work) => {
    for (;;) {
      await bucket.take(name, end.signal);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  };
  const all = classes.map((name) => work(name).catch(() => {}));
  await clock.sleep(minutes * 60_000);
  end.abort();
  await Promise.all(all);
  return Object.fromEntries(classes.map((name) => [name, counts.get(name) ?? 0]));
}

/** The same as shares of 100. */
async function shares(classes: Work[], advanced: Record<string, number> = {}) {
  const counts = await granted(classes, 60, { requests_per_minute: 600, ...advanced });
  const sum = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, Math.round(1000 * count / sum) / 10]),
  );
}

Deno.test("while all have work, polls get half of the rate, backfills 35 of 100, whole lists 15, and re-reads nothing", async () => {
  assertEquals(await shares(["tail", "backfill", "snapshot", "reread"]), {
    tail: 50,
    backfill: 35,
    snapshot: 15,
    reread: 0,
  });
});

Deno.test("re-reads get what is left over, up to their cap", async () => {
  const minutes = 60;
  const alone = async (reread: number) => (await granted(["reread"], minutes, { reread }))["reread"] ?? 0;
  const whole = await alone(1);
  assertAlmostEquals(whole, 60 * minutes, 60);
  for (const reread of [0.5, 0.1]) {
    const count = await alone(reread);
    assertAlmostEquals(count, reread * 60 * minutes, 1 + 60 * reread);
  }
});
