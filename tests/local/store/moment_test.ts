import { assert, assertEquals, assertGreater, assertRejects, assertStringIncludes } from "@std/assert";
import { ConfigError, StateError } from "../../../src/aircall/errors.ts";
import { lookAtStore, openStore } from "../../../src/local/store/mod.ts";
import type { RunRecord } from "../../../src/local/store.ts";
import { copied } from "./batches.ts";
import { bindingOf, forms, inFolder, kept, NOW } from "./model.ts";
import { disk, lastIn, look, Numbered, seenIn } from "./moments.ts";
import { numbered } from "./numbered.ts";
import { writeAndDie, WRITER_ARGS } from "./writing.ts";

const options = { now: () => NOW, streams: kept };

const run: RunRecord = {
  began: "2026-01-02T03:04:05Z",
  ended: "2026-01-02T03:04:06Z",
  ...{ requests: 1, refused429: 0, requestsPerMinute: 60, streams: {}, incomplete: [] },
};

for (const { form, name } of forms) {
  Deno.test(`a ${form} that a run has open shows whoever looks all that was kept, batch after batch, and what is written while they look is not in it`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      const expected = new Numbered();
      let n = 0;
      for (let session = 1; session <= 3; session++) {
        const store = await openStore(path, options);
        for (let i = 0; i < 12; i++) {
          const before = expected.to(n);
          await lookAtStore(path, async (moment) => {
            const { stream, batch } = numbered(++n);
            await store.write(bindingOf(stream), batch);
            assertEquals(await seenIn(moment), before);
            assertEquals(moment.busy, true);
          }, { streams: kept });
          assertEquals(await look(path), expected.to(n));
        }
        await store.note(run);
        await store.close();
        const whole = await disk(folder);
        await lookAtStore(path, async (moment) => {
          assertEquals([await seenIn(moment), moment.busy], [expected.to(n), false]);
          assertEquals(await moment.runs(), Array.from({ length: session }, () => run));
        }, { streams: kept });
        assertEquals(await disk(folder), whole);
      }
    });
  });

  Deno.test(`a ${form} that a killed run has left is read as the next run would find it, and nothing on disk changes`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      const expected = new Numbered();
      for (const [after, wait] of [[3, 0], [40, 3], [60, 11]] as const) {
        await writeAndDie(path, after, wait);
        const left = await disk(folder);
        const seen = await look(path);
        assertEquals(await lookAtStore(path, ({ busy }) => Promise.resolve(busy), { streams: kept }), false);
        assertEquals(await disk(folder), left);
        const store = await openStore(path, options);
        const last = Math.max(...kept.map((stream) => Number(store.state(stream)["n"] ?? 0)));
        await store.close();
        assertEquals(seen, expected.to(last));
      }
    });
  });

  Deno.test(`a ${form} that another process writes to, closes and opens all the while shows a moment that has been, each time`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      const expected = new Numbered();
      const child = new Deno.Command(Deno.execPath(), {
        args: [...WRITER_ARGS, path],
        ...{ stdout: "piped", stderr: "inherit", env: { NO_COLOR: "1" } },
      }).spawn();
      const pieces = child.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
      let said = "";
      const seen = new Set<number>();
      try {
        while (seen.size < 60) {
          const { value = "" } = await pieces.next();
          said += value;
          const last = Number(said.split("\n").at(-2));
          if (!(last > 0)) continue;
          const found = await look(path);
          const n = lastIn(found);
          assert(n >= last, `${last} were said, ${n} are seen`);
          assertEquals(found, expected.to(n));
          seen.add(n);
        }
      } finally {
        child.kill("SIGKILL");
        await child.status;
        await pieces.return?.();
      }
      assertGreater(Math.max(...seen), 60);
    });
  });

  Deno.test(`a ${form} that is not there, or is something else, is refused by whoever looks, and nothing is made`, async () => {
    await inFolder(async (folder) => {
      await Deno.mkdir(`${folder}/folder`);
      await Deno.writeTextFile(`${folder}/empty.sqlite`, "");
      for (const name of ["nothing", "nothing.sqlite", "folder", "empty.sqlite"]) {
        await assertRejects(
          () => look(`${folder}/${name}`),
          ConfigError,
          `${folder}/${name} is not what this program keeps an account in`,
        );
      }
      const { DatabaseSync } = await import("node:sqlite");
      const other = new DatabaseSync(`${folder}/other.db`);
      other.exec("CREATE TABLE calls (id)");
      other.close();
      const before = await disk(folder);
      await assertRejects(() => look(`${folder}/other.db`), ConfigError, "a database of another program");
      assertEquals(await disk(folder), before);
      const path = `${folder}/${name}`;
      await (await openStore(path, options)).close();
      assertEquals((await look(path)).changes, []);
    });
  });
}

