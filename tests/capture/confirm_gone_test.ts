import { assert, assertEquals, assertLessOrEqual, assertRejects, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { anyLives, confirmGone } from "../../src/capture/confirm_gone.ts";
import { StreamFault } from "../../src/capture/source.ts";
import type { Key } from "../../src/capture/row.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";

/** An API that answers these statuses for single rows, after a while. */
function api(statuses: Record<Key, number>) {
  const clock = new VirtualClock();
  const asked: string[] = [];
  let flying = 0;
  let most = 0;
  return {
    asked,
    most: () => most,
    path: (key: Key) => `/v1/teams/${key}`,
    status: async (path: string) => {
      asked.push(path);
      most = Math.max(most, ++flying);
      await clock.sleep(1000);
      flying--;
      return statuses[path.slice("/v1/teams/".length)] ?? 404;
    },
  };
}

const keys = (count: number) => Array.from({ length: count }, (_, i) => `m${i}`);

Deno.test("A row is gone when it answers 404 while a living row answers 200", async () => {
  const { path, status } = api({ living: 200, back: 200 });
  assertEquals(await confirmGone({ missing: ["gone"], living: "living", path, status }), ["gone"]);
});

Deno.test("Of up to 20 missing rows exactly those are gone that answer 404; what answers anything else stays", async () => {
  const answers = fc.array(fc.constantFrom(404, 404, 404, 200, 403, 500, 301), {
    minLength: 1,
    maxLength: 20,
  });
  await fc.assert(fc.asyncProperty(answers, async (answers) => {
    const missing = keys(answers.length);
    const statuses = Object.fromEntries(missing.map((key, i) => [key, answers[i] ?? 404]));
    const { path, status, most } = api({ living: 200, ...statuses });
    const verdict = await confirmGone({ missing, living: "living", path, status });
    const gone = missing.filter((_, i) => answers[i] === 404);
    assertEquals(verdict, gone);
    assertLessOrEqual(most(), 4);
  }));
});

Deno.test("When the living row does not answer 200, the route proves nothing, and no other row is asked for", async () => {
  for (const living of [404, 403, 401, 301, 400]) {
    const { path, status, asked } = api({ living });
    const verdict = await confirmGone({ missing: ["gone"], living: "living", path, status });
    assertEquals(verdict, living === 404 ? "read again" : []);
    assertEquals(asked, ["/v1/teams/living"]);
  }
});

Deno.test("Without a route, without a living row, or with more than 20 missing, nothing is asked for: only another reading can tell", async () => {
  const { path, status, asked } = api({ living: 200 });
  const living = "living";
  assertEquals(await confirmGone({ missing: ["gone"], living, path: undefined, status }), "read again");
  assertEquals(await confirmGone({ missing: ["gone"], living: undefined, path, status }), "read again");
  assertEquals(await confirmGone({ missing: keys(21), living, path, status }), "read again");
  assertEquals(asked, []);
});

Deno.test("20 missing rows are still asked for one by one", async () => {
  const { path, status, asked, most } = api({ living: 200 });
  const verdict = await confirmGone({ missing: keys(20), living: "living", path, status });
  assert(verdict !== "read again");
  assertEquals(verdict.length, 20);
  assertEquals(new Set(asked).size, 21);
  assertEquals(most(), 4, "four at a time");
});

Deno.test("What asking for a row throws is thrown as it is", async () => {
  const mistake = new StreamFault("this list cannot be read");
  const status = (path: string) => path === "/1" ? Promise.resolve(200) : Promise.reject(mistake);
  const path = (key: Key) => `/${key}`;
  assertStrictEquals(
    await assertRejects(() => confirmGone({ missing: ["2", "3"], living: "1", path, status })),
    mistake,
  );
});

Deno.test("A list is wrong when the address of one of its missing rows answers 200, and with no other answer", async () => {
  for (
    const [answer, lives] of [[200, true], [404, false], [403, false], [204, false], [500, false]] as const
  ) {
    const { path, status } = api({ m1: answer });
    assertEquals(await anyLives({ missing: keys(3), path, status }), lives, `${answer}`);
  }
});

Deno.test("Of up to 20 missing rows each is asked for, once, whether or not the list is wrong", async () => {
  for (const count of [0, 1, 2, 13, 19, 20]) {
    const { path, status, asked } = api({});
    assertEquals(await anyLives({ missing: keys(count), path, status }), false);
    assertEquals(asked.toSorted(), keys(count).map(path).toSorted());
    if (count === 0) continue;
    const { status: lives } = api({ [`m${count - 1}`]: 200 });
    assertEquals(await anyLives({ missing: keys(count), path, status: lives }), true);
  }
});

Deno.test("Of many missing rows 20 are asked for, from all over, without a route none: nothing is known then", async () => {
  for (const count of [20, 21, 30, 39, 40, 999]) {
    const { path, status, asked } = api({});
    assertEquals(await anyLives({ missing: keys(count), path, status }), false);
    assertEquals(new Set(asked).size, 20, `${count}`);
    const places = asked.map((path) => Number(path.split("m").at(-1))).sort((a, b) => a - b);
    assertEquals(places[0], 0);
    for (const [i, place] of places.entries()) {
      assert(place - (places[i - 1] ?? 0) <= count / 20 + 1, `${count}`);
    }
    assertEquals(await anyLives({ missing: keys(3), path: undefined, status }), false);
    assertEquals(asked.length, 20);
  }
});
