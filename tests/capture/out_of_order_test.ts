import { assertEquals, assertGreater } from "@std/assert";
import type { Fetch } from "../../src/http/client.ts";
import { bindingOf, configOf, documents, openOf, smallAccount, stateAfter, talk } from "../support/talk.ts";

for (const odd of [0, null, -1]) {
  Deno.test(`a contact amid the newest changes that says ${odd} for the time of its own hides no other change`, async () => {
    const simulator = smallAccount({ size: { calls: 0, contacts: 300 } });
    const { account, clock } = simulator;
    const config = configOf(simulator, { advanced: { requests_per_minute: 6000 } });
    const first = await talk([openOf(config, [bindingOf("contacts")])], { simulator, once: true });
    await clock.sleep(3_600_000);
    const keys = [...account.truth("contacts").keys()].map(Number).slice(0, 150);
    for (const [i, key] of keys.entries()) {
      account.editContact(key, { last_name: "Changed", updated_at: account.now - 10 - 10 * i }, {
        touch: false,
      });
    }
    for (const place of [20, 49]) {
      let told: unknown;
      const fetch: Fetch = async (url, init) => {
        const response = await simulator.fetch(url, init);
        const { searchParams } = new URL(url);
        if (searchParams.get("order") !== "desc" || searchParams.get("page") !== "1") return response;
        const { contacts, ...rest } = await response.json();
        told = contacts[place].id;
        contacts[place].updated_at = odd;
        return new Response(JSON.stringify({ contacts, ...rest }));
      };
      const open = openOf(config, [bindingOf("contacts")], { state: stateAfter(first) });
      const ran = await talk([open], { simulator, once: true, fetch });
      const changed = new Set(documents(ran).map(({ id }) => id));
      assertGreater(keys.indexOf(Number(told)), -1);
      assertEquals(keys.filter((key) => key !== told && !changed.has(key)), [], `in place ${place}`);
      assertEquals(ran.code, 0);
    }
  });
}
