import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { abortable, deadline, delay } from "@std/async";

/** Numbers from 1 on, for ever. Notes that it was closed. */
async function* count(closed: () => void = () => {}): AsyncGenerator<number> {
  try {
    for (let next = 1;; next++) {
      await delay(1);
      yield next;
    }
  } finally {
    closed();
  }
}

Deno.test("deadline passes on what the promise comes to in time", async () => {
  assertEquals(await deadline(Promise.resolve(1), 1_000), 1);
  const reason = new Error("refused");
  assertStrictEquals(await assertRejects(() => deadline(Promise.reject(reason), 1_000)), reason);
});

Deno.test("deadline rejects with a TimeoutError when the time has run out", async () => {
  const { promise } = Promise.withResolvers<never>();
  const error = await assertRejects(() => deadline(promise, 5), DOMException);
  assertEquals(error.name, "TimeoutError");
});

Deno.test("deadline rejects with the reason of its signal, before or during the wait", async () => {
  const { promise } = Promise.withResolvers<never>();
  assertEquals(
    await assertRejects(() => deadline(promise, 1_000, { signal: AbortSignal.abort("no") })),
    "no",
  );
  const controller = new AbortController();
  const rejected = assertRejects(() => deadline(promise, 1_000, { signal: controller.signal }));
  controller.abort("enough");
  assertEquals(await rejected, "enough");
});

Deno.test("deadline of more than a safe integer never comes", async () => {
  assertEquals(await deadline(delay(2).then(() => "done"), Infinity), "done");
});

Deno.test("abortable passes on what the promise comes to while its signal is quiet", async () => {
  const { signal } = new AbortController();
  assertEquals(await abortable(Promise.resolve(1), signal), 1);
  await assertRejects(
    () => abortable(Promise.reject(new TypeError("refused")), signal),
    TypeError,
    "refused",
  );
});

Deno.test("abortable rejects a promise with the reason of the signal", async () => {
  const { promise } = Promise.withResolvers<never>();
  assertEquals(await assertRejects(() => abortable(promise, AbortSignal.abort("no"))), "no");
  const controller = new AbortController();
  const rejected = assertRejects(() => abortable(promise, controller.signal));
  controller.abort();
  assertEquals((await rejected as DOMException).name, "AbortError");
});

Deno.test("abortable passes on all items while its signal is quiet", async () => {
  async function* items() {
    yield* [1, 2, 3];
  }
  assertEquals(await Array.fromAsync(abortable(items(), new AbortController().signal)), [1, 2, 3]);
});

Deno.test("abortable ends the reading of items with the reason of the signal and closes their source", async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  let closed = false;
  const reason = await assertRejects(async () => {
    for await (const item of abortable(count(() => closed = true), controller.signal)) {
      seen.push(item);
      if (item === 3) controller.abort("enough");
    }
  });
  assertEquals([reason, seen, closed], ["enough", [1, 2, 3], true]);
});

Deno.test("abortable reads nothing under a signal that has aborted", async () => {
  let asked = false;
  const items: AsyncIterable<number> = {
    [Symbol.asyncIterator]() {
      asked = true;
      return count();
    },
  };
  const reason = await assertRejects(() => Array.fromAsync(abortable(items, AbortSignal.abort("no"))));
  assertEquals([reason, asked], ["no", false]);
});

Deno.test("abortable closes the source when the reader leaves early", async () => {
  let closed = false;
  for await (const item of abortable(count(() => closed = true), new AbortController().signal)) {
    if (item === 2) break;
  }
  assertEquals(closed, true);
});
