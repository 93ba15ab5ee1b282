import { assertEquals } from "@std/assert";
import { holdsStore } from "../../../src/local/store/holds_store.ts";
import { openStore } from "../../../src/local/store/mod.ts";

Deno.test("what was kept is told from a folder of anything else, and from nothing, without making anything", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["kept", "kept.sqlite"]) {
      assertEquals(await holdsStore(`${folder}/${name}`), false);
      const store = await openStore(`${folder}/${name}`, { now: () => 0 });
      await store.note({
        ...{ began: "2026-11-02T09:00:00Z", ended: "2026-11-02T09:00:00Z", requests: 0, refused429: 0 },
        ...{ requestsPerMinute: 60, streams: {}, incomplete: [] },
      });
      await store.close();
      assertEquals(await holdsStore(`${folder}/${name}`), true);
    }
    assertEquals(await holdsStore(folder), false);
    assertEquals(await holdsStore(`${folder}/kept.sqlite/within`), false);
    const there = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    assertEquals(there.sort(), ["kept", "kept.sqlite"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
