import { assertEquals, assertLess } from "@std/assert";
import { connect } from "../../../src/aircall/connect.ts";
import { streams } from "../../../src/aircall/streams/mod.ts";
import { readWanted } from "../../../src/aircall/wanted.ts";
import { Engine } from "../../../src/capture/engine.ts";
import { keyField } from "../../../src/capture/stream.ts";
import { VirtualClock } from "../../../src/capture/virtual_clock.ts";
import { PersonLog } from "../../../src/local/person_log.ts";
import { openStore } from "../../../src/local/store/mod.ts";
import { differences, Simulator, streams as names } from "../../../src/simulator/mod.ts";
import { forms, inFolder } from "./model.ts";

const size = { calls: 400, days: 20, contacts: 120, users: 8, teams: 2, numbers: 3, tags: 6, webhooks: 2 };

for (const { form, name } of forms) {
  Deno.test(`an account that is captured into a ${form} is equal to it, and a second run goes on where the first one stopped`, async () => {
    await inFolder(async (folder) => {
      const clock = new VirtualClock();
      const simulator = new Simulator({ clock, size, limit: null });
      /** Brings the store up to date. @returns the documents that this took */
      const sync = async (): Promise<number> => {
        const { id, token } = simulator.credentials;
        const outside = {
          clock,
          fetch: simulator.fetch,
          random: () => 0.5,
          log: new PersonLog(() => {}),
          mayReach: () => true,
          signal: new AbortController().signal,
        };
        const { config, resources } = readWanted(
          { api_id: id, api_token: token, start_date: "2020-01-01T00:00:00Z" },
          streams.map((stream) => ({ stream: stream.name, syncMode: "incremental", interval: "PT5M" })),
          outside,
        );
        const store = await openStore(`${folder}/${name}`, clock);
        const { api } = connect(config, outside);
        const engine = new Engine({
          bindings: resources.map((resource) => ({ ...resource, state: store.state(resource.stream) })),
          source: (stream) => api.source(stream.name),
          sink: store,
          once: true,
          ...outside,
        });
        await engine.run();
        await store.close();
        return engine.running.reduce((sum, { progress }) => sum + progress.documents, 0);
      };
      const different = async () => {
        const store = await openStore(`${folder}/${name}`, clock);
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
      const all = await sync();
      assertEquals(await different(), []);
      simulator.account.addTag();
      const contact = simulator.account.addContact();
      await clock.sleep(60_000);
      const some = await sync();
      assertLess(some, all / 10);
      assertEquals(await different(), []);
      simulator.account.deleteContact(contact);
      await clock.sleep(3_600_000);
      await sync();
      assertEquals(await different(), []);
    });
  });
}
