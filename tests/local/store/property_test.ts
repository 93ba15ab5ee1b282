import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { openStore } from "../../../src/local/store/mod.ts";
import { batchOf, copied, copy, write } from "./batches.ts";
import { bindingOf, forms, inFolder, kept, Model, NOW, shownBy, streamOf } from "./model.ts";

const RUNS = 40;
const options = { now: () => NOW, streams: kept };

for (const { form, name } of forms) {
  Deno.test(`a ${form} that is closed, left open and opened again at any time has what was written`, async () => {
    const step = fc.oneof({ arbitrary: write, weight: 4 }, fc.constantFrom("close", "die"));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        await inFolder(async (root) => {
          const model = new Model();
          let at = 0;
          let store = await openStore(`${root}/0/${name}`, options);
          for (const step of steps) {
            if (typeof step !== "string") {
              const { batch, texts } = batchOf(step);
              await store.write(bindingOf(streamOf(step.stream)), batch);
              model.apply(streamOf(step.stream), batch, texts);
              continue;
            }
            // a process that dies leaves its files as they are, which is what a copy of them is
            if (step === "die") await copy(`${root}/${at}`, `${root}/${at + 1}`);
            await store.close();
            if (step === "die") at++;
            store = await openStore(`${root}/${at}/${name}`, options);
            assertEquals(await shownBy(store), model.shown());
          }
          assertEquals(await shownBy(store), model.shown());
          await store.close();
        });
      }),
      { numRuns: RUNS },
    );
  });

  Deno.test(`a ${form} whose last write was cut at any byte has all batches but that one`, async () => {
    const files = form === "folder" ? ["changes.ndjson", "state.ndjson"] : [`${name}-wal`];
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { minLength: 1, maxLength: 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (writes, where) => {
          await inFolder(async (root) => {
            const model = new Model();
            const store = await openStore(`${root}/0/${name}`, options);
            const place = form === "folder" ? `0/${name}` : "0";
            for (const [i, write] of writes.entries()) {
              const { batch, texts } = batchOf(write);
              if (i === writes.length - 1) await copy(`${root}/0`, `${root}/before`);
              await store.write(bindingOf(streamOf(write.stream)), batch);
              if (i < writes.length - 1) model.apply(streamOf(write.stream), batch, texts);
            }
            // in the order in which they are written, and only so much of it
            const size = (when: string, file: string) =>
              Deno.statSync(`${root}/${place.replace("0", when)}/${file}`).size;
            const added = files.map((file) => size("0", file) - size("before", file));
            let left = Math.floor(where * added.reduce((a, b) => a + b));
            left = Math.min(left, added.reduce((a, b) => a + b) - 1);
            await copy(`${root}/0`, `${root}/cut`);
            await store.close();
            for (const [i, file] of files.entries()) {
              const stays = Math.min(left, added[i] ?? 0);
              await Deno.truncate(
                `${root}/${place.replace("0", "cut")}/${file}`,
                size("before", file) + stays,
              );
              left -= stays;
            }
            const again = await openStore(`${root}/cut/${name}`, options);
            assertEquals(await shownBy(again), model.shown());
            await again.close();
          });
        },
      ),
      { numRuns: RUNS },
    );
  });
}

Deno.test("a folder that dies between any two steps of its closings has what was written, and says of nothing that it is lost", async () => {
  const writes = fc.array(write, { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(writes, { minLength: 2, maxLength: 3 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { minLength: 3, maxLength: 3 }),
      async (sessions, deaths) => {
        await inFolder(async (root) => {
          const model = new Model();
          let path = `${root}/first`;
          for (const [i, writes] of sessions.entries()) {
            const store = await openStore(path, options);
            assertEquals(await shownBy(store), model.shown());
            for (const write of writes) {
              const { batch, texts } = batchOf(write);
              await store.write(bindingOf(streamOf(write.stream)), batch);
              model.apply(streamOf(write.stream), batch, texts);
            }
            const copies = await copied(path, `${root}/${i}`, () => store.close());
            path = copies[Math.floor((deaths[i] ?? 0) * copies.length)] ?? path;
            // and a file that was being written
            await Deno.writeTextFile(`${path}/tags.ndjson.new`, `{"id":1,"na`);
          }
          for (const _ of ["after that", "and from then on"]) {
            const store = await openStore(path, options);
            assertEquals(await shownBy(store), model.shown());
            await store.close();
          }
        });
      },
    ),
    { numRuns: 20 },
  );
});
