import { assertEquals, assertGreater, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { DatabaseSync } from "node:sqlite";
import { StateError } from "../../../src/aircall/errors.ts";
import { streams } from "../../../src/aircall/streams/mod.ts";
import type { Document } from "../../../src/capture/stream.ts";
import { VirtualClock } from "../../../src/capture/virtual_clock.ts";
import { openStore } from "../../../src/local/store/mod.ts";
import type { Store } from "../../../src/local/store.ts";
import { Simulator } from "../../../src/simulator/mod.ts";
import { batchOf, copied, write as anyBatch } from "./batches.ts";
import { bindingOf, documentOf, forms, inFolder, kept, NOW, streamOf } from "./model.ts";
import { sync } from "./synced.ts";

const options = { now: () => NOW, streams: kept };
const [calls, tags] = [streamOf("calls"), streamOf("tags")];
const read = (path: string) => Deno.readTextFile(path);

function write(store: Store, stream: typeof calls, op: Document["op"], ...ids: number[]) {
  const documents = ids.map((id) => documentOf(stream, op, JSON.stringify({ id }), true));
  return store.write(bindingOf(stream), { documents, patch: {} });
}

Deno.test("a folder says which file lacks how many rows and what brings them back, and that does", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/calls.ndjson`;
    const others = kept.filter(({ name }) => name !== "calls");
    let store = await openStore(folder, options);
    await write(store, calls, "c", 1, 2, 3);
    await write(store, tags, "c");
    await store.close();
    const whole = await read(path);
    const [first = ""] = whole.split("\n");
    await Deno.writeTextFile(path, `${first}\n`);
    await Deno.remove(`${folder}/tags.ndjson`);
    // a run that asks for other streams, or for nothing, makes it no thing of the past
    for (const asked of [[], others]) {
      store = await openStore(folder, options);
      await store.lost(asked);
      await store.close();
      assertEquals(await read(path), `${first}\n`);
    }
    store = await openStore(folder, options);
    assertEquals(await store.lost(kept), [
      `${path} has 1 row, and 3 rows were written into it: 2 rows are gone by other hands. ` +
      `Take it away when no run is going on: the next one makes it again of changes.ndjson.`,
    ]);
    await store.close();
    await Deno.remove(path);
    store = await openStore(folder, options);
    assertEquals(await store.lost(kept), [
      `${path} is not there any more, and 1 row was written into it. It is made again of changes.ndjson when this run ends.`,
    ]);
    await store.close();
    assertEquals([await read(path), await read(`${folder}/tags.ndjson`)], [whole, ""]);
  });
});

Deno.test("rows of a log that was moved away are said to come back from a copy alone", async () => {
  await inFolder(async (folder) => {
    let store = await openStore(folder, options);
    await write(store, calls, "c", 1);
    await store.close();
    await Deno.remove(`${folder}/changes.ndjson`);
    await Deno.writeTextFile(`${folder}/calls.ndjson`, "");
    store = await openStore(folder, options);
    const [told = ""] = await store.lost(kept);
    assertStringIncludes(
      told,
      "calls.ndjson has 0 rows, and 1 row was written into it: 1 row is gone by other hands.",
    );
    assertStringIncludes(told, "the changes.ndjson of then was moved away: bring it back from a copy");
    await store.close();
  });
});

Deno.test("a copy of a stream's file, brought back as was said, lacks nothing of what has come since it was made", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/calls.ndjson`;
    const open = async (ids: number[] = []) => {
      const store = await openStore(folder, options);
      const told = await store.lost(kept);
      if (ids.length > 0) await write(store, calls, "c", ...ids);
      const rows = await Array.fromAsync(store.rows(calls));
      await store.close();
      return { told: told.length, rows: rows.map(({ id }) => id) };
    };
    await open([1, 2]);
    const copy = await read(path);
    await Deno.remove(`${folder}/changes.ndjson`);
    assertEquals(await open([3]), { told: 0, rows: [1, 2, 3] });
    await Deno.writeTextFile(path, "");
    assertEquals(await open([10]), { told: 1, rows: [3, 10] });
    await Deno.writeTextFile(path, copy);
    assertEquals(await open(), { told: 0, rows: [1, 2, 3, 10] });
    await Deno.remove(path);
    await assertRejects(() => open(), StateError, "bring it back from a copy");
    await Deno.writeTextFile(path, copy);
    assertEquals((await open()).rows, [1, 2, 3, 10]);
    assertEquals(await open(), { told: 0, rows: [1, 2, 3, 10] });
  });
});

Deno.test("a stream's file that is taken away while a run goes on is not made of what came in that run alone", async () => {
  await inFolder(async (folder) => {
    let store = await openStore(folder, options);
    await write(store, calls, "c", 1, 2);
    await store.close();
    store = await openStore(folder, options);
    await store.lost(kept);
    await write(store, calls, "c", 3);
    await Deno.remove(`${folder}/calls.ndjson`);
    await store.close();
    store = await openStore(folder, options);
    assertEquals(await Array.fromAsync(store.rows(calls)), [{ id: 1 }, { id: 2 }, { id: 3 }]);
    await store.close();
  });
});

