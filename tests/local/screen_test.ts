import { assert, assertEquals } from "@std/assert";
import { cut, Screen, type Terminal } from "../../src/local/screen.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { Sheet } from "../support/sheet.ts";

/** A terminal that keeps every byte. */
class Tape implements Terminal {
  written: string[] = [];
  readonly interactive = true;
  readonly colors = false;
  columns = 80;
  size = () => ({ columns: this.columns, rows: 24 });
  write = (text: string) => void this.written.push(text);
}

Deno.test("cut keeps what fits and says that it cut", () => {
  assertEquals(cut("abc", 3), "abc");
  assertEquals(cut("abcd", 3), "ab…");
  assertEquals(cut("abcd", 0), "…");
});

Deno.test("in a window that became narrower, the rows that its lines were broken into are all drawn over", () => {
  const tape = new Tape();
  const screen = new Screen(tape, new VirtualClock());
  const lines = [{ text: "x".repeat(70) }, { text: "short" }];
  screen.draw(lines);
  tape.columns = 30;
  screen.draw(lines);
  // three rows of the first line, one of the second
  assertEquals(tape.written.at(-1)?.split("\r")[0], "\x1b[4A");
  assert(tape.written.at(-1)?.includes("\x1b[J"));
  tape.columns = 80;
  screen.draw(lines);
  assertEquals(tape.written.at(-1)?.split("\r")[0], "\x1b[2A");
});

Deno.test("fewer lines than were drawn before leave nothing of those behind", () => {
  const sheet = new Sheet(true);
  const screen = new Screen(sheet, new VirtualClock());
  screen.print("before");
  screen.draw([{ text: "one" }, { text: "two" }]);
  screen.draw([{ text: "three" }]);
  screen.keep();
  assertEquals(sheet.text, ["before", "three"]);
  assertEquals(sheet.cursorShown, true);
});

Deno.test("a line that stays takes the place of what was drawn", () => {
  const sheet = new Sheet(true);
  const screen = new Screen(sheet, new VirtualClock());
  screen.draw([{ text: "one" }, { text: "two" }]);
  screen.print("a warning");
  screen.draw([{ text: "one" }, { text: "two" }]);
  assertEquals(sheet.text, ["a warning", "one", "two"]);
});
