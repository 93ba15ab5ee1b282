import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { streams } from "../../../src/aircall/streams/mod.ts";
import { type Column, COLUMNS } from "../../../src/local/preview/columns.ts";
import { table } from "../../../src/local/preview/table.ts";
import { widthOf } from "../../../src/local/preview/width.ts";
import { VirtualClock } from "../../../src/capture/virtual_clock.ts";
import { Simulator } from "../../../src/simulator/mod.ts";

const column = (heading: string, more: Partial<Column> = {}): Column => ({
  heading,
  cell: (row) => Object.entries(row).find(([name]) => name === heading)?.[1],
  ...more,
});

Deno.test("columns are as wide as their widest cell, also where characters are wide themselves", () => {
  const rows = [{ name: "李娜", n: 5 }, { name: "Zoe\u0308", n: 1234 }];
  assertEquals(table([column("name"), column("n", { align: "right" })], rows, 80).lines, [
    "name     n",
    "李娜     5",
    "Zoe\u0308   1234",
  ]);
});

Deno.test("the widest column gives way first, and what must stand whole never does", () => {
  const rows = [{
    when: "2026-01-02 03:04:05",
    name: "a name of thirty letters, or so",
    tag: "twelve chars",
  }];
  const columns = [column("when", { whole: true }), column("name"), column("tag")];
  assertEquals(table(columns, rows, 50).lines[1], "2026-01-02 03:04:05  a name of thir…  twelve chars");
  assertEquals(table(columns, rows, 41), {
    lines: ["when                 name", "2026-01-02 03:04:05  a name of thirty le…"],
    left: ["tag"],
  });
});

Deno.test("what is true is yes, what is false no, what is not there nothing, and an object its JSON", () => {
  const rows = [{ a: true, b: false, c: null, d: { x: [1] } }];
  assertEquals(
    table(["a", "b", "c", "d"].map((name) => column(name)), rows, 80).lines[1],
    'yes  no     {"x":[1]}',
  );
});

Deno.test("no row breaks a table: every line fits and holds no control character, whatever the cells say", () => {
  const cell = fc.oneof(fc.string({ unit: "binary", maxLength: 30 }), fc.jsonValue({ maxDepth: 2 }));
  const rows = fc.array(fc.record({ a: cell, b: cell, c: cell }), { maxLength: 5 });
  const columns = [column("a", { whole: true }), column("b"), column("c", { align: "right" })];
  fc.assert(fc.property(rows, fc.integer({ min: 1, max: 120 }), (rows, width) => {
    const { lines } = table(columns, rows, width);
    assertEquals(lines.length, rows.length + 1);
    for (const line of lines) assert(widthOf(line) <= width && !/\p{Cc}/u.test(line), JSON.stringify(line));
  }));
});

Deno.test("each stream has its columns, and each of them shows something of a simulated account", () => {
  const size = {
    calls: 400,
    days: 20,
    contacts: 100,
    users: 12,
    teams: 4,
    numbers: 6,
    tags: 12,
    webhooks: 3,
  };
  const { account } = new Simulator({ clock: new VirtualClock(), size, limit: null });
  assertEquals(Object.keys(COLUMNS).toSorted(), streams.map(({ name }) => name).toSorted());
  for (
    const name of ["calls", "contacts", "users", "teams", "numbers", "tags", "webhooks", "company"] as const
  ) {
    const rows = [...account.truth(name).values()];
    for (const one of COLUMNS[name] ?? []) {
      // only the API's answer to a flag brings it
      if (one.heading === "contact") continue;
      assert(table([one], rows, 200).lines.slice(1).some((line) => line !== ""), `${name}: ${one.heading}`);
    }
  }
});

Deno.test("a call says when it was in UTC, what it was and how long it lasted in few letters", () => {
  const row = (more: object) => ({
    started_at: 1_780_000_000,
    direction: "inbound",
    status: "done",
    ...more,
  });
  const calls = COLUMNS["calls"] ?? [];
  const told = (more: object) => table(calls.slice(0, 3), [row(more)], 80).lines[1];
  assertEquals(told({ duration: 59 }), "2026-05-28 20:26:40  in       59s");
  assertEquals(told({ duration: 185, direction: "outbound" }), "2026-05-28 20:26:40  out   3m 05s");
  assertEquals(told({ duration: 3725, status: "answered" }), "2026-05-28 20:26:40  in answered  1h 02m");
  assertEquals(
    told({ duration: 0, missed_call_reason: "no_available_agent" }),
    "2026-05-28 20:26:40  in missed      0s",
  );
  assertEquals(
    told({ started_at: "soon", duration: "long", direction: null }),
    "soon                   long",
  );
});
