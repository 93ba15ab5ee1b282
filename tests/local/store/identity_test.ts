import { DatabaseSync } from "node:sqlite";
import { assertEquals } from "@std/assert";
import { openStore } from "../../../src/local/store/mod.ts";
import type { Identity } from "../../../src/local/store/identity.ts";
import { forms, inFolder } from "./model.ts";

const now = () => 0;

for (const { form, name } of forms) {
  Deno.test(`whose account a ${form} holds is what was noted last, whole, whether or not it was closed since`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      const identities: Identity[] = [
        { keys: ["a"], company: "Acme", users: ["1", "2"], numbers: [] },
        { keys: ["a", "b"] },
        { keys: ["c"], users: [] },
      ];
      let store = await openStore(path, { now });
      assertEquals(store.identity(), undefined);
      for (const identity of identities) {
        await store.identify(identity);
        assertEquals(store.identity(), identity);
        await store.close();
        store = await openStore(path, { now });
        assertEquals(store.identity(), identity);
      }
      await store.close();
    });
  });

  Deno.test(`a note in a ${form} that somebody has made something else of counts as none`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      const store = await openStore(path, { now });
      await store.identify({ keys: ["a"] });
      await store.close();
      for (const other of [`{"keys":"a"}`, `{}`, `[]`, `7`, `{"keys":["a"],"users":[1]}`]) {
        if (form === "folder") {
          await Deno.writeTextFile(`${path}/state.ndjson`, `{"account":${other}}\n`, { append: true });
        } else {
          const database = new DatabaseSync(path);
          database.prepare(`UPDATE _meta SET value = ? WHERE name = 'account'`).run(other);
          database.close();
        }
        const again = await openStore(path, { now });
        assertEquals(again.identity(), undefined, other);
        await again.close();
      }
    });
  });
}
