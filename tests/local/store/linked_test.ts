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
