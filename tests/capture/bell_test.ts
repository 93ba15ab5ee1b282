import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { Bell } from "../../src/capture/bell.ts";

const never = new AbortController().signal;
const turn = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("Who waits goes on at the next ring, and not before", async () => {
  const bell = new Bell();
  let heard = 0;
  const waiting = bell.heard(never).then(() => heard++);
  await turn();
  assertEquals(heard, 0);
  bell.ring();
  await waiting;
  assertEquals(heard, 1);
});

Deno.test("A ring while nobody waits is heard by the next who does, once, however often it rang", async () => {
  const bell = new Bell();
  bell.ring();
  bell.ring();
  await bell.heard(never);
  let again = false;
  const waiting = bell.heard(never).then(() => again = true);
  await turn();
  assertEquals(again, false);
  bell.ring();
  await waiting;
});

Deno.test("A ring while the one before is still worked on is not lost", async () => {
  const bell = new Bell();
  bell.ring();
  await bell.heard(never);
  bell.ring();
  await bell.heard(never);
});

Deno.test("Who gives up is told why at once, and the ring stays for the next", async () => {
  const bell = new Bell();
  const stop = new AbortController();
  const reason = new Error("not needed any more");
  const waiting = bell.heard(stop.signal);
  stop.abort(reason);
  assertStrictEquals(await assertRejects(() => waiting), reason);
  assertStrictEquals(await assertRejects(() => bell.heard(AbortSignal.abort(reason))), reason);
  bell.ring();
  await bell.heard(never);
});
