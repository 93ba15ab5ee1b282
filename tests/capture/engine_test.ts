import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Binding, Engine, type EngineOptions } from "../../src/capture/engine.ts";
import { object } from "../../src/capture/shape.ts";
import { StreamFault } from "../../src/capture/source.ts";
import type { Batch, Run, Stream, Task } from "../../src/capture/stream.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { keptLog, ScriptedList } from "../support/scripted.ts";

type Work = (run: Run) => AsyncGenerator<Batch, void, void>;

function binding(name: string, ...work: Work[]): Binding {
  const stream: Stream = {
    name,
    key: ["/id"],
    document: object({}),
    endpoint: { path: `/v1/${name}`, envelope: name },
    stateFault: () => undefined,
    tasks: (run) => work.map((batches, i): Task => ({ name: `task ${i}`, batches: () => batches(run) })),
  };
  return { stream, settings: { mode: "incremental", interval: 60_000, start: 0, rereads: true }, state: {} };
}

function engine(bindings: Binding[], options: Partial<EngineOptions> = {}) {
  const clock = new VirtualClock();
  const log = keptLog();
  const stop = new AbortController();
  const written: string[] = [];
  let writing = 0;
  const made = new Engine({
    bindings,
    source: () => new ScriptedList([]).source,
    sink: {
      async write({ stream }, { documents, patch }) {
        assertEquals(++writing, 1, "two batches are written at the same time");
        await clock.sleep(1000);
        written.push(
          `${stream.name} ${documents.map(({ row }) => row["id"]).join()} ${JSON.stringify(patch)}`,
        );
        writing--;
      },
    },
    clock,
    log,
    signal: stop.signal,
    ...options,
  });
  return { engine: made, clock, log, stop, written };
}

const batch = (...ids: number[]): Batch => ({
  documents: ids.map((id) => ({ op: "c", row: { id } })),
  patch: { at: ids.at(-1) ?? 0 },
});

Deno.test("batches are written one at a time, and each task finds its binding's state changed when it goes on", async () => {
  const work = (first: number): Work =>
    async function* (run) {
      for (let id = first; id < first + 3; id++) {
        yield batch(id);
        assertEquals(typeof run.state()["at"], "number");
      }
    };
  const { engine: it, written } = engine([binding("a", work(1), work(10)), binding("b", work(20))], {
    once: true,
  });
  await it.run();
  assertEquals(written.length, 9);
  assertEquals(written.filter((line) => line.startsWith("b")), [
    'b 20 {"at":20}',
    'b 21 {"at":21}',
    'b 22 {"at":22}',
  ]);
  assertEquals(it.running.map(({ progress }) => progress.documents), [6, 3]);
});

Deno.test("a batch without documents and without state is not written, one with state alone is", async () => {
  const { engine: it, written } = engine([binding("a", async function* () {
    yield { documents: [], patch: {} };
    yield { documents: [], patch: { at: 1 } };
  })], { once: true });
  await it.run();
  assertEquals(written, ['a  {"at":1}']);
});

