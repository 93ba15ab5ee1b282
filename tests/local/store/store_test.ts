import {
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ConfigError, StateError } from "../../../src/aircall/errors.ts";
import { streams } from "../../../src/aircall/streams/mod.ts";
import { calls } from "../../../src/aircall/streams/calls.ts";
import { tags } from "../../../src/aircall/streams/tags.ts";
import type { RunRecord } from "../../../src/local/store.ts";
import { openStore } from "../../../src/local/store/mod.ts";
import { bindingOf, documentOf, forms, inFolder, NOW, streamOf } from "./model.ts";

const options = { now: () => NOW };
const LOCKER = new URL("writer.ts", import.meta.url).pathname;
const ROOT = new URL("../../../", import.meta.url).pathname;

const run = (began: string): RunRecord => ({
  began,
  ended: "2026-01-02T04:00:00Z",
  requests: 507,
  refused429: 1,
  requestsPerMinute: 60,
  streams: { calls: { created: 25_000, updated: 3, deleted: 0 } },
  incomplete: ["tags: Aircall answered 404"],
});

for (const { form, name } of forms) {
  Deno.test(`a ${form} has the runs that were noted, first one first, also when it is opened again`, async () => {
    await inFolder(async (folder) => {
      const store = await openStore(`${folder}/${name}`, options);
      assertEquals(await store.runs(), []);
      await store.note(run("2026-01-02T03:00:00Z"));
      await store.note(run("2026-01-01T03:00:00Z"));
      await store.close();
      const again = await openStore(`${folder}/${name}`, options);
      assertEquals(await again.runs(), [run("2026-01-02T03:00:00Z"), run("2026-01-01T03:00:00Z")]);
      await again.close();
    });
  });

  Deno.test(`a ${form} counts changes by the hour in which they were written, and by stream`, async () => {
    await inFolder(async (folder) => {
      let now = NOW;
      const store = await openStore(`${folder}/${name}`, { now: () => now });
      const write = (stream: typeof calls, op: "c" | "u" | "d", id: number) =>
        store.write(bindingOf(stream), {
          documents: [documentOf(stream, op, JSON.stringify(op === "d" ? { id } : { id, name: op }), false)],
          patch: {},
        });
      await write(tags, "c", 1);
      await write(calls, "c", 2);
      now += 3_600_000;
      await write(calls, "u", 2);
      await write(calls, "d", 2);
      await store.write(bindingOf(calls), { documents: [], patch: { cursor: 1 } });
      const expected = [
        { hour: "2026-01-02T03:00:00Z", stream: "calls", created: 1, updated: 0, deleted: 0 },
        { hour: "2026-01-02T03:00:00Z", stream: "tags", created: 1, updated: 0, deleted: 0 },
        { hour: "2026-01-02T04:00:00Z", stream: "calls", created: 0, updated: 1, deleted: 1 },
      ];
      assertEquals(await store.changes(), expected);
      await store.close();
      const again = await openStore(`${folder}/${name}`, options);
      assertEquals(await again.changes(), expected);
      await again.close();
    });
  });

  Deno.test(`a ${form} that is open is refused to another process, and not once that one was killed`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-q", "--no-check", "--config", `${ROOT}deno.json`, "-P=cli", LOCKER, path],
        stdout: "piped",
      }).spawn();
      const reader = child.stdout.getReader();
      await reader.read();
      // it is closed and opened again now and then: held still, it stays as it is
      child.kill("SIGSTOP");
      const error = await openStore(path, options).catch((error) => error);
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
      // it may have been stopped in the moment between a closing and an opening
      if (error instanceof Error) {
        assertInstanceOf(error, StateError);
        assertStringIncludes(error.message, `${path} is in use by another run`);
      } else await error.close();
      const store = await openStore(path, options);
      await assertRejects(() => openStore(path, options), StateError, "in use by another run");
      await store.close();
      await (await openStore(path, options)).close();
    });
  });

  Deno.test(`a ${form} of a newer version is refused, the second time too`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      await (await openStore(path, options)).close();
      if (form === "folder") {
        await Deno.writeTextFile(`${path}/state.ndjson`, `{"sourceAircall":{"store":2}}\n`);
      } else {
        const { DatabaseSync } = await import("node:sqlite");
        const database = new DatabaseSync(path);
        database.exec(`UPDATE "_meta" SET value = 3 WHERE name = 'store_version'`);
        database.close();
      }
      await assertRejects(() => openStore(path, options), StateError, "newer version of this program");
      // the lock does not outlive the refusal
      await assertRejects(() => openStore(path, options), StateError, "newer version of this program");
    });
  });

  Deno.test(`a ${form} refuses a state that its stream cannot use, naming the stream and what to do`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      const store = await openStore(path, options);
      await store.write(bindingOf(streamOf("calls")), { documents: [], patch: { cursor: "what" } });
      const error = assertThrows(() => store.state(calls), StateError);
      assertStringIncludes(error.message, `The state of calls in ${path} is corrupt`);
      assertStringIncludes(error.message, "Begin anew in another place");
      await store.close();
    });
  });

  Deno.test(`a ${form}'s states belong to whoever asks: changed there, they are not changed here`, async () => {
    await inFolder(async (folder) => {
      const store = await openStore(`${folder}/${name}`, options);
      const stream = streamOf("calls");
      assertEquals(store.state(stream), {});
      await store.write(bindingOf(stream), { documents: [], patch: { inner: { a: 1 } } });
      store.state(stream)["inner"] = null;
      assertEquals(store.state(stream), { inner: { a: 1 } });
      await store.close();
    });
  });

  Deno.test(`a ${form} keeps the many patches of a large state, and does not grow by the state with each`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      const stream = streamOf("calls");
      let store = await openStore(path, options);
      const cell = (n: number) => ({ cells: { [n % 500]: `${n}`.repeat(20) } });
      const cells: Record<string, string> = {};
      for (let n = 0; n < 20_000; n++) {
        await store.write(bindingOf(stream), { documents: [], patch: cell(n) });
        Object.assign(cells, cell(n).cells);
      }
      assertEquals(store.state(stream), { cells });
      if (form === "folder") {
        assertLess((await Deno.stat(`${path}/state.ndjson`)).size, 2 ** 21);
      }
      await store.close();
      store = await openStore(path, options);
      assertEquals(store.state(stream), { cells });
      await store.close();
      const file = form === "folder" ? `${path}/state.ndjson` : path;
      assertLess((await Deno.stat(file)).size, 2 ** 20);
    });
  });
}