Deno.test("a folder is read right at each step at which its files are brought into their final form, and as it was left there", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/account`;
    const expected = new Numbered();
    let n = 0;
    for (let session = 1; session <= 3; session++) {
      const store = await openStore(path, options);
      for (let i = 0; i < 30; i++) {
        const { stream, batch } = numbered(++n);
        await store.write(bindingOf(stream), batch);
      }
      const copies = await copied(path, `${folder}/copies ${session}`, () => store.close());
      assertGreater(copies.length, 4);
      for (const copy of copies) {
        const left = await disk(copy);
        assertEquals(await look(copy), expected.to(n));
        assertEquals(await disk(copy), left);
      }
    }
  });
});

Deno.test("a folder whose log was moved away, or whose file of a stream is lost, is read as the next run would find it", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/account`;
    const expected = new Numbered();
    const store = await openStore(path, options);
    for (let n = 1; n <= 30; n++) {
      const { stream, batch } = numbered(n);
      await store.write(bindingOf(stream), batch);
    }
    await store.close();
    await Deno.remove(`${path}/calls.ndjson`);
    assertEquals(await look(path), expected.to(30));
    await (await openStore(path, options)).close();
    await Deno.remove(`${path}/changes.ndjson`);
    assertEquals(await look(path), expected.to(30));
    const next = await openStore(path, options);
    const { stream, batch } = numbered(31);
    await next.write(bindingOf(stream), batch);
    assertEquals(await look(path), expected.to(31));
    await next.close();
    assertEquals(await look(path), expected.to(31));
    await Deno.remove(`${path}/calls.ndjson`);
    await assertRejects(
      () => look(path),
      StateError,
      "calls.ndjson is not there any more. It cannot be made again",
    );
    const log = await Deno.readTextFile(`${path}/changes.ndjson`);
    await Deno.writeTextFile(`${path}/changes.ndjson`, log.slice(0, -5));
    await assertRejects(
      () => look(path),
      StateError,
      "changes.ndjson is not what was written: it is shorter",
    );
  });
});

Deno.test("a database that is opened and written to, or closed, while somebody looks at it shows the same moment to its end", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/account.sqlite`;
    const expected = new Numbered();
    let store = await openStore(path, options);
    await store.close();
    for (let n = 0; n < 4; n++) {
      if (n % 2 === 1) store = await openStore(path, options);
      await lookAtStore(path, async (moment) => {
        if (n % 2 === 0) store = await openStore(path, options);
        const { stream, batch } = numbered(n + 1);
        await store.write(bindingOf(stream), batch);
        await store.close();
        assertEquals(await seenIn(moment), expected.to(n));
      }, { streams: kept });
      assertEquals(await look(path), expected.to(n + 1));
    }
  });
});

Deno.test("a store of a newer version, and one that is damaged, is refused by whoever looks", async () => {
  await inFolder(async (folder) => {
    for (const { name } of forms) await (await openStore(`${folder}/${name}`, options)).close();
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(`${folder}/account.sqlite`);
    database.exec(`UPDATE "_meta" SET value = 99 WHERE name = 'store_version'`);
    database.close();
    await Deno.writeTextFile(`${folder}/account/state.ndjson`, `{"sourceAircall":{"store":99}}\n`);
    for (const { name } of forms) {
      const error = await assertRejects(() => look(`${folder}/${name}`), StateError);
      assertStringIncludes(error.message, "was written by a newer version");
    }
    await Deno.writeTextFile(`${folder}/account/state.ndjson`, `{"sourceAircall":{"sto`);
    await assertRejects(() => look(`${folder}/account`), StateError, "is not what was written");
  });
});
