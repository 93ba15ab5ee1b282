import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Limit } from "../../src/simulator/limit.ts";
import { api, type Read } from "./api.ts";

async function times(count: number, get: (path: string) => Promise<Read>): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < count; i++) statuses.push((await get("/v1/ping")).status);
  return statuses;
}
const limitHeaders = ({ headers }: Read) =>
  [...headers.keys()].filter((name) => name.startsWith("x-aircallapi"));

Deno.test("120 requests in 60 seconds are answered, the next is 429 and so is everything for 60 seconds", async () => {
  const { get, pass, simulator } = api({ limit: 120 });
  assertEquals(new Set(await times(120, get)), new Set([200]));
  assertEquals(await times(3, get), [429, 429, 429]);
  pass(59);
  assertEquals(await times(1, get), [429]);
  pass(1);
  assertEquals((await get("/v1/calls?per_page=1")).status, 200);
  assertEquals(simulator.count({ status: 429 }), 4);
  assertEquals(simulator.count({ route: "/v1/ping", status: 200 }), 120);
});

Deno.test("The window slides: what is 60 seconds old counts no more", async () => {
  const { get, pass } = api({ limit: 10 });
  await times(5, get);
  pass(30);
  await times(5, get);
  pass(30);
  assertEquals(await times(6, get), [200, 200, 200, 200, 200, 429]);
});

Deno.test("Limit headers come with a 429 only, and say until when", async () => {
  const { get, clock } = api({ limit: 1 });
  assertEquals(limitHeaders(await get("/v1/calls?per_page=1")), []);
  const refused = await get("/v1/calls?per_page=1");
  assertEquals(limitHeaders(refused), ["x-aircallapi-limit", "x-aircallapi-remaining", "x-aircallapi-reset"]);
  assertEquals(refused.headers.get("x-aircallapi-limit"), "1");
  assertEquals(refused.headers.get("x-aircallapi-remaining"), "0");
  assertEquals(Number(refused.headers.get("x-aircallapi-reset")), clock.now() / 1000 + 60);
  assertEquals(limitHeaders(await get("/v1/calls?page=201&per_page=50")).length, 3);
});

Deno.test("The reset can be in milliseconds, past, far away, or unstated", async () => {
  const reset = async (resetHeader: "milliseconds" | "past" | "far" | "none") => {
    const { get, clock } = api({ limit: 1, resetHeader });
    await get("/v1/ping");
    const header = (await get("/v1/ping")).headers.get("x-aircallapi-reset");
    return header === null ? null : Number(header) - clock.now() / 1000;
  };
  assert((await reset("milliseconds") ?? 0) > 1e11);
  assert((await reset("past") ?? 0) < 0);
  assert((await reset("far") ?? 0) > 3600);
  assertEquals(await reset("none"), null);
});

Deno.test("Other programs of the company use up the limit, too", async () => {
  const { get, simulator, pass } = api({ limit: 10 });
  simulator.otherTraffic(7);
  assertEquals(await times(4, get), [200, 200, 200, 429]);
  simulator.otherTraffic(10);
  pass(60);
  assertEquals(await times(1, get), [429]);
  simulator.otherTraffic(0);
  simulator.setLimit(null);
  assertEquals(await times(50, get), Array(50).fill(200));
});

Deno.test("What the edge refuses costs nothing of the limit", async () => {
  const { get, simulator } = api({ limit: 1 });
  for (let i = 0; i < 5; i++) await get("/v1/nothing");
  await simulator.fetch("https://api.aircall.io/v1/ping");
  assertEquals(await times(2, get), [200, 429]);
});

Deno.test("A request that is refused meets no fault and counts for none", async () => {
  const { get, simulator, pass } = api({ limit: 1 });
  const handle = simulator.faults.add({ nth: 2, kind: { status: 500 } });
  assertEquals(await times(3, get), [200, 429, 429]);
  assertEquals(handle.seen, 1);
  pass(60);
  assertEquals(await times(1, get), [500]);
});

Deno.test("Whatever the arrivals: never more than the limit pass in any 60 seconds, and none within a block", () => {
  const arrivals = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 80 });
  fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), arrivals, (perMinute, pauses) => {
    const limit = new Limit(perMinute);
    const passed: number[] = [];
    let now = 1e12;
    let open = -Infinity;
    for (const pause of pauses) {
      now += pause;
      const refused = limit.take(now);
      if (!refused) {
        assert(now >= open);
        passed.push(now);
      } else if (now >= open) {
        assertEquals(passed.filter((at) => at > now - 60_000).length, perMinute);
        open = refused.until;
        assertEquals(open, now + 60_000);
      }
    }
    for (const at of passed) {
      assert(passed.filter((other) => other >= at && other < at + 60_000).length <= perMinute);
    }
  }));
});