Deno.test("a path that is something else is refused, named, and left as it is", async () => {
  await inFolder(async (folder) => {
    const refused = async (path: string, words: string) => {
      const error = await assertRejects(() => openStore(path, options), ConfigError);
      assertStringIncludes(error.message, path);
      assertStringIncludes(error.message, words);
    };
    const text = `${folder}/notes.sqlite`;
    await Deno.writeTextFile(text, "these are notes, and long enough to be a header");
    await refused(text, "no SQLite database: it is left as it is");
    assertEquals(await Deno.readTextFile(text), "these are notes, and long enough to be a header");
    await Deno.writeTextFile(`${folder}/notes`, "notes");
    await refused(`${folder}/notes`, "is a file, and no SQLite database");
    await refused(`${folder}/notes/inside`, "cannot be opened or made");
    await Deno.mkdir(`${folder}/folder.db`);
    await refused(`${folder}/folder.db`, "is a folder, but a name that ends so means an SQLite database");
    const { DatabaseSync } = await import("node:sqlite");
    const other = new DatabaseSync(`${folder}/other.db`);
    other.exec("CREATE TABLE calls (id); INSERT INTO calls VALUES (7)");
    other.close();
    await refused(`${folder}/other.db`, "is a database of another program");
    for (const name of ["calls.ndjson", "changes.ndjson", "runs.ndjson", "state.ndjson"]) {
      const taken = `${folder}/with ${name}`;
      await Deno.mkdir(taken);
      await Deno.writeTextFile(`${taken}/${name}`, `{"id":7}\n`);
      await refused(taken, `holds a ${name} that this program did not write`);
      assertEquals((await Array.fromAsync(Deno.readDir(taken))).map(({ name }) => name), [name]);
      assertEquals(await Deno.readTextFile(`${taken}/${name}`), `{"id":7}\n`);
    }
  });
});

Deno.test("a folder with other files in it, an empty file and a database by any name are taken", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/mine`);
    await Deno.writeTextFile(`${folder}/mine/notes.txt`, "notes");
    await (await openStore(`${folder}/mine`, options)).close();
    assertEquals(await Deno.readTextFile(`${folder}/mine/notes.txt`), "notes");
    await Deno.writeTextFile(`${folder}/empty.sqlite`, "");
    await (await openStore(`${folder}/empty.sqlite`, options)).close();
    await Deno.rename(`${folder}/empty.sqlite`, `${folder}/account`);
    const store = await openStore(`${folder}/account`, options);
    for (const stream of streams) assertEquals(await store.count(stream), 0, stream.name);
    await store.close();
    // nothing is left behind by a store that is closed
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    assertEquals(names, ["account", "mine"]);
    await (await openStore(`${folder}/new/and deeper/account.sqlite`, options)).close();
  });
});
