import { assert, assertEquals, assertLess, assertRejects, assertStrictEquals } from "@std/assert";
import {
  against,
  anything,
  ask,
  drip,
  json,
  later,
  type Options,
  reset,
  rest,
  silence,
  text,
  type Turn,
} from "./support.ts";

/** States in which a request can be given up, and what brings one about. */
const states: [state: string, turns: Turn[], options?: Options][] = [
  ["while it waits for its token", [json({})], { perMinute: 1 }],
  ["while it waits for the headers", [silence]],
  ["while the headers are nearly there", [later(2500, json({}))]],
  ["inside the body", [drip([[100, "{"]], "stall")]],
  ["inside the body of an error", [({ signal }) => new Response(stalled(signal), { status: 500 })]],
  ["in the wait before another attempt", [reset]],
  ["in another attempt", [reset, silence]],
  ["in the wait for another attempt's token", [reset, json({})], { perMinute: 40, random: () => 0 }],
  ["while everything waits after a 429", [text("", { status: 429 })]],
];

function stalled(signal: AbortSignal): ReadableStream {
  return new ReadableStream({
    start: (controller) => signal.addEventListener("abort", () => controller.error(signal.reason)),
  });
}

for (const [state, turns, options] of states) {
  for (const method of ["json", "status"] as const) {
    if (method === "status" && state.startsWith("inside")) continue;
    Deno.test(`${method}() given up ${state} rejects at once with the signal's reason, and leaves nothing behind`, async () => {
      const { client, clock, requests, bucket } = against(turns, options);
      await bucket.take("tail");
      const stop = new AbortController();
      const reason = new Error("not needed any more");
      const given = ask({ signal: stop.signal });
      const asked = (method === "json" ? client.json(given, anything) : client.status(given)).catch((error) =>
        error
      );
      await clock.sleep(2000);
      const before = { requests: requests.length, now: clock.now() };
      stop.abort(reason);
      assertStrictEquals(await asked, reason);
      assertEquals({ requests: requests.length, now: clock.now() }, before);
      await rest();
      assertEquals(client.troubles.size, 0);
      assertEquals([clock.sleeping, clock.now()], [0, before.now]);
    });
  }
}

Deno.test("What was given up before it began sends nothing and takes no token", async () => {
  const { client, clock, requests, bucket } = against([json({})], { perMinute: 1 });
  const reason = new Error("not needed any more");
  assertEquals(
    await assertRejects(() => client.json(ask({ signal: AbortSignal.abort(reason) }), anything)),
    reason,
  );
  assertEquals(requests.length, 0);
  const began = clock.now();
  await bucket.take("tail");
  assertEquals(clock.now(), began);
});

Deno.test("What is given up in the instant in which its token comes is not waited for", async () => {
  const { client, clock } = against([silence]);
  const stop = new AbortController();
  const reason = new Error("not needed any more");
  const began = clock.now();
  const asked = client.json(ask({ signal: stop.signal }), anything).catch((error) => error);
  stop.abort(reason); // the bucket has handed the token out, the client has not gone on yet
  assertStrictEquals(await asked, reason);
  assertLess(clock.now() - began, 1000);
});

Deno.test("A reason that is no error is passed on as it is", async () => {
  const { client, clock } = against([reset]);
  const stop = new AbortController();
  const asked = client.json(ask({ signal: stop.signal }), anything).then(
    () => "answered",
    (reason) => reason,
  );
  await clock.sleep(100);
  stop.abort("SIGTERM");
  assertEquals(await asked, "SIGTERM");
});

Deno.test("Giving up one request leaves the others of the same stream alone", async () => {
  const { client, clock } = against([later(5000, json({ teams: [] }))]);
  const stop = new AbortController();
  const [gone, stays] = [client.json(ask({ signal: stop.signal }), anything), client.json(ask(), anything)];
  gone.catch(() => {});
  await clock.sleep(1000);
  stop.abort();
  await assertRejects(() => gone);
  assertEquals((await stays).value, { teams: [] });
});

Deno.test("After an answer nothing listens to the caller's signal any more", async () => {
  const { client, clock } = against([json({})]);
  const stop = new AbortController();
  const now = clock.now();
  await client.json(ask({ signal: stop.signal }), anything);
  await rest();
  assertEquals([clock.sleeping, clock.now()], [0, now]);
  stop.abort();
  assert((await client.json(ask(), anything)).value);
});
