import { assertAlmostEquals, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { FairQueue } from "../../src/http/fair_queue.ts";

type Name = "a" | "b" | "c";
const queueOf = () => new FairQueue<Name>({ a: 5, b: 3, c: 2 });

/** Who is served, in order, when so many wait. */
async function serve(queue: FairQueue<Name>, waiting: Name[]): Promise<Name[]> {
  const order: Name[] = [];
  const all = waiting.map((name) => queue.wait(name).then(() => void order.push(name)));
  while (queue.next());
  await Promise.all(all);
  return order;
}

const many = (name: Name, count: number) => Array.from({ length: count }, () => name);
const count = (order: Name[], name: Name) => order.filter((one) => one === name).length;

Deno.test("FairQueue serves each who waits exactly once, and then nobody", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom<Name>("a", "b", "c")), async (waiting) => {
    const queue = queueOf();
    const order = await serve(queue, waiting);
    assertEquals([...order].sort(), [...waiting].sort());
    assertEquals(queue.size, 0);
    assertEquals(queue.next(), undefined);
  }));
});

Deno.test("Lines that all have somebody waiting are served by their shares, in any stretch", async () => {
  const order = await serve(queueOf(), [...many("a", 500), ...many("b", 300), ...many("c", 200)]);
  for (let from = 0; from + 10 <= order.length; from++) {
    assertAlmostEquals(count(order.slice(from, from + 10), "a"), 5, 1);
    assertAlmostEquals(count(order.slice(from, from + 10), "b"), 3, 1);
    assertAlmostEquals(count(order.slice(from, from + 10), "c"), 2, 1);
  }
});

Deno.test("A line that was empty for long gets none of its turns back", async () => {
  const queue = queueOf();
  await serve(queue, many("a", 10_000));
  const order = await serve(queue, [...many("a", 50), ...many("b", 30), ...many("c", 20)]);
  assertAlmostEquals(count(order.slice(0, 10), "c"), 2, 1);
  assertAlmostEquals(count(order.slice(0, 10), "a"), 5, 1);
});

Deno.test("A line that had everything for long does not have to make up for it", async () => {
  const queue = queueOf();
  await serve(queue, many("c", 10_000));
  const order = await serve(queue, [...many("a", 50), ...many("c", 20)]);
  assertAlmostEquals(count(order.slice(0, 14), "c"), 4, 1);
});

Deno.test("Who gives up leaves the line and those behind move up", async () => {
  const queue = queueOf();
  const stop = new AbortController();
  const reason = new Error("gone");
  const first = queue.wait("a", stop.signal);
  let served = false;
  const second = queue.wait("a").then(() => served = true);
  stop.abort(reason);
  assertStrictEquals(await assertRejects(() => first), reason);
  assertEquals(queue.size, 1);
  queue.next();
  await second;
  assertEquals(served, true);
});

Deno.test("Who has given up before does not stand in line at all", async () => {
  const queue = queueOf();
  const reason = new Error("gone");
  const waiting = queue.wait("a", AbortSignal.abort(reason));
  assertEquals(queue.size, 0);
  assertStrictEquals(await assertRejects(() => waiting), reason);
});

Deno.test("Giving up after being served changes nothing for the others", async () => {
  const queue = queueOf();
  const stop = new AbortController();
  const served = queue.wait("a", stop.signal);
  queue.next();
  const other = queue.wait("a");
  stop.abort();
  await served;
  assertEquals(queue.size, 1);
  queue.next();
  await other;
});

Deno.test("A line whose share is 0 is served when no other has anybody waiting, and only then", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom<Name>("a", "b", "c", "a", "c")), async (waiting) => {
      for (const shares of [{ a: 5, b: 0, c: 2 }, { a: 0, b: 3, c: 0 }]) {
        const queue = new FairQueue<Name>(shares);
        const order = await serve(queue, waiting);
        const unshared = order.map((name) => shares[name] === 0);
        assertEquals(unshared, unshared.toSorted(), "all others first");
        assertEquals(order.toSorted(), waiting.toSorted());
      }
    }),
  );
});

Deno.test("Turns of a line whose share is 0 leave the others' shares as they are", async () => {
  const queue = new FairQueue<Name>({ a: 5, b: 0, c: 2 });
  await serve(queue, [...many("a", 7), ...many("b", 1000), ...many("c", 2)]);
  await serve(queue, many("b", 1000));
  const order = await serve(queue, [...many("c", 40), ...many("a", 100), ...many("b", 10)]);
  assertAlmostEquals(count(order.slice(0, 70), "a"), 50, 1);
  assertAlmostEquals(count(order.slice(0, 70), "c"), 20, 1);
  assertEquals(order.slice(-10), many("b", 10));
});

Deno.test("Who may not be served now keeps the place, and others go first", async () => {
  const queue = queueOf();
  const order: string[] = [];
  const all = (["a", "a", "b"] as const).map((name, i) =>
    queue.wait(name).then(() => void order.push(`${name}${i}`))
  );
  assertEquals(queue.next((line) => line === "c"), undefined);
  assertEquals(queue.size, 3);
  assertEquals(queue.next((line) => line !== "a"), "b");
  assertEquals(queue.next((line) => line !== "a"), undefined);
  assertEquals(queue.size, 2);
  assertEquals([queue.next(), queue.next(), queue.next()], ["a", "a", undefined]);
  await Promise.all(all);
  assertEquals(order, ["b2", "a0", "a1"]);
});
