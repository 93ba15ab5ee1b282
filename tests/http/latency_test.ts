import { assertEquals } from "@std/assert";
import { Latency } from "../../src/http/latency.ts";
import { against, anything, ask, json, later, text } from "./support.ts";

/** Notes answers that come one after the other, so many milliseconds apart. */
function noted(latency: Latency, took: number[], apart = 100, from = 0): number {
  let now = from;
  for (const ms of took) latency.note(ms, now += apart);
  return now;
}

const of = (count: number, ms: number) => Array.from({ length: count }, () => ms);

Deno.test("While nothing was answered, nothing is known of how long that takes", () => {
  assertEquals(new Latency().most, 0);
});

Deno.test("An answer may take as long as the slowest of late", () => {
  const latency = new Latency();
  noted(latency, [300]);
  assertEquals(latency.most, 300);
  noted(latency, [310, 50, 4000, 200]);
  assertEquals(latency.most, 4000);
});

Deno.test("One that was slow is forgotten after 128 to 256 others", () => {
  const latency = new Latency();
  noted(latency, [4000, ...of(127 + 128, 100)]);
  assertEquals(latency.most, 4000);
  noted(latency, of(1, 100));
  assertEquals(latency.most, 100);
});

Deno.test("Answers that are slow alike, where some of the last minutes were quick, wait for one another: that does not count", () => {
  const latency = new Latency();
  const now = noted(latency, [10, ...of(1000, 500)], 10);
  assertEquals(latency.most, 10);
  noted(latency, [800], 10, now);
  assertEquals(latency.most, 310);
});

Deno.test("Where all have been slow for two minutes to four, that is what an answer takes", () => {
  const latency = new Latency();
  const now = noted(latency, of(300, 10), 10);
  const then = noted(latency, of(1170, 3000), 100, now);
  assertEquals(latency.most, 10);
  noted(latency, of(1300, 3000), 100, then);
  assertEquals(latency.most, 3000);
});

Deno.test("A client measures from a request to the end of its answer, and leaves out what is refused or fails", async () => {
  const { client, clock } = against([later(700, json({})), later(5000, text("", { status: 404 }))]);
  await client.json(ask(), anything);
  assertEquals(client.latencyOf(ask().asker).most, 700);
  assertEquals(await client.status(ask()), 404);
  assertEquals([client.latencyOf(ask().asker).most, clock.now() % 1000], [700, 700]);
});

Deno.test("What another asks for is no measure: a slow list stays slow beside a quick one", async () => {
  const { client } = against([later(3000, json({})), later(20, json({}))]);
  await client.json({ ...ask(), asker: "calls" }, anything);
  await client.json({ ...ask(), asker: "tags" }, anything);
  assertEquals([client.latencyOf("calls").most, client.latencyOf("tags").most], [3000, 20]);
  assertEquals(client.latencyOf("users").most, 0);
});
