import { assertEquals, assertGreater } from "@std/assert";
import { openStore } from "../../../src/local/store/mod.ts";
import { bindingOf, inFolder, kept, NOW } from "./model.ts";
import { lastIn, look, Numbered, stepped } from "./moments.ts";
import { numbered } from "./numbered.ts";

const options = { now: () => NOW, streams: kept };

Deno.test("a folder that changes between two steps of opening it is opened again, and shows one moment", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/account`;
    let n = 0;
    const session = async (batches: number, after: () => Promise<void> = () => Promise.resolve()) => {
      const store = await openStore(path, options);
      for (let i = 0; i < batches; i++) {
        const { stream, batch } = numbered(++n);
        await store.write(bindingOf(stream), batch);
      }
      await store.close();
      await after();
    };
    // what the folder is after one session and after two more, to be put in its place in the midst of an opening
    await session(20);
    const copy = async (to: string) => {
      await Deno.mkdir(to);
      for await (const { name } of Deno.readDir(path)) {
        await Deno.copyFile(`${path}/${name}`, `${to}/${name}`);
      }
    };
    await copy(`${folder}/later 0`);
    await session(25, () => copy(`${folder}/later 1`));
    const store = await openStore(path, options);
    for (let i = 0; i < 9; i++) {
      const { stream, batch } = numbered(++n);
      await store.write(bindingOf(stream), batch);
    }
    await copy(`${folder}/later 2`);
    await store.close();
    const put = (from: string) => {
      for (const { name } of Deno.readDirSync(from)) {
        Deno.copyFileSync(`${from}/${name}`, `${path}/${name}.other`);
        Deno.renameSync(`${path}/${name}.other`, `${path}/${name}`);
      }
    };
    let steps = Infinity;
    for (let at = 0; at < steps; at++) {
      put(`${folder}/later 0`);
      let step = 0;
      const seen = await stepped(() => look(path), () => {
        if (step++ === at) put(`${folder}/later 1`);
        if (step === at + 2) put(`${folder}/later 2`);
      });
      assertEquals(seen, new Numbered().to(lastIn(seen)), `put in place at step ${at}`);
      steps = step;
    }
    assertGreater(steps, 5);
  });
});
