import { assert, assertEquals, assertGreaterOrEqual, assertLessOrEqual, assertRejects } from "@std/assert";
import fc from "fast-check";
import { Alarms } from "../../src/capture/alarms.ts";

Deno.test("whoever waits is woken once it is due and not before, in order, unless the wait was given up", async () => {
  const wait = fc.record({ ms: fc.integer({ min: -5, max: 30 }), gone: fc.option(fc.nat(20), { freq: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(wait, { maxLength: 12 }), async (waits) => {
      const alarms = new Alarms();
      /** Within which each was due. */
      const woken: { from: number; to: number }[] = [];
      await Promise.all(waits.map(async ({ ms, gone }) => {
        const stop = new AbortController();
        const before = performance.now();
        const waiting = alarms.wait(ms, stop.signal);
        const due = { from: before + Math.max(ms, 0), to: performance.now() + Math.max(ms, 0) };
        if (gone !== null) {
          const given = alarms.wait(gone).then(() => stop.abort("given up"));
          const end = await waiting.catch((reason) => reason);
          assert(end === undefined || end === "given up");
          return await given;
        }
        await waiting;
        assertGreaterOrEqual(performance.now(), due.from);
        woken.push(due);
      }));
      for (const [i, one] of woken.entries()) {
        for (const later of woken.slice(i)) assertLessOrEqual(one.from, later.to);
      }
    }),
    { numRuns: 20 },
  );
});

Deno.test("a wait that is given up rejects with the signal's reason, also where it was given up before", async () => {
  const alarms = new Alarms();
  await assertRejects(() => alarms.wait(5, AbortSignal.abort(new TypeError("before"))), TypeError, "before");
  const stop = new AbortController();
  const waiting = alarms.wait(60_000, stop.signal);
  stop.abort(new TypeError("now"));
  await assertRejects(() => waiting, TypeError, "now");
  // after it nobody waits; then somebody does again
  await alarms.wait(1);
});

Deno.test("what is not due for long is no hindrance to what comes later and is due sooner", async () => {
  const alarms = new Alarms();
  const stop = new AbortController();
  const long = alarms.wait(Infinity, stop.signal).catch((reason) => reason);
  for (const ms of [5, 3, 1, 0, NaN]) await alarms.wait(ms);
  stop.abort("over");
  assertEquals(await long, "over");
});

/** Runs a script of its own, with nothing allowed. */
async function ran(script: string): Promise<{ code: number; out: string }> {
  const alarms = new URL("../../src/capture/alarms.ts", import.meta.url);
  const text = `import { Alarms } from "${alarms}"; const alarms = new Alarms(); ${script}`;
  const { code, stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", "--no-lock", text] })
    .output();
  return { code, out: new TextDecoder().decode(stdout) };
}

Deno.test("a process lives while somebody waits, and no longer; and Node's timers are not touched", async () => {
  const script = `
    globalThis.setTimeout = () => { throw new Error("Node"); };
    const stop = new AbortController();
    alarms.wait(3_600_000, stop.signal).catch(() => console.log("given up"));
    await alarms.wait(20);
    console.log("waited");
    stop.abort();
  `;
  assertEquals(await ran(script), { code: 0, out: "waited\ngiven up\n" });
});