Deno.test("a stream that cannot be read stops alone, is tried again every hour, and goes on from its state", async () => {
  const tries: [number, unknown][] = [];
  const failing: Work = async function* (run) {
    tries.push([run.clock.now(), run.state()["at"]]);
    if (tries.length < 4) yield batch(tries.length);
    if (tries.length < 4) throw new StreamFault("no such list");
    for (;;) {
      yield batch(99);
      await run.clock.sleep(3_600_000, run.signal);
    }
  };
  const steady: Work = async function* (run) {
    for (;;) {
      yield batch(7);
      await run.clock.sleep(600_000, run.signal);
    }
  };
  const { engine: it, clock, log, stop, written } = engine([
    binding("bad", failing),
    binding("good", steady),
  ]);
  const began = clock.now();
  clock.sleep(2.5 * 3_600_000).then(() => {
    assertEquals([...it.running[0]?.progress.failing ?? []], [["task 0", "no such list"]]);
  });
  clock.sleep(5 * 3_600_000).then(() => stop.abort());
  await it.run();
  assertEquals(tries.map(([at, state]) => [Math.round((at - began) / 3_600_000), state]), [
    [0, undefined],
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
  assertEquals(log.lines.filter((line) => line.startsWith("error: bad: no such list")).length, 3);
  assert(written.filter((line) => line.startsWith("good")).length >= 29);
  assertEquals(it.running[0]?.progress.failing.size, 0, "it has recovered");
});

Deno.test("with once a stream that cannot be read is left, and stays named", async () => {
  const { engine: it, written } = engine([
    // deno-lint-ignore require-yield
    binding("bad", async function* () {
      await Promise.resolve();
      throw new StreamFault("no such list");
    }),
    binding("good", async function* () {
      yield batch(1);
    }),
  ], { once: true });
  await it.run();
  assertEquals([it.running[0]?.progress.failing.size, written.length], [1, 1]);
});

Deno.test("any other error ends the run for all, and is thrown once every task has let go", async () => {
  let released = false;
  const waiting: Work = async function* (run) {
    try {
      for (;;) {
        yield batch(1);
        await run.clock.sleep(60_000, run.signal);
      }
    } finally {
      released = true;
    }
  };
  // deno-lint-ignore require-yield
  const broken: Work = async function* (run) {
    await run.clock.sleep(300_000, run.signal);
    throw new TypeError("a fault of ours");
  };
  const { engine: it } = engine([binding("a", waiting), binding("b", broken)]);
  await assertRejects(() => it.run(), TypeError, "a fault of ours");
  assert(released);
});

Deno.test("a sink that cannot write ends the run, and the state stays as it was written", async () => {
  const one = binding("a", async function* () {
    yield batch(1);
    yield batch(2);
  });
  let writes = 0;
  const { engine: it } = engine([one], {
    sink: { write: () => ++writes > 1 ? Promise.reject(new Error("broken pipe")) : Promise.resolve() },
  });
  await assertRejects(() => it.run(), Error, "broken pipe");
  assertEquals(one.state, { at: 1 });
});

Deno.test("after a write that failed nothing more is written, also by those that waited for it", async () => {
  const works = [1, 2, 3].map((id): Work =>
    async function* () {
      yield batch(id);
    }
  );
  let writes = 0;
  const { engine: it, clock } = engine([binding("a", ...works)], {
    sink: {
      async write() {
        writes++;
        await clock.sleep(1000);
        throw new Error("broken in the middle of a line");
      },
    },
  });
  await assertRejects(() => it.run(), Error, "broken in the middle of a line");
  assertEquals(writes, 1);
});

Deno.test("asked to stop, it finishes the batch in hand, drops those that wait, and writes nothing more", async () => {
  const work = (id: number): Work =>
    async function* () {
      for (;;) yield batch(id);
    };
  const bindings = [binding("a", work(1)), binding("b", work(2))];
  const { engine: it, clock, stop, written } = engine(bindings);
  clock.sleep(2500).then(() => stop.abort());
  await it.run();
  assertEquals(written.length, 3);
  assertEquals(bindings.map(({ state }) => state["at"]), [1, 2]);
  const documents = it.running.reduce((sum, { progress }) => sum + progress.documents, 0);
  assertEquals(documents, 3);
});

Deno.test("asked to stop before it began, it writes nothing; its life over, it ends without an error", async () => {
  const work: Work = async function* (run) {
    for (;;) {
      yield batch(1);
      await run.clock.sleep(60_000, run.signal);
    }
  };
  const stopped = engine([binding("a", work)], { signal: AbortSignal.abort() });
  await stopped.engine.run();
  assertEquals(stopped.written, []);
  const living = engine([binding("a", work)], { life: 600_000 });
  const began = living.clock.now();
  await living.engine.run();
  assertEquals(Math.round((living.clock.now() - began) / 60_000), 10);
});

Deno.test("a run that is not told otherwise lasts a day, whatever its tasks have done by then", async () => {
  const { engine: made, clock } = engine([binding("calls", async function* () {
    yield batch(1);
  })]);
  const began = clock.now();
  await made.run();
  assertEquals(clock.now() - began, 86_400_000);
});

Deno.test("a run whose life is over while a stream waits to be tried again ends without an error", async () => {
  const failing = async function* (): AsyncGenerator<Batch, void, void> {
    yield batch(1);
    throw new StreamFault("it cannot be read");
  };
  const { engine: made, clock } = engine([binding("calls", failing)], { life: 5_400_000 });
  const began = clock.now();
  await made.run();
  assertEquals(clock.now() - began, 5_400_000);
  assertEquals([...made.running[0]?.progress.failing.values() ?? []], ["it cannot be read"]);
});

Deno.test("a run is over when its tasks have put away what they had out", async () => {
  let away = false;
  const { engine: made, clock, stop } = engine([binding("calls", async function* (run) {
    try {
      await run.clock.sleep(3_600_000, run.signal);
      yield batch(1);
    } finally {
      await run.clock.sleep(5000);
      away = true;
    }
  })]);
  const running = made.run();
  await clock.sleep(1000);
  stop.abort(new Error("asked to stop"));
  await running;
  assertEquals(away, true);
});
