import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { ConfigError, StateError } from "../../../src/aircall/errors.ts";
import { reading } from "../../../src/local/store/sqlite_faults.ts";
import { lookAtStore, openStore } from "../../../src/local/store/mod.ts";
import { bindingOf, documentOf, inFolder, kept, NOW, streamOf } from "./model.ts";

const options = { now: () => NOW, streams: kept };
const calls = streamOf("calls");
const COST = "everything that Aircall still serves (of calls, six months) is read once more into a new one";

/** A store that has rows and is closed. */
async function filled(path: string, rows = 3): Promise<void> {
  const store = await openStore(path, options);
  const documents = Array.from(
    { length: rows },
    (_, i) => documentOf(calls, "c", `{"id":${i + 1},"raw_digits":"${"7".repeat(900)}"}`, true),
  );
  await store.write(bindingOf(calls), { documents, patch: { n: 1 } });
  await store.note({
    ...{ began: "2026-01-02T03:00:00Z", ended: "2026-01-02T04:00:00Z", requests: 1, refused429: 0 },
    ...{ requestsPerMinute: 60, streams: {}, incomplete: [] },
  });
  await store.close();
}

/** What is in a folder, so that what was not touched can be told from what was. */
async function contents(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, isFile } of Deno.readDir(folder)) {
    found[name] = isFile ? await Deno.readTextFile(`${folder}/${name}`) : "a folder";
  }
  return found;
}

/** Ways in which a state is damaged, and what is said of each. */
const DAMAGES: [what: string, damage: (path: string) => void, says: string][] = [
  [
    "cut by hand",
    (path) => Deno.truncateSync(path, 40),
    "it ends in the middle of its first line, after 40 bytes",
  ],
  [
    "cut within its first word",
    (path) => Deno.truncateSync(path, 5),
    "it ends in the middle of its first line, after 5 bytes",
  ],
  ["empty", (path) => Deno.truncateSync(path, 0), "it is empty"],
  [
    "changed in its line",
    (path) => Deno.writeTextFileSync(path, Deno.readTextFileSync(path).replace('"streams":', '"streams"')),
    "its line 1 is no JSON, so that somebody has changed it",
  ],
  [
    "changed in the middle of several lines",
    (path) => Deno.writeTextFileSync(path, `${Deno.readTextFileSync(path)}{"a"\n{"a":1}\n`),
    "its line 2 is no JSON, so that somebody has changed it",
  ],
  ["something else", (path) => Deno.writeTextFileSync(path, "[]\n"), "its line 1 is no JSON"],
  ["without its version", (path) => Deno.writeTextFileSync(path, `{"streams":{}}\n`), "it names no version"],
  [
    "without the log's length",
    (path) =>
      Deno.writeTextFileSync(path, Deno.readTextFileSync(path).replace(/"changes":\d+/, '"changed":1')),
    "it does not say how much of the log counts",
  ],
  [
    "a folder",
    (path) => {
      Deno.removeSync(path);
      Deno.mkdirSync(path);
    },
    "a folder stands in its place",
  ],
  ["taken away", (path) => Deno.removeSync(path), "it is not there any more"],
];

for (const [what, damage, says] of DAMAGES) {
  Deno.test(`a folder whose state is ${what} is refused with what is wrong, what to do and what that costs, and nothing in it is touched`, async () => {
    await inFolder(async (folder) => {
      await filled(folder);
      damage(`${folder}/state.ndjson`);
      const before = await contents(folder);
      for (const open of [openStore, (path: string) => lookAtStore(path, () => Promise.resolve())]) {
        const error = await assertRejects(() => open(folder, options), StateError);
        assertStringIncludes(error.message, `${folder}/state.ndjson is not what was written: ${says}`);
        assertStringIncludes(
          error.message,
          "Bring it back from a copy. If there is no copy, rename the folder",
        );
        assertStringIncludes(error.message, COST);
      }
      assertEquals(await contents(folder), before);
    });
  });
}

