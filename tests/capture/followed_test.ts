import { assertEquals } from "@std/assert";
import { Followed } from "../../src/capture/followed.ts";

/** The present second. */
const NOW = 1_793_610_000;
const MINUTE = 60;
const DAY = 86_400;

/** Rows that are followed by their field `ended`, and how many were given up, time after time. */
function following(state: Record<string, number> = {}) {
  const givenUp: number[] = [];
  const followed = new Followed("ended", state, (count) => void givenUp.push(count));
  /** A row as it is read now: how many seconds ago it started, and ended. */
  const note = (key: string, started: number, ended: number | null = null) =>
    followed.note(key, { ended: ended === null ? null : NOW - ended }, NOW - started, NOW);
  const windows = (from = 0) =>
    followed.windows(NOW - from).map((window) => [NOW - window.from, NOW - window.to]);
  return { followed, givenUp, note, windows };
}

Deno.test("a row is followed until it ended twenty minutes ago", () => {
  const { followed, note } = following();
  note("1", 2 * 3600);
  assertEquals(followed.has("1"), true, "it has not ended");
  note("1", 2 * 3600, 20 * MINUTE);
  assertEquals(followed.has("1"), true);
  note("1", 2 * 3600, 20 * MINUTE + 1);
  assertEquals(followed.has("1"), false);
  note("2", 2 * 3600, 20 * MINUTE + 1);
  assertEquals([followed.has("2"), followed.patch(NOW)], [false, undefined], "it is final as it comes");
});

Deno.test("a row that does not end is followed for two days", () => {
  const { followed, note } = following();
  note("1", 2 * DAY);
  assertEquals(followed.has("1"), true);
  note("1", 2 * DAY + 1);
  assertEquals(followed.has("1"), false);
});

Deno.test("a row is looked for two seconds about its start, where that was last, once the tail has passed it", () => {
  const { note, windows } = following();
  note("1", 5000);
  assertEquals(windows(5001), []);
  assertEquals(windows(5000), [[5003, 4998]]);
  note("1", 4999);
  assertEquals(windows(5000), []);
  assertEquals(windows(4000), [[5002, 4997]]);
});

Deno.test("rows that start close to each other are looked for together, whatever order they came in", () => {
  const { note, windows } = following();
  note("3", 9000);
  note("1", 9070);
  note("2", 9035);
  assertEquals(windows(), [[9073, 8998]]);
  note("4", 8964);
  assertEquals(windows(), [[9073, 8998], [8967, 8962]], "too far from the one before");
  assertEquals(windows(9035), [[9073, 9033]]);
  note("5", 8940);
  assertEquals(windows(), [[9073, 8998], [8967, 8938]]);
});

Deno.test("a row that is too old and was not in its window is not looked for again, any other is", () => {
  const ages = {
    first: 2 * DAY + 11,
    from: 2 * DAY + 10,
    in: 2 * DAY + 9,
    to: 2 * DAY + 5,
    after: 2 * DAY + 4,
  };
  const { followed } = following(
    Object.fromEntries(
      [...Object.entries(ages), ["young", 2 * DAY]].map(([key, age]) => [key, NOW - Number(age)]),
    ),
  );
  const left = () => [...Object.keys(ages), "young"].filter((key) => followed.has(key));
  followed.passed({ from: NOW - 2 * DAY - 10, to: NOW - 2 * DAY - 5 }, NOW);
  assertEquals(left(), ["first", "from", "after", "young"]);
  followed.passed({ from: 0, to: NOW }, NOW);
  assertEquals(left(), ["young"], "two days are not too old");
});

Deno.test("the state is told of rows once the tail has passed them, and of those that are final by then, once", () => {
  const { followed, note } = following({ 1: NOW - 9000, 2: NOW - 8000 });
  assertEquals([followed.has("1"), followed.has("3")], [true, false]);
  assertEquals(followed.patch(NOW - 7000), undefined, "it has these");
  note("3", 6000);
  note("4", 5000);
  assertEquals(followed.patch(NOW - 6001), undefined, "the tail reads them itself");
  assertEquals(followed.patch(NOW - 6000), { 3: NOW - 6000 });
  assertEquals(followed.patch(NOW - 6000), undefined);
  note("2", 8000, 3600);
  note("5", 5500, 3600);
  assertEquals(followed.patch(NOW - 4000), { 2: null, 4: NOW - 5000 });
  assertEquals(followed.patch(NOW - 4000), undefined);
  note("1", 9000, 3600);
  assertEquals(followed.patch(NOW - 4000), { 1: null });
});

Deno.test("what the tail has passed stays in the state when an earlier second is told", () => {
  const { followed, note } = following();
  note("1", 5000);
  assertEquals(followed.patch(NOW - 4000), { 1: NOW - 5000 });
  assertEquals(followed.patch(NOW - 6000), undefined);
});

Deno.test("200 rows are followed at most; of more the oldest are given up, and how many is told", () => {
  const { followed, note, givenUp, windows } = following({ oldest: NOW - 100_000 });
  for (let i = 1; i <= 199; i++) note(`${i}`, 10_000 + i);
  assertEquals(Object.keys(followed.patch(NOW) ?? {}).length, 199);
  assertEquals(givenUp, [], "200 are not too many");
  note("200", 9000);
  note("201", 9001);
  assertEquals(followed.patch(NOW), {
    oldest: null,
    199: null,
    200: NOW - 9000,
    201: NOW - 9001,
  });
  assertEquals(givenUp, [2]);
  assertEquals([followed.has("oldest"), followed.has("199"), followed.has("198")], [false, false, true]);
  assertEquals(windows()[0], [10_201, 9999], "nor are they looked for");
  assertEquals(followed.patch(NOW), undefined);
  assertEquals(givenUp, [2]);
  note("202", 8999);
  assertEquals(followed.patch(NOW), { 198: null, 202: NOW - 8999 });
  assertEquals(givenUp, [2, 1]);
});

Deno.test("rows that the tail still reads itself do not count as followed, however many", () => {
  const { followed, note, givenUp } = following();
  for (let i = 0; i < 300; i++) note(`${i}`, i);
  assertEquals(
    followed.patch(NOW - 250),
    Object.fromEntries(Array.from({ length: 50 }, (_, i) => [250 + i, NOW - 250 - i])),
  );
  assertEquals(givenUp, []);
});
