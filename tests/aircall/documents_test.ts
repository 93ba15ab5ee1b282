import { assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import { streams } from "../../src/aircall/streams/mod.ts";
import { faultsIn } from "../../src/capture/fits.ts";
import { isObject } from "../../src/flow/runtime/json.ts";
import { streams as names } from "../../src/simulator/mod.ts";
import { mutations } from "../support/mutations.ts";
import { smallAccount } from "../support/talk.ts";
import { zodFaults, zodOf } from "../support/zod_of.ts";

const { account } = smallAccount();
const callDetails = ["contact", "short_urls", "timeline", "ai_voice_agents"] as const;

for (const name of names) {
  Deno.test(`however a document of ${name} is spoiled, what is wrong with it is what zod says`, () => {
    const stream = streams.find((one) => one.name === name);
    const documents = [...account.documents(name, { callDetails })].map(([, document]) => document);
    const whole = documents.filter(isObject).slice(0, 8);
    const schema = stream && zodOf(stream.document);
    let odd = 0;
    fc.assert(
      fc.property(fc.constantFrom(...whole).chain((one) => mutations(one)), (document) => {
        const faults = stream ? faultsIn(stream.document, document) : [];
        odd += faults.length;
        assertEquals(
          faults.map(({ path, words }) => ({ path, words })),
          schema && zodFaults(schema, document),
        );
      }),
      { numRuns: 200, seed: 1 },
    );
    assertGreater(odd, 20);
  });
}
