import { assertEquals, assertMatch } from "@std/assert";
import type { RunRecord } from "../../../src/local/store.ts";
import { smallAccount } from "../../support/talk.ts";
import { examined, troubles } from "./examined.ts";

const RECENT = { start_date: "2026-09-01T00:00:00Z" };

Deno.test("a check by itself is never answered with 429, at any rate that the limit allows", async () => {
  for (const rate of [1, 5, 11, 60, 120]) {
    const simulator = smallAccount({ limit: rate });
    const found = await examined(simulator, {
      changes: { ...RECENT, advanced: { requests_per_minute: rate } },
    });
    assertEquals([found.verdict.refused429, simulator.count({ status: 429 })], [0, 0]);
    assertEquals(found.of("rate")?.mark, "ok");
    assertEquals(found.of("rate")?.figures?.["last429"], null);
  }
});

Deno.test("of earlier runs the last one that met a 429 is told, or that none did", async () => {
  const run = (day: number, refused429: number): RunRecord => ({
    ...{ began: `2026-10-0${day}T09:00:00.000Z`, ended: `2026-10-0${day}T09:05:00.000Z`, requests: 300 },
    ...{ refused429, requestsPerMinute: 60, streams: {}, incomplete: [] },
  });
  const said = async (runs?: RunRecord[]) => {
    const found = await examined(smallAccount(), {
      changes: RECENT,
      streams: ["tags"],
      ...(runs ? { runs } : {}),
    });
    const { found: said, figures = {} } = found.of("rate") ?? {};
    return [said?.replace("60 requests a minute; no 429 in this run", ""), figures["lastRunWith429"]];
  };
  assertEquals(await said(), ["", undefined]);
  assertEquals(await said([]), ["; no run is kept there", null]);
  assertEquals(await said([run(1, 0), run(2, 0)]), [", and none in the 2 runs before", null]);
  assertEquals(await said([run(1, 0), run(2, 3), run(3, 0)]), [
    "; 3 in the run from 2026-10-02T09:00:00Z to 2026-10-02T09:05:00Z",
    "2026-10-02T09:05:00.000Z",
  ]);
  assertEquals(await said([{ ...run(2, 1), killed: true }]), [
    "; one in the run from 2026-10-02T09:00:00Z to 2026-10-02T09:05:00Z, when it was killed",
    "2026-10-02T09:05:00.000Z",
  ]);
});

Deno.test("a 429 by another program's doing is said and waited for, the check goes on, and nothing fails", async () => {
  const simulator = smallAccount({ limit: 120 });
  simulator.otherTraffic(114);
  const found = await examined(simulator, { changes: RECENT });
  assertEquals(troubles(found), ["rate warning"]);
  const { found: said = "", advice = "", figures } = found.of("rate") ?? {};
  assertMatch(
    said,
    /^60 requests a minute; 429 \(too many requests\) at 09:0\d:\d\d UTC, and everything waited$/,
  );
  assertMatch(advice, /The limit is the whole company's/);
  assertMatch(String(figures?.["last429"]), /^2026-11-02T09:0/);
  assertMatch(
    found.of("first reading")?.details?.[0] ?? "",
    /^At the [\d.]+ a minute that other programs leave over at present: \d+ (s|min)$/,
  );
  assertMatch(found.log[0] ?? "", /^Aircall answered 429/);
  assertEquals([found.verdict.code, found.verdict.requests], [0, 12]);
});

Deno.test("where other programs use all of the limit the check gives up after two attempts and says so", async () => {
  const simulator = smallAccount({ limit: 120 });
  simulator.otherTraffic(120);
  const found = await examined(simulator, { changes: RECENT });
  assertEquals(troubles(found), ["connection failed", "rate warning"]);
  assertMatch(found.of("connection")?.found ?? "", /answers 429/);
  assertEquals([found.verdict.code, found.verdict.requests, found.verdict.refused429], [1, 2, 2]);
});

Deno.test("a limit that is used up amid the streams fails the one that was asked for, and the others are not asked", async () => {
  const simulator = smallAccount({ limit: 120 });
  simulator.onAnswer(({ path }) => path === "/v1/contacts" && simulator.otherTraffic(120));
  const found = await examined(simulator, { changes: RECENT });
  assertEquals(troubles(found), ["numbers failed", "rate warning"]);
  assertEquals(found.verdict.said, "6 of 9 streams cannot be captured; 5 of them were not asked any more");
  assertEquals(found.verdict.code, 1);
});

Deno.test("a rate beyond what Aircall is known to answer is a warning", async () => {
  const found = await examined(smallAccount(), {
    changes: { ...RECENT, advanced: { requests_per_minute: 600 } },
  });
  assertEquals(troubles(found), ["rate warning"]);
});

Deno.test("an account that needs more than the rate is told what will be late", async () => {
  const simulator = smallAccount();
  const found = await examined(simulator, { changes: { ...RECENT, advanced: { requests_per_minute: 1 } } });
  const { mark, details = [] } = found.of("from then on") ?? {};
  assertEquals(mark, "warning");
  assertMatch(details[1] ?? "", /^Late: each list comes by \d\.\d times less often than at its interval$/);
  assertMatch(details[2] ?? "", /^Never: what changes without a word/);
  assertEquals(found.verdict.code, 0);
});
