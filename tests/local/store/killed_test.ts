import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import fc from "fast-check";
import { openStore } from "../../../src/local/store/mod.ts";
import { bindingOf, forms, inFolder, kept, Model, NOW, shownBy } from "./model.ts";
import { numbered } from "./numbered.ts";
import { writeAndDie, WRITER_ARGS } from "./writing.ts";

/** How often a process is killed. */
const KILLS = 12;

for (const { form, name } of forms) {
  Deno.test(`a ${form} that cannot be made because the disk has no room at all says so`, async () => {
    await inFolder(async (folder) => {
      const { code, stderr } = await new Deno.Command("bash", {
        args: [
          "-c",
          `trap '' XFSZ; ulimit -f 0; exec "$0" "$@"`,
          Deno.execPath(),
          ...WRITER_ARGS,
          `${folder}/${name}`,
        ],
        env: { NO_COLOR: "1" },
      }).output();
      assertEquals(code, 1);
      assertMatch(new TextDecoder().decode(stderr), /StateError: \S+ could not be written \(.+\)\. Whatever/);
    });
  });

  Deno.test(`a ${form} that the disk has no room for says so, and has what was kept before`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      // no file may become larger than these KiB, which a process is told as it is of a full disk
      const room = form === "folder" ? 200 : 500;
      const limited = `trap '' XFSZ; ulimit -f ${room}; exec "$0" "$@"`;
      const { code, stdout, stderr } = await new Deno.Command("bash", {
        args: ["-c", limited, Deno.execPath(), ...WRITER_ARGS, path],
        env: { NO_COLOR: "1" },
      }).output();
      const said = Number(new TextDecoder().decode(stdout).split("\n").at(-2));
      assertEquals(code, 1);
      assertGreater(said, 1);
      assertMatch(
        new TextDecoder().decode(stderr),
        /StateError: \S+ could not be written \(.+\)\. Whatever was kept before is still there\./,
      );
      const model = new Model();
      for (let n = 1; n <= said; n++) {
        const { stream, batch, texts } = numbered(n);
        model.apply(stream, batch, texts);
      }
      const store = await openStore(path, { now: () => NOW, streams: kept });
      assertEquals(await shownBy(store), model.shown());
      await store.close();
    });
  });

  Deno.test(`a ${form} whose process is killed with SIGKILL, again and again, lacks no batch and has none twice`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      const model = new Model();
      let modelled = 0;
      const deaths = fc.record({
        after: fc.integer({ min: 1, max: 90 }),
        wait: fc.integer({ min: 0, max: 20 }),
      });
      for (const { after, wait } of fc.sample(deaths, { seed: 20260102, numRuns: KILLS })) {
        const said = await writeAndDie(path, after, wait);
        const store = await openStore(path, { now: () => NOW, streams: kept });
        const last = Math.max(...kept.map((stream) => Number(store.state(stream)["n"] ?? 0)));
        // one more may be kept than there was time to say
        assert(last === said || last === said + 1, `${said} were said, ${last} are kept`);
        while (modelled < last) {
          const { stream, batch, texts } = numbered(++modelled);
          model.apply(stream, batch, texts);
        }
        assertEquals(await shownBy(store), model.shown());
        // one that is closed in between is another case than one that only dies
        const { stream, batch, texts } = numbered(++modelled);
        await store.write(bindingOf(stream), batch);
        model.apply(stream, batch, texts);
        await store.close();
      }
      assertGreater(modelled, KILLS);
    });
  });
}
