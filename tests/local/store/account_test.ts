import { assertEquals, assertLess } from "@std/assert";
import { streams } from "../../../src/aircall/streams/mod.ts";
import { keyField } from "../../../src/capture/stream.ts";
import { VirtualClock } from "../../../src/capture/virtual_clock.ts";
import { openStore } from "../../../src/local/store/mod.ts";
import { differences, Simulator, streams as names } from "../../../src/simulator/mod.ts";
import { forms, inFolder } from "./model.ts";
import { sync } from "./synced.ts";

const size = { calls: 400, days: 20, contacts: 120, users: 8, teams: 2, numbers: 3, tags: 6, webhooks: 2 };

for (const { form, name } of forms) {
  Deno.test(`an account that is captured into a ${form} is equal to it, and a second run goes on where the first one stopped`, async () => {
    await inFolder(async (folder) => {
      const clock = new VirtualClock();
      const simulator = new Simulator({ clock, size, limit: null });
      const path = `${folder}/${name}`;
      const different = async () => {
        const store = await openStore(path, clock);
        const found: string[] = [];
        for (const stream of names) {
          const known = streams.find(({ name }) => name === stream);
          if (!known) throw new Error(`no stream is called ${stream}`);
          const rows = await Array.fromAsync(store.rows(known));
          const captured = new Map(rows.map((row) => [String(row[keyField(known)]), row]));
          found.push(...differences(simulator.account, stream, captured));
        }
        await store.close();
        return found;
      };
      const all = await sync(simulator, clock, path);
      assertEquals(await different(), []);
      simulator.account.addTag();
      const contact = simulator.account.addContact();
      await clock.sleep(60_000);
      const some = await sync(simulator, clock, path);
      assertLess(some, all / 10);
      assertEquals(await different(), []);
      simulator.account.deleteContact(contact);
      await clock.sleep(3_600_000);
      await sync(simulator, clock, path);
      assertEquals(await different(), []);
    });
  });
}
