import fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import type { Window } from "../../../src/capture/source.ts";
import { byDay, byMonth, dayOf, halves, isWithinDay } from "../../../src/local/audit/days.ts";
import { Kept } from "../../../src/local/audit/kept.ts";

const second = fc.integer({ min: 1_700_000_000, max: 1_700_000_000 + 500 * 86_400 });
const window = fc.tuple(
  second,
  fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 200 * 86_400 })),
)
  .map(([from, length]): Window => ({ from, to: from + length }));

/** Fails unless the pieces are the window: each begins where the one before ends, and none is empty. */
function assertPieces(pieces: Window[], { from, to }: Window): void {
  assertEquals(pieces.at(-1)?.to, to);
  pieces.forEach((piece, i) => {
    assertEquals(piece.from, pieces[i - 1]?.to ?? from);
    assert(piece.to > piece.from);
  });
}

Deno.test("a window is cut into days and months that touch, and none of them crosses a midnight or a month's beginning", () => {
  fc.assert(fc.property(window, (whole) => {
    for (const [cut, length] of [[byDay, 10], [byMonth, 7]] as const) {
      const pieces = cut(whole);
      assertPieces(pieces, whole);
      const names = pieces.map(({ from, to }) =>
        [dayOf(from + 1), dayOf(to)].map((day) => day.slice(0, length))
      );
      for (const [first, last] of names) assertEquals(first, last);
      assertEquals(new Set(names.map(String)).size, names.length);
    }
    for (const piece of byDay(whole)) assert(isWithinDay(piece));
  }));
});

Deno.test("whatever window is halved again and again comes down to single seconds, by way of whole days", () => {
  fc.assert(fc.property(window, (whole) => {
    const parts = halves(whole);
    assertEquals(parts === undefined, whole.to - whole.from === 1);
    if (!parts) return;
    assertPieces(parts, whole);
    const [{ to }] = parts;
    if (!isWithinDay(whole)) assertEquals((to + 1) % 86_400, 0);
  }));
});

Deno.test("a day is the UTC day, on the nights too in which clocks elsewhere are set", () => {
  const at = (text: string) => Date.parse(text) / 1000;
  const nights = ["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01"];
  for (const night of nights) {
    const from = at(`${night}T00:00:00Z`) - 1;
    assertEquals(byDay({ from, to: from + 86_400 }), [{ from, to: from + 86_400 }]);
    assertEquals([dayOf(from), dayOf(from + 86_400)], [dayOf(at(`${night}T00:00:00Z`) - 1), night]);
  }
});

Deno.test("what is stored is counted and found by the second it stands at, whatever the order in which it is read", async () => {
  const rows = fc.array(fc.record({ id: fc.integer(), at: fc.oneof(second, fc.constant(null)) }), {
    maxLength: 40,
  });
  await fc.assert(fc.asyncProperty(rows, window, async (rows, window) => {
    const kept = await Kept.of(
      (async function* () {
        yield* rows;
      })(),
      { key: "id", time: "at" },
    );
    const inside = rows.filter(({ at }) => at !== null && at > window.from && at <= window.to);
    assertEquals(kept.count(window), inside.length);
    assertEquals(kept.within(window).map(({ key }) => key).sort(), inside.map(({ id }) => String(id)).sort());
    assertEquals(rows.every(({ id }) => kept.has(String(id))), true);
    assertEquals([kept.size, kept.has("none")], [rows.length, false]);
  }));
});
