import { assertEquals } from "@std/assert";
import { Counted, keyless, row } from "./counted.ts";

/** Four cells of ten seconds with three rows each, known by keys from 1; they are full. */
function cells(): Counted {
  const one = new Counted({ full: 3 });
  for (let i = 0; i < 4; i++) {
    one.cell(10 * i, 10 * i + 10, ...[1, 2, 3].map((j) => row(3 * i + j, 10 * i + j)));
  }
  return one;
}

/** What came out at a poll, and which stretch was read last. */
async function poll(one: Counted): Promise<[documents: string[], read: number[] | undefined]> {
  const documents = await one.compare(100, "1");
  return [documents, one.windows().at(-1)];
}

const NOTHING: [string[], undefined] = [[], undefined];

for (
  const { where, at, cell } of [
    { where: "in the first cell", at: 5, cell: [0, 10] },
    { where: "in a cell", at: 25, cell: [20, 30] },
    { where: "after the last cell", at: 45, cell: [40, 100] },
  ]
) {
  Deno.test(`what is counted ${where} beyond what can be known is looked for once each time that there is more or less of it`, async () => {
    const one = cells();
    for (const change of [2, 1, -1, -2]) {
      if (change > 0) { for (let i = 0; i < change; i++) one.add(keyless(at)); }
      else one.list.rows.splice(one.list.rows.findIndex(({ id }) => id === undefined), -change);
      assertEquals(await poll(one), [[], cell], `${change}`);
      assertEquals<unknown>(await poll(one), NOTHING, `${change}`);
    }
    assertEquals<unknown>(await poll(one), NOTHING);
  });
}

Deno.test("beside what is counted and cannot be known, rows that come and go in the same cell are found, and no others are looked for", async () => {
  const one = cells().add(keyless(15), keyless(15));
  assertEquals(await poll(one), [[], [10, 20]]);
  one.remove(5);
  assertEquals(await poll(one), [["d 5"], [10, 20]]);
  assertEquals<unknown>(await poll(one), NOTHING);
  one.add(row(50, 17));
  assertEquals(await poll(one), [["c 50"], [10, 20]]);
  assertEquals<unknown>(await poll(one), NOTHING);
  one.remove(4, 6);
  one.add(keyless(16));
  assertEquals(await poll(one), [["d 4", "d 6"], [10, 20]]);
  assertEquals<unknown>(await poll(one), NOTHING);
  one.remove(1);
  assertEquals(await poll(one), [["d 1"], [0, 10]]);
  assertEquals<unknown>(await poll(one), NOTHING);
});

Deno.test("what is counted behind the last cell and cannot be known is known of once rows behind it have made another cell", async () => {
  const one = cells().add(keyless(45));
  assertEquals(await poll(one), [[], [40, 100]]);
  assertEquals<unknown>(await poll(one), NOTHING);
  one.add(row(50, 100));
  assertEquals(await poll(one), [["u 50"], [40, 100]]);
  assertEquals<unknown>(await poll(one), NOTHING);
  assertEquals<unknown>(await poll(one), NOTHING);
});

Deno.test("what is counted behind the last cell and cannot be known is not looked for once more because all of another cell has gone", async () => {
  const one = cells().add(keyless(45));
  assertEquals(await poll(one), [[], [40, 100]]);
  one.remove(4, 5, 6);
  assertEquals(await poll(one), [["d 4", "d 5", "d 6"], [10, 20]]);
  assertEquals<unknown>(await poll(one), NOTHING);
});

Deno.test("after everything was to be read again, what could not be explained before is looked for once more", async () => {
  const one = cells().add(keyless(15));
  await poll(one);
  assertEquals<unknown>(await poll(one), NOTHING);
  for (let i = 0; i < 12; i++) one.cell(200 + 10 * i, 210 + 10 * i, row(100 + i, 201 + 10 * i));
  const all = one.list.rows;
  one.remove(...Array.from({ length: 12 }, (_, i) => 100 + i));
  await poll(one);
  assertEquals(one.state["again"], true);
  delete one.state["again"];
  one.list.rows = all;
  assertEquals(await poll(one), [[], [10, 20]]);
  assertEquals<unknown>(await poll(one), NOTHING);
});

Deno.test("a stretch that could not be read completely lets nothing be gone, and is looked into again at the next poll", async () => {
  const one = cells();
  one.remove(5);
  // one row is listed three times, for the other two are not
  one.add(row(6, 13), row(6, 13));
  assertEquals(await poll(one), [[], [10, 20]]);
  const warnings = one.log.lines.filter((line) => line.startsWith("warn: contacts: after "));
  assertEquals([warnings.length > 0, warnings], [true, one.log.lines]);
  one.list.rows.splice(one.list.rows.findIndex(({ id }) => id === 6), 2);
  assertEquals(await poll(one), [["d 5"], [10, 20]]);
  assertEquals<unknown>(await poll(one), NOTHING);
});
