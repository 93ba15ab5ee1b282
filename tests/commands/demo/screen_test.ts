import { assert, assertEquals } from "@std/assert";
import type { Clock } from "../../../src/capture/clock.ts";
import { type Course, Progress } from "../../../src/commands/demo/progress.ts";
import { Screen } from "../../../src/local/screen.ts";
import { Sheet } from "../../support/sheet.ts";

/** A clock that is set by hand. */
class HandClock implements Clock {
  at = 0;
  now = () => this.at;
  sleep = () => Promise.reject(new Error("nobody sleeps here"));
}

const tally = (stream: string, total: number) => {
  const state = { arrived: 0, pages: 0 };
  const course: Course = { stream, total, arrived: () => state.arrived, pages: () => state.pages };
  return { state, course };
};

Deno.test("on a terminal the progress is drawn over, and stays when it is kept", () => {
  const clock = new HandClock();
  const sheet = new Sheet(true);
  const screen = new Screen(sheet, clock);
  const calls = tally("calls", 1000);
  const tags = tally("tags", 10);
  const progress = new Progress([calls.course, tags.course], screen, 0, clock);
  screen.print("before");
  assertEquals(progress.show(), false);
  assertEquals(sheet.cursorShown, false);
  Object.assign(calls.state, { arrived: 500, pages: 10 });
  Object.assign(tags.state, { arrived: 10, pages: 1 });
  clock.at = 2000;
  assertEquals(progress.show(), false);
  assertEquals(sheet.text, [
    "before",
    "  calls                 500 of   1,000     10 pages      250/s      2.0 s left",
    "  tags                   10 of      10       1 page        5/s   done in 2.0 s",
  ]);
  calls.state.arrived = 1000;
  clock.at = 4000;
  assertEquals(progress.show(), true);
  screen.keep();
  screen.print("after");
  assertEquals(sheet.cursorShown, true);
  assertEquals(sheet.text, [
    "before",
    "  calls               1,000 of   1,000     10 pages      250/s   done in 4.0 s",
    "  tags                   10 of      10       1 page        5/s   done in 2.0 s",
    "after",
  ]);
});

Deno.test("where there is no terminal, a line is written a second at most, and one for each stream that is complete", () => {
  const clock = new HandClock();
  const sheet = new Sheet(false);
  const screen = new Screen(sheet, clock);
  const calls = tally("calls", 1000);
  const tags = tally("tags", 10);
  const progress = new Progress([calls.course, tags.course], screen, 0, clock);
  for (clock.at = 0; clock.at <= 3000; clock.at += 100) {
    calls.state.arrived = Math.min(clock.at / 2.5, 600) + (clock.at < 2000 ? 0 : 400);
    if (clock.at > 500) tags.state.arrived = 10;
    progress.show();
  }
  assertEquals(sheet.text.map((line) => line.trim().split(/ +/).slice(0, 4).join(" ")), [
    "tags 10 of 10",
    "calls 400 of 1,000",
    "calls 1,000 of 1,000",
  ]);
  assert(sheet.text.every((line) => !line.includes("\x1b")));
});

Deno.test("a terminal with too few rows gets lines that stay", () => {
  const sheet = new Sheet(true, 80, 2);
  const clock = new HandClock();
  const screen = new Screen(sheet, clock);
  const progress = new Progress([tally("calls", 5).course, tally("tags", 5).course], screen, 0, clock);
  for (clock.at = 0; clock.at <= 3000; clock.at += 500) progress.show();
  assertEquals(sheet.text.length, 3);
});

Deno.test("a line never wraps, and a bar fills what is left of a wide one", () => {
  for (const columns of [40, 80, 100, 200]) {
    const sheet = new Sheet(true, columns);
    const clock = new HandClock();
    const screen = new Screen(sheet, clock);
    const half = tally("calls", 1000);
    half.state.arrived = 500;
    new Progress([half.course], screen, 0, clock).show();
    const [line = ""] = sheet.text;
    assert([...line].length <= columns, line);
    assertEquals(line.includes("━"), columns >= 100);
    assertEquals((line.match(/━/g) ?? []).length, (line.match(/╌/g) ?? []).length);
  }
});
