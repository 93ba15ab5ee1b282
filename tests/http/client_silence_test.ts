import {
  assertGreaterOrEqual,
  assertLess,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import { Unreachable } from "../../src/http/fault.ts";
import { against, anything, ask, json, type Received, reset, text, type Turn } from "./support.ts";

const HOUR = 3_600_000;

/** Answers by path. */
function routes(turns: Record<string, Turn>): Turn {
  return (request: Received) => (turns[new URL(request.url).pathname] ?? json({}))(request);
}

Deno.test("An hour of nothing but failures ends in Unreachable, naming who asked and the last cause", async () => {
  const { client, clock } = against([reset]);
  const began = clock.now();
  const error = await assertRejects(() => client.json(ask(), anything), Unreachable);
  assertStringIncludes(error.message, "teams: GET /v1/teams?page=1: no answer came");
  assertGreaterOrEqual(clock.now() - began, HOUR);
  assertLess(clock.now() - began, HOUR + 2 * 60_000);
});

Deno.test("An hour of 503 from everything is an hour of failures too", async () => {
  const { client } = against([text("", { status: 503 })]);
  await Promise.all(
    ["teams", "users"].map((asker) =>
      assertRejects(() => client.json(ask({ asker }), anything), Unreachable)
    ),
  );
});

for (
  const [what, turn] of Object.entries({
    "an answer": json({}),
    "a 404": text("", { status: 404 }),
    "a 429": text("", { status: 429 }),
  })
) {
  Deno.test(`While others get ${what} every half hour, one that fails for ten hours is not the end`, async () => {
    const { client, clock } = against([routes({ "/v1/teams": reset, "/v1/users": turn })]);
    const stop = new AbortController();
    const reason = new Error("ten hours are over");
    const failing = client.json(ask({ signal: stop.signal }), anything).catch((error) => error);
    for (let i = 0; i < 20; i++) {
      await clock.sleep(HOUR / 2);
      const brief = new AbortController();
      const other = client.json(ask({ path: "/v1/users", asker: "users", signal: brief.signal }), anything)
        .catch(
          () => {},
        );
      await clock.sleep(1000);
      brief.abort();
      await other;
    }
    stop.abort(reason);
    assertStrictEquals(await failing, reason);
  });
}

Deno.test("A quiet day before the first failure is no silence", async () => {
  const { client, clock } = against([json({}), reset, reset, json({})]);
  await client.json(ask(), anything);
  await clock.sleep(24 * HOUR);
  await client.json(ask(), anything);
});

Deno.test("A quiet day after a failure that nobody pursued is no silence either", async () => {
  const { client, clock } = against([reset, reset, json({})]);
  const stop = new AbortController();
  const abandoned = client.json(ask({ signal: stop.signal }), anything).catch(() => {});
  await clock.sleep(100);
  stop.abort();
  await abandoned;
  await clock.sleep(24 * HOUR);
  await client.json(ask(), anything);
});

Deno.test("A quiet day after a failure that was given up is no silence either", async () => {
  const { client, clock } = against([reset, reset, reset, json({})], { patience: 1 });
  await client.json(ask(), anything).catch(() => {});
  await clock.sleep(24 * HOUR);
  await client.json(ask(), anything).catch(() => {});
});