Deno.test("a state that another program wrote beside files of another program is called so", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/state.ndjson`, `{"id":7}\n`);
    await Deno.writeTextFile(`${folder}/calls.ndjson`, `{"id":7}\n`);
    await assertRejects(
      () => openStore(folder, options),
      ConfigError,
      "a state.ndjson that this program did not",
    );
    await Deno.remove(`${folder}/state.ndjson`);
    await assertRejects(
      () => openStore(folder, options),
      ConfigError,
      "a calls.ndjson that this program did not",
    );
  });
});

Deno.test("a stream's file with a line that somebody has changed is named when its rows are read, with what brings it back", async () => {
  await inFolder(async (folder) => {
    await filled(folder);
    const path = `${folder}/calls.ndjson`;
    await Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace('"raw_digits":', '"raw_digits";'));
    let store = await openStore(folder, options);
    await assertRejects(
      () => Array.fromAsync(store.rows(calls)),
      StateError,
      `${path} is not what was written. Take it away when no run is going on: the next one makes it again of changes.ndjson.`,
    );
    await store.close();
    // once the log was moved away there is nothing to make it of
    await Deno.remove(`${folder}/changes.ndjson`);
    store = await openStore(folder, options);
    const error = await assertRejects(() => Array.fromAsync(store.rows(calls)), StateError);
    assertStringIncludes(
      error.message,
      "It cannot be made again, since the changes.ndjson of then was moved away",
    );
    assertStringIncludes(error.message, COST);
    await store.close();
  });
});

Deno.test("a log with a line that somebody has changed is refused at its place", async () => {
  await inFolder(async (folder) => {
    const store = await openStore(`${folder}/a`, options);
    await store.write(bindingOf(calls), { documents: [documentOf(calls, "c", `{"id":1}`, true)], patch: {} });
    await Deno.mkdir(`${folder}/b`);
    await Deno.copyFile(`${folder}/a/state.ndjson`, `${folder}/b/state.ndjson`);
    const log = await Deno.readTextFile(`${folder}/a/changes.ndjson`);
    await Deno.writeTextFile(`${folder}/b/changes.ndjson`, log.replace('{"id"', '["id"'));
    await store.close();
    await assertRejects(
      () => openStore(`${folder}/b`, options),
      StateError,
      "changes.ndjson is not what was written: at byte 0 it has a line that somebody has changed",
    );
  });
});

Deno.test("a run that somebody has changed is named, with what to take away", async () => {
  await inFolder(async (folder) => {
    await filled(folder);
    await Deno.writeTextFile(`${folder}/runs.ndjson`, "no run\n");
    const store = await openStore(folder, options);
    const error = await store.runs().catch((error) => error);
    assertInstanceOf(error, StateError);
    assertStringIncludes(error.message, `${folder}/runs.ndjson holds what is no run`);
    assertStringIncludes(error.message, "Take that line out of it");
    await store.close();
  });
});

Deno.test("a database that lost its end, or has a page of zeros, is called damaged, with what to do and what that costs", async () => {
  await inFolder(async (folder) => {
    const refused = async (path: string, work: () => Promise<unknown>) => {
      const error = await assertRejects(work, StateError);
      assertStringIncludes(error.message, `${path} is damaged (`);
      assertStringIncludes(error.message, "Bring it back from a copy. If there is none, rename it");
      assertStringIncludes(error.message, COST);
    };
    const cut = `${folder}/cut.sqlite`;
    await filled(cut, 200);
    await Deno.truncate(cut, 3 * 8192);
    await refused(cut, () => openStore(cut, options));
    const garbage = `${folder}/garbage.sqlite`;
    await Deno.writeTextFile(garbage, `SQLite format 3\0${"nothing of the kind ".repeat(100)}`);
    await refused(garbage, () => openStore(garbage, options));
    const zeros = `${folder}/zeros.sqlite`;
    await filled(zeros, 2000);
    const file = await Deno.open(zeros, { write: true });
    const { size } = await file.stat();
    // the pages of rows are many, those of the schema stand first
    await file.seek(60 * 8192, Deno.SeekMode.Start);
    await file.write(new Uint8Array(size - 62 * 8192));
    file.close();
    const store = await openStore(zeros, options);
    await refused(zeros, () => Array.fromAsync(store.rows(calls)));
    await store.close();
  });
});

Deno.test("a document that somebody has changed in a database is named when rows are read", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/account.sqlite`;
    await filled(path);
    const other = new DatabaseSync(path);
    other.exec(
      `UPDATE calls SET document = 'no' WHERE id = 2; DELETE FROM _meta WHERE name = 'store_version'`,
    );
    await assertRejects(() => openStore(path, options), ConfigError, "(its _meta has no store_version)");
    other.exec(`INSERT INTO _meta VALUES ('store_version', 1); UPDATE _meta_runs SET run = '{'`);
    other.close();
    const store = await openStore(path, options);
    await assertRejects(
      () => Array.fromAsync(store.rows(calls)),
      StateError,
      `${path} has a row in calls whose document is no JSON object`,
    );
    const error = await store.runs().catch((error) => error);
    assertStringIncludes(String(error), `${path} (_meta_runs) holds what is no run`);
    await store.close();
  });
});

Deno.test("a database that another program writes to is called so, when it is opened and when it is written, and goes on after that", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/account.sqlite`;
    await filled(path);
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    const says = `${path} is being written to by another program (database is locked)`;
    await assertRejects(() => openStore(path, { ...options, patience: 1 }), StateError, says);
    other.exec("COMMIT");
    const store = await openStore(path, { ...options, patience: 1 });
    other.exec("BEGIN IMMEDIATE");
    const batch = { documents: [documentOf(calls, "c", `{"id":9}`, true)], patch: {} };
    await assertRejects(() => store.write(bindingOf(calls), batch), StateError, says);
    other.exec("COMMIT");
    await store.write(bindingOf(calls), batch);
    assertEquals(await store.count(calls), 4);
    await store.close();
    other.close();
  });
});

for (const what of ["removed", "put aside for another one"]) {
  Deno.test(`a database that is ${what} while a run writes to it is missed at the next batch, and when it is closed`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/account.sqlite`;
      const says = `${path} was taken away while this run wrote to it`;
      for (const closes of [false, true]) {
        const store = await openStore(path, options);
        const write = () => store.write(bindingOf(calls), { documents: [], patch: { n: 1 } });
        await write();
        for (const end of ["", "-wal", "-shm"]) await Deno.remove(`${path}${end}`);
        if (what !== "removed") await Deno.writeTextFile(path, "");
        if (!closes) await assertRejects(write, StateError, says);
        await assertRejects(() => store.close(), StateError, says);
      }
      const again = await openStore(path, options);
      await again.close();
    });
  });
}

Deno.test("what SQLite says of a file that may not be written, or of a folder, tells whoever named it what to do", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/account.sqlite`;
    await filled(path);
    const database = new DatabaseSync(path, { readOnly: true });
    const error = assertThrows(() => reading(path, () => database.exec("DELETE FROM calls")), ConfigError);
    database.close();
    assertStringIncludes(error.message, `${path} may not be written to by this user`);
    const nowhere = `${folder}/nowhere/account.sqlite`;
    const other = assertThrows(() => reading(nowhere, () => new DatabaseSync(nowhere)), ConfigError);
    assertStringIncludes(other.message, `${nowhere} cannot be opened (unable to open database file`);
  });
});
