import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { openStore } from "../../../src/local/store/mod.ts";
import type { RunUnderWay } from "../../../src/local/store.ts";
import { copy } from "./batches.ts";
import { bindingOf, documentOf, forms, inFolder, kept, NOW, streamOf } from "./model.ts";

const MINUTE = 60_000;
const calls = streamOf("calls");

/** A run that begins, with requests that may go on. */
function begun(): { run: RunUnderWay; sent: { requests: number; refused429: number } } {
  const sent = { requests: 2, refused429: 0 };
  const run = { began: "2026-01-02T03:00:00.000Z", requestsPerMinute: 60, streams: ["calls", "tags"], sent };
  return { run, sent };
}

const ids = (...ids: number[]) => ({
  documents: ids.map((id) => documentOf(calls, "c", JSON.stringify({ id }), true)),
  patch: { n: ids.length },
});

const ended = {
  ...{ began: "2026-01-02T03:00:00.000Z", ended: "2026-01-02T03:09:00.000Z", requests: 9, refused429: 0 },
  ...{ requestsPerMinute: 60, streams: {}, incomplete: [] },
};

/** A copy of what is on the disk, which is what a process that dies leaves. */
async function died(root: string, place: string): Promise<void> {
  await copy(`${root}/alive`, `${root}/${place}`);
}

for (const { form, name } of forms) {
  Deno.test(`a ${form} whose run was killed has noted it once it is opened again, as far as it was known, and once`, async () => {
    await inFolder(async (root) => {
      let now = NOW;
      const options = { now: () => now, streams: kept };
      const store = await openStore(`${root}/alive/${name}`, options);
      const { run, sent } = begun();
      await store.going(run);
      await died(root, "at once");
      await store.write(bindingOf(calls), ids(1, 2));
      Object.assign(sent, { requests: 7, refused429: 1 });
      now += MINUTE;
      await store.write(bindingOf(calls), ids(2, 3));
      await died(root, "after a batch");
      Object.assign(sent, { requests: 8 });
      now += MINUTE;
      await store.going(run);
      await died(root, "later");
      await store.note(ended);
      await died(root, "noted");
      await store.close();
      const runsOf = async (copy: string) => {
        const store = await openStore(`${root}/${copy}/${name}`, options);
        const runs = await store.runs();
        await store.close();
        return runs;
      };
      const expected = (ended: string, requests: number, refused429: number, created: number) => [{
        ...{ began: run.began, ended, requests, refused429, requestsPerMinute: 60 },
        streams: {
          calls: { created, updated: 0, deleted: 0 },
          tags: { created: 0, updated: 0, deleted: 0 },
        },
        incomplete: ["it was killed; whatever it had kept is there, and the next run goes on with it"],
        killed: true,
      }];
      for (const _ of ["when it is opened", "and from then on"]) {
        assertEquals(await runsOf("at once"), expected("2026-01-02T03:04:05.000Z", 2, 0, 0));
        assertEquals(await runsOf("after a batch"), expected("2026-01-02T03:05:05.000Z", 7, 1, 3));
        assertEquals(await runsOf("later"), expected("2026-01-02T03:06:05.000Z", 8, 1, 3));
        assertEquals(await runsOf("noted"), [ended]);
        assertEquals(await runsOf("alive"), [ended]);
      }
    });
  });

  Deno.test(`a ${form} whose run was killed goes on with another one, and each has what it did itself`, async () => {
    await inFolder(async (root) => {
      const options = { now: () => NOW, streams: kept };
      let store = await openStore(`${root}/alive/${name}`, options);
      await store.going(begun().run);
      await store.write(bindingOf(calls), ids(1, 2));
      await died(root, "dead");
      await store.close();
      store = await openStore(`${root}/dead/${name}`, options);
      await store.going({ ...begun().run, began: "2026-01-02T03:03:00.000Z" });
      await store.write(bindingOf(calls), ids(1, 2, 3));
      // one that could not say how it ended is noted too
      await store.close();
      store = await openStore(`${root}/dead/${name}`, options);
      const runs = await store.runs();
      assertEquals(runs.map(({ began, streams }) => [began, streams["calls"]?.created]), [
        ["2026-01-02T03:00:00.000Z", 2],
        ["2026-01-02T03:03:00.000Z", 1],
      ]);
      await store.close();
    });
  });

  Deno.test(`a ${form} in which somebody has changed the run that was going on is opened without it`, async () => {
    await inFolder(async (root) => {
      const path = `${root}/${name}`;
      const options = { now: () => NOW, streams: kept };
      let store = await openStore(path, options);
      await store.going(begun().run);
      await store.close();
      if (form === "folder") {
        const text = await Deno.readTextFile(`${path}/state.ndjson`);
        await Deno.writeTextFile(`${path}/state.ndjson`, text.replace(`"requests":2`, `"requests":"two"`));
      } else {
        const database = new DatabaseSync(path);
        database.exec(`UPDATE "_meta" SET value = 'what' WHERE name = 'run'`);
        database.close();
      }
      store = await openStore(path, options);
      assertEquals(await store.runs(), []);
      await store.close();
    });
  });
}

Deno.test("a folder that dies between the two steps of noting a run has it once", async () => {
  await inFolder(async (root) => {
    const path = `${root}/alive`;
    const options = { now: () => NOW, streams: kept };
    const store = await openStore(path, options);
    await store.going(begun().run);
    const state = await Deno.readTextFile(`${path}/state.ndjson`);
    await store.note(ended);
    await died(root, "dead");
    await store.close();
    await Deno.writeTextFile(`${root}/dead/state.ndjson`, state);
    const again = await openStore(`${root}/dead`, options);
    assertEquals(await again.runs(), [ended]);
    await again.close();
  });
});
