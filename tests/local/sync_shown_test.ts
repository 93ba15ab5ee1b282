import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import type { Board } from "../../src/local/progress/board.ts";
import { LiveView } from "../../src/local/progress/live_view.ts";
import { PlainView } from "../../src/local/progress/plain_view.ts";
import { Screen } from "../../src/local/screen.ts";
import { streams } from "../../src/simulator/mod.ts";
import { Sheet } from "../support/sheet.ts";
import { Synced } from "./synced.ts";

/** Lines of a run that stay, without their times. */
function plain(synced: Synced): { lines: string[]; beside: PlainView } {
  const lines: string[] = [];
  const now = () => synced.clock.now();
  const beside = new PlainView(
    (...more) => void lines.push(...more.map((line) => line.replace(/^[-\d]+ [:\d]+ {2}/, ""))),
    now,
  );
  return { lines, beside };
}

Deno.test("on a terminal a whole run leaves one line a stream, all up to date, and under them what was kept", async () => {
  const synced = new Synced();
  const sheet = new Sheet(true, 100, 40);
  const beside = new LiveView(new Screen(sheet, synced.clock), () => synced.clock.now());
  assertEquals((await synced.run({ beside })).code, 0);
  const [first, blank, ...rest] = sheet.text;
  assertEquals([first, blank], ["Reads 9 streams into aircall.sqlite at 600 requests a minute at most", ""]);
  const lines = rest.slice(0, 9).map((line) => line.replace(/ +━+ +/, " ").trim());
  assertEquals(
    lines,
    streams.map((stream) => `${stream} ${synced.simulator.account.truth(stream).size}  up to date`),
  );
  assertMatch(rest[10] ?? "", /^ {2}stream +rows kept +new +changed +gone +requests$/);
  assertEquals(rest.length, 9 + 1 + 10 + 1 + 3);
  assertEquals(sheet.cursorShown, true);
});

Deno.test("while it reads, calls have a bar that fills, a rate, and the time that is left", async () => {
  const synced = new Synced({ size: { calls: 3000, days: 60 } });
  const { view } = await synced.run({ streams: ["calls"] });
  const reading = view.boards.flatMap(({ streams }) => streams).filter(({ phase }) =>
    phase === "backfilling"
  );
  const measured = reading.filter(({ secondsLeft }) => secondsLeft !== undefined);
  assert(measured.length > 3);
  for (const [i, { kept, remaining = 0 }] of measured.entries()) {
    const before = measured[i - 1];
    assert(kept >= (before?.kept ?? 0));
    assertEquals(kept + remaining, 3000);
  }
});

Deno.test("a 429 is told as a warning, and everything waits for the limit until it is over", async () => {
  const synced = new Synced({ limit: 20 });
  const { lines, beside } = plain(synced);
  const { code, outcome } = await synced.run({ beside });
  assertEquals([code, synced.differences()], [0, []]);
  assert(outcome.refused429 > 0);
  assert(
    lines.some((line) =>
      line.startsWith("warn: Aircall answered 429 (too many requests): everything waits ")
    ),
  );
  assert(
    lines.some((line) => / rows, .*, waits for Aircall's rate limit, until \d\d:\d\d:\d\d UTC$/.test(line)),
  );
  assertMatch(lines.at(-3) ?? "", /requests \([1-9]\d* of them refused with 429\) in /);
});

Deno.test("a request that keeps failing is told with how often it has, and what it was answered", async () => {
  const synced = new Synced();
  synced.simulator.faults.add({ path: "/v1/tags", times: 5, kind: { status: 503 } });
  const { lines, beside } = plain(synced);
  const { code, view } = await synced.run({ beside, streams: ["tags"] });
  assertEquals([code, synced.differences(["tags"])], [0, []]);
  assert(
    lines.some((line) =>
      /^tags: reading, 0 rows, .* waits for an answer, after \d attempts: .*503/.test(line)
    ),
  );
  const attempts = view.boards.flatMap(({ streams }) => streams.map(({ attempts }) => attempts ?? 0));
  assertEquals(Math.max(...attempts), 5);
});

Deno.test("lines that stay hold no escape codes, and each stream ends with one that says it is up to date", async () => {
  const synced = new Synced();
  const { lines, beside } = plain(synced);
  await synced.run({ beside });
  assert(!lines.join("\n").includes("\x1b"));
  for (const stream of streams) {
    const own = lines.filter((line) => line.startsWith(`${stream}: `));
    const size = synced.simulator.account.truth(stream).size;
    assert(own.at(-1)?.startsWith(`${stream}: up to date, ${size} row`), own.join("\n"));
  }
});

Deno.test("no view, whatever it shows, is told a secret", async () => {
  const synced = new Synced();
  const { id, token } = synced.simulator.credentials;
  const { lines, beside } = plain(synced);
  synced.simulator.faults.add({
    path: "/v1/tags",
    times: Infinity,
    kind: { status: 403, body: { error: "Forbidden", troubleshoot: `key ${id}:${token} may not` } },
  });
  const { code, error, view } = await synced.run({ beside });
  assertEquals(code, 1);
  const told = JSON.stringify([lines, error, view.said, view.boards, view.outcomes, synced.store.noted]);
  assertEquals(told.includes(token), false);
});

Deno.test("a run that goes on after one that was stopped anywhere shows as many rows as are kept, at every moment", async () => {
  for (const nth of [3, 8, 13]) {
    const synced = new Synced();
    const stop = new AbortController();
    let batches = 0;
    synced.store.before = () => void (++batches === nth && stop.abort(new Error("asked to stop")));
    await synced.run({ signal: stop.signal });
    let shown = 0;
    const kept = ({ streams }: Board) => {
      shown++;
      for (const { stream, kept } of streams) assertEquals(kept, synced.store.table(stream).size, stream);
    };
    await synced.run({ beside: { every: 1, begin() {}, say() {}, end() {}, show: kept } });
    assertGreater(shown, 2);
  }
});
