import { assertEquals } from "@std/assert";
import { CALLS, Driven } from "./driven.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Calls on days of their own that were read once; two rungs read them again. */
async function known(): Promise<Driven> {
  const rereads = [
    { name: "day", title: "24 h", reach: DAY, every: HOUR },
    { name: "all", title: "all", every: DAY },
  ];
  const driven = new Driven({ ...CALLS, rereads });
  driven.settings = { ...driven.settings, rereads: true };
  driven.rows = Array.from({ length: 6 }, (_, i) => {
    const at = driven.at(-(i * 30 + 2) * HOUR);
    return { id: i, at, ended: at + 5, tag: "" };
  });
  await driven.once();
  driven.documents();
  driven.asked();
  return driven;
}

/** The calls whose tag is another from now on. */
function tag(driven: Driven, ...ids: number[]): void {
  driven.rows = driven.rows.map((row) => ids.includes(Number(row["id"])) ? { ...row, tag: "x" } : row);
}

/** What was read again, and what came out. */
function told(driven: Driven): [asked: number, documents: string[]] {
  const asked = driven.asked().filter((ask) => ask.startsWith("reread")).length;
  return [asked, driven.documents()];
}

Deno.test("a run that ends by itself reads again what is due, each stretch by its own period, if it is asked to", async () => {
  const driven = await known();
  driven.due = true;
  tag(driven, 0, 5);
  await driven.pass(HOUR - 60);
  await driven.once();
  assertEquals(told(driven), [0, []]);
  await driven.pass(60);
  await driven.once();
  assertEquals(told(driven)[1], ["u 0"]);
  await driven.pass(DAY);
  await driven.once();
  assertEquals(told(driven)[1], ["u 5"]);
});

Deno.test("a run that ends by itself reads nothing again where it is not asked to, or the settings forbid it", async () => {
  for (const due of [false, true]) {
    const driven = await known();
    driven.due = due;
    driven.settings = { ...driven.settings, rereads: !due };
    tag(driven, 0, 5);
    await driven.pass(2 * DAY);
    await driven.once();
    assertEquals(told(driven), [0, []]);
  }
});

Deno.test("a pass that was interrupted goes on in the next run, though the next pass is not due", async () => {
  const driven = await known();
  driven.due = true;
  tag(driven, 0, 5);
  await driven.pass(DAY);
  let asked = 0;
  driven.lie = (page, { work }) => {
    if (work === "reread" && ++asked === 2) throw new Error("the process dies");
    return page;
  };
  await driven.once().catch(() => {});
  driven.state = structuredClone(driven.kept);
  driven.lie = (page) => page;
  await driven.once();
  assertEquals(driven.documents().toSorted(), ["u 0", "u 5"]);
});
