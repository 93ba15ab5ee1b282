import { assertEquals, assertRejects } from "@std/assert";
import { type Binding, Engine, type EngineOptions } from "../../src/capture/engine.ts";
import { object, type ObjectShape, text } from "../../src/capture/shape.ts";
import { StreamFault } from "../../src/capture/source.ts";
import type { Batch, Run } from "../../src/capture/stream.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { keptLog, ScriptedList } from "../support/scripted.ts";

type Work = (run: Run) => AsyncGenerator<Batch, void, void>;

const batch = (...ids: number[]): Batch => ({
  documents: ids.map((id) => ({ op: "c", row: { id } })),
  patch: { at: ids.at(-1) ?? 0 },
});

function binding(name: string, batches: Work, document: ObjectShape = object({})): Binding {
  const tasks = (run: Run) => [{ name: "task", batches: () => batches(run) }];
  const endpoint = { path: `/v1/${name}`, envelope: name };
  const stream = { name, key: ["/id"] as const, document, endpoint, stateFault: () => undefined, tasks };
  return { stream, settings: { mode: "incremental", interval: 60_000, start: 0, rereads: true }, state: {} };
}

function engine(bindings: Binding[], options: Partial<EngineOptions> = {}) {
  const clock = new VirtualClock();
  const began = clock.now();
  const log = keptLog();
  const stop = new AbortController();
  const made = new Engine({
    bindings,
    source: () => new ScriptedList([]).source,
    sink: { write: () => Promise.resolve() },
    clock,
    log,
    signal: stop.signal,
    ...options,
  });
  return { engine: made, clock, log, stop, passed: () => clock.now() - began };
}

/** A stream that cannot be read, so many times. */
function failing(times: number, tried: () => void = () => {}): Work {
  // deno-lint-ignore require-yield
  return async function* () {
    await Promise.resolve();
    tried();
    if (times-- > 0) throw new StreamFault("no such list");
  };
}

Deno.test("A stream that cannot be read is tried again after exactly an hour, and that is said", async () => {
  const tries: number[] = [];
  const { engine: it, log, passed } = engine([binding("tags", failing(2, () => tries.push(passed())))]);
  await it.run();
  assertEquals(tries, [0, 3_600_000, 7_200_000]);
  const line = "error: tags: no such list. The other streams go on; this one is tried again in an hour.";
  assertEquals(log.lines, [line, line]);
});

Deno.test("With once it is tried once, and nobody waits for a run's life", async () => {
  let tries = 0;
  const { engine: it, log, passed } = engine([binding("tags", failing(9, () => tries++))], { once: true });
  await it.run();
  assertEquals([tries, passed()], [1, 0]);
  assertEquals(log.lines, ["error: tags: no such list. The other streams go on."]);
});

Deno.test("With once a stream has ended when all of its tasks have, whether it is up to date or stands still", async () => {
  const slow = binding("calls", async function* ({ clock, signal }) {
    await clock.sleep(5000, signal);
    yield batch(1);
  });
  const { engine: it, clock } = engine([slow, binding("tags", failing(9))], { once: true });
  const ended = () => it.running.map((running) => running.ended);
  assertEquals(ended(), [false, false]);
  const run = it.run();
  await clock.sleep(1000);
  assertEquals(ended(), [false, true]);
  await run;
  assertEquals(ended(), [true, true]);
});

Deno.test("A stream whose run was asked to stop has not ended by itself", async () => {
  const slow = binding("calls", async function* ({ clock, signal }) {
    await clock.sleep(5000, signal);
    yield batch(1);
  });
  const { engine: it, stop, clock } = engine([slow], { once: true });
  const run = it.run();
  await clock.sleep(1000);
  stop.abort(new Error("asked to stop"));
  await run;
  assertEquals(it.running.map(({ ended }) => ended), [false]);
});

Deno.test("A run ends after its life and not before, also one of many days; one without an end outlives them", async () => {
  const days = 40 * 86_400_000;
  const long = engine([], { life: days + 5 });
  await long.engine.run();
  assertEquals(long.passed(), days + 5);
  const endless = engine([], { life: Infinity });
  endless.clock.sleep(2 * days).then(() => endless.stop.abort(new Error("asked to stop")));
  await endless.engine.run();
  assertEquals(endless.passed(), 2 * days);
});

Deno.test("A run that has ended leaves nothing that the clock would wake", async () => {
  const done = binding("tags", async function* () {
    yield batch(1);
  });
  const once = engine([done], { once: true });
  await once.engine.run();
  const stopped = engine([done]);
  const running = stopped.engine.run();
  stopped.stop.abort(new Error("asked to stop"));
  await running;
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals([once.passed(), stopped.passed()], [0, 0]);
});

Deno.test("A run that a fault has ended is over when the other tasks have put away what they had out", async () => {
  let away = false;
  const slow = binding("calls", async function* (run) {
    try {
      await run.clock.sleep(3_600_000, run.signal);
      yield batch(1);
    } finally {
      await run.clock.sleep(5000);
      away = true;
    }
  });
  // deno-lint-ignore require-yield
  const broken = binding("tags", async function* (run) {
    await run.clock.sleep(1000, run.signal);
    throw new TypeError("a fault of ours");
  });
  const { engine: it, passed } = engine([slow, broken]);
  await assertRejects(() => it.run(), TypeError, "a fault of ours");
  assertEquals([away, passed()], [true, 6000]);
});

Deno.test("A run is told once of each change of a phase, and of a stream that stands still", async () => {
  const told: string[] = [];
  const steps: Work = async function* ({ progress, once }) {
    told.push(`begins with ${progress.phase}, ${once ? "once" : "for ever"}`);
    for (const phase of ["starting", "reading", "reading", "up to date"]) {
      progress.phase = phase;
      yield batch(1);
    }
    throw new StreamFault("no such list");
  };
  for (const once of [true, undefined]) {
    const { engine: it } = engine([binding("tags", steps)], {
      ...(once === undefined ? {} : { once }),
      life: 1000,
      changed: () => {
        const [{ progress } = { progress: undefined }] = it.running;
        told.push(`${progress?.phase}, ${progress?.failing.size} fail`);
      },
    });
    await it.run();
  }
  const changes = ["reading, 0 fail", "up to date, 0 fail", "up to date, 1 fail"];
  assertEquals(told, [
    "begins with starting, once",
    ...changes,
    "begins with starting, for ever",
    ...changes,
  ]);
});

Deno.test("Documents that are not as declared are warned of when the first are kept, and all of them at the run's end", async () => {
  const odd = binding(
    "tags",
    async function* () {
      yield batch(1);
      yield batch(2, 3);
    },
    object({ id: text }),
  );
  const { engine: it, log } = engine([odd], { once: true });
  await it.run();
  assertEquals(log.lines.map((line) => line.split(" not as")[0]), [
    "warn: tags: 1 document was",
    "warn: tags: 3 documents were",
  ]);
});
