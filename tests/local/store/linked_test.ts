import { assertEquals, assertRejects } from "@std/assert";
import { StateError } from "../../../src/aircall/errors.ts";
import { openStore } from "../../../src/local/store/mod.ts";
import { inFolder, NOW } from "./model.ts";

const options = { now: () => NOW };

Deno.test({
  name: "a database that is open is refused by the name of a link to it, too",
  ignore: Deno.build.os === "windows",
  async fn() {
    await inFolder(async (folder) => {
      const store = await openStore(`${folder}/a.sqlite`, options);
      await Deno.symlink("a.sqlite", `${folder}/b.sqlite`);
      await assertRejects(() => openStore(`${folder}/b.sqlite`, options), StateError, "is in use");
      await store.close();
      await (await openStore(`${folder}/b.sqlite`, options)).close();
      const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
      assertEquals(names.sort(), ["a.sqlite", "b.sqlite"]);
    });
  },
});

for (
  const [first, second] of [["link", "real"], ["real", "link"], ["linked", "real"], [
    "real",
    "linked",
  ]] as const
) {
  Deno.test({
    name:
      `a database that is not there yet is one, whether it is opened by the ${first} name or the ${second} one first`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await inFolder(async (folder) => {
        await Deno.mkdir(`${folder}/disk`);
        await Deno.symlink("other.sqlite", `${folder}/link.sqlite`);
        await Deno.symlink(`${folder}/disk/real.sqlite`, `${folder}/other.sqlite`);
        await Deno.symlink("disk", `${folder}/linked`);
        const paths = {
          link: `${folder}/link.sqlite`,
          linked: `${folder}/linked/real.sqlite`,
          real: `${folder}/disk/real.sqlite`,
        };
        const store = await openStore(paths[first], options);
        await assertRejects(() => openStore(paths[second], options), StateError, "is in use");
        await store.close();
        await (await openStore(paths[second], options)).close();
        assertEquals(await Array.fromAsync(Deno.readDir(`${folder}/disk`), ({ name }) => name), [
          "real.sqlite",
        ]);
      });
    },
  });
}