Deno.test("a database says which table lacks how many rows, and that what it names brings them back", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/account.sqlite`;
    const clock = new VirtualClock();
    const size = { calls: 30, days: 5, contacts: 10, users: 2, teams: 1, numbers: 1, tags: 3, webhooks: 0 };
    const simulator = new Simulator({ clock, size, limit: null });
    await sync(simulator, clock, path);
    const other = new DatabaseSync(path);
    other.exec("DELETE FROM calls WHERE id IN (SELECT id FROM calls LIMIT 2); DELETE FROM tags WHERE id = 0");
    const store = await openStore(path, { now: () => NOW });
    const cure = "DELETE FROM _meta_state WHERE stream = 'calls'";
    assertEquals(await store.lost(streams), [
      `${path}: calls has 28 rows, and 30 rows were written into it: 2 rows are gone by other hands. ` +
      `Bring them back from a copy; or, when no run is going on, ${cure}, and the next one reads once more what Aircall still serves of them.`,
    ]);
    assertEquals(await store.lost(streams), []);
    await store.close();
    await sync(simulator, clock, path);
    assertEquals(other.prepare("SELECT count(*) AS n FROM calls").get()?.["n"], 28);
    other.exec(cure);
    await sync(simulator, clock, path);
    assertEquals(other.prepare("SELECT count(*) AS n FROM calls").get()?.["n"], 30);
    other.close();
    const again = await openStore(path, { now: () => NOW });
    assertEquals(await again.lost(streams), []);
    await again.close();
  });
});

Deno.test("a database of a program that counted no rows says of none that it is lost, and is no longer that program's", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/account.sqlite`;
    let store = await openStore(path, options);
    await write(store, calls, "c", 1, 2, 3);
    await store.close();
    const other = new DatabaseSync(path);
    other.exec("UPDATE _meta SET value = 1 WHERE name = 'store_version'; DELETE FROM calls WHERE id = 3");
    store = await openStore(path, options);
    assertEquals(await store.lost(kept), []);
    await store.close();
    assertEquals(other.prepare("SELECT value FROM _meta WHERE name = 'store_version'").get()?.["value"], 2);
    other.exec("DELETE FROM calls WHERE id = 2");
    other.close();
    store = await openStore(path, options);
    assertEquals((await store.lost(kept)).map(figuresOf), [["calls", 1, 2]]);
    await store.close();
  });
});

Deno.test("a file that a killed closing has made smaller, once or twice over, is none that somebody has taken rows out of", async () => {
  await inFolder(async (root) => {
    const calls = streamOf("calls");
    const sessions: { op: Document["op"]; ids: number[] }[] = [
      { op: "c", ids: [1, 2, 3, 4, 5, 6] },
      { op: "d", ids: [1, 2, 3] },
      { op: "c", ids: [7, 8, 9, 10] },
    ];
    let checked = 0;
    // every death of every closing, and of the closings that follow on it
    const go = async (path: string, session: number): Promise<void> => {
      const store = await openStore(path, options);
      checked++;
      assertEquals(await store.lost(kept), [], path);
      const next = sessions[session];
      if (!next) return await store.close();
      await write(store, calls, next.op, ...next.ids);
      const copies = await copied(path, `${path} ${session}`, () => store.close());
      for (const copy of [path, ...copies]) await go(copy, session + 1);
    };
    await go(`${root}/a`, 0);
    assertGreater(checked, 150);
  });
});

for (const { form, name } of forms) {
  Deno.test(`rows that somebody takes out of a closed ${form} are told once, as many as they are`, async () => {
    const session = fc.record({
      writes: fc.array(anyBatch, { maxLength: 5 }),
      stream: fc.constantFrom(...kept.map(({ name }) => name)),
      takes: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(session, { minLength: 1, maxLength: 5 }), async (sessions) => {
        await inFolder(async (root) => {
          const path = `${root}/${name}`;
          let expected: [string, number, number][] = [];
          const asked = async () => {
            const store = await openStore(path, options);
            const told = await store.lost(kept);
            assertEquals(told.map(figuresOf), expected);
            assertEquals(await store.lost(kept), form === "folder" ? told : []);
            return store;
          };
          for (const { writes, stream, takes } of sessions) {
            const store = await asked();
            for (const write of writes) {
              await store.write(bindingOf(streamOf(write.stream)), batchOf(write).batch);
            }
            const there = await store.count(streamOf(stream));
            await store.close();
            const taken = Math.min(takes, there);
            if (form === "folder") await takeLines(`${path}/${stream}.ndjson`, taken);
            else takeRows(path, stream, taken);
            expected = taken > 0 ? [[stream, there - taken, there]] : [];
          }
          for (const _ of ["told", "and never again"]) {
            await (await asked()).close();
            expected = [];
          }
        });
      }),
      { numRuns: 40 },
    );
  });
}

/** What is said of lost rows, without its words: the stream, how many there are, and were. */
function figuresOf(line: string): [string, number, number] {
  const [, stream = "", there, were] =
    /(\w+)(?:\.ndjson)? has (\d+) rows?, and (\d+) rows? w(?:as|ere) written into it/.exec(line) ?? [];
  return [stream, Number(there), Number(were)];
}

async function takeLines(path: string, count: number): Promise<void> {
  if (count === 0) return;
  const lines = (await Deno.readTextFile(path)).split("\n");
  lines.splice(0, count);
  await Deno.writeTextFile(path, lines.join("\n"));
}

function takeRows(path: string, table: string, count: number): void {
  const database = new DatabaseSync(path);
  database.exec(`DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} LIMIT ${count})`);
  database.close();
}
