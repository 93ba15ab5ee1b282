import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { JsonObject } from "../../src/flow/runtime/mod.ts";
import { streams } from "../../src/simulator/mod.ts";
import { mutations } from "../support/mutations.ts";
import { configOf, documents, openOf, smallAccount, type Talk } from "../support/talk.ts";
import { bounded } from "./bounded.ts";
import { inputs } from "./inputs.ts";
import { assertSound, boundTo } from "./sound.ts";

const size = { calls: 12, days: 30, contacts: 5, users: 3, teams: 2, numbers: 2, tags: 4, webhooks: 2 };
const credentials = { id: "an-id-of-an-account", token: "a-token-that-nobody-may-read" };
const simulator = smallAccount({ size, credentials, journalSize: 100 });
const valid = configOf(simulator, {
  start_date: "2026-10-20T12:30:00.000Z",
  advanced: { requests_per_minute: 6000, call_details: ["contact"], base_url: "https://api.aircall.io" },
});

/** A moment as RFC 3339 lets it be written, and a few that it does not. */
const moment = fc.oneof(
  fc.tuple(fc.date({ min: new Date("0000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }))
    .map(([date]) => date.toISOString()),
  fc.tuple(fc.date({ min: new Date("2026-09-20"), max: new Date("2026-11-20"), noInvalidDate: true }))
    .map(([date]) => date.toISOString()),
  fc.constantFrom(
    ...["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "2016-12-31T23:59:60Z"],
    ...["2026-10-20t00:00:00z", "2026-10-20", "2026-10-20T00:00:00", "2026-02-30T00:00:00Z", "now", ""],
    ...["2026-10-20T00:00:00+23:59", "2026-10-20T00:00:00.123456789Z", "+010000-01-01T00:00:00Z", "24:00"],
  ),
);

/** What may stand in a field, right or wrong. */
const fields: Record<string, fc.Arbitrary<unknown>> = {
  api_id: fc.oneof(fc.constant(credentials.id), fc.string({ unit: "binary" }), fc.jsonValue({ maxDepth: 1 })),
  api_token: fc.oneof(fc.constant(credentials.token), fc.string({ unit: "binary", maxLength: 300 })),
  start_date: fc.oneof(moment, fc.jsonValue({ maxDepth: 1 })),
  requests_per_minute: fc.oneof(fc.integer({ min: 1, max: 1_000_000 }), fc.double(), fc.integer()),
  call_details: fc.oneof(
    fc.array(fc.constantFrom("contact", "short_urls", "timeline", "ai_voice_agents", "other")),
    fc.jsonValue({ maxDepth: 1 }),
  ),
  base_url: fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.constantFrom(
      "https://a/",
      "http://[::1]:9",
      "HTTP://A//",
      "ftp://a",
      "https://",
      "https://a/b?c#d",
      "",
    ),
    fc.string(),
  ),
};
const root = ["api_id", "api_token", "start_date"];

/** A configuration with any number of its fields changed, missing or joined by others. */
const configuration = fc.oneof(
  mutations(valid),
  fc.tuple(
    fc.record(fields, { requiredKeys: [] }),
    fc.subarray(Object.keys(fields), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
  ).map(([changes, which, others]): JsonObject => {
    const chosen = Object.entries(changes).filter(([name]) => which.includes(name));
    const of = (names: boolean) =>
      Object.fromEntries(chosen.filter(([name]) => root.includes(name) === names));
    return {
      ...valid,
      ...of(true),
      advanced: { ...valid["advanced"] as JsonObject, ...of(false), ...others },
    };
  }),
  fc.jsonValue().map((config) => config as JsonObject),
);

/** The token of a configuration, and the header's value that is made of it, where they are long enough to be told from other words. */
function secretsOf(config: JsonObject): string[] {
  const { api_id: id, api_token: token } = Object(config);
  if (typeof token !== "string" || token.trim().length < 8) return [];
  const header = new TextEncoder().encode(`${String(id).trim()}:${token.trim()}`);
  return [token.trim().toWellFormed(), btoa(String.fromCharCode(...header))];
}

/** What an answer comes to, so that two can be compared. */
function verdict(ran: Talk): unknown {
  return ran.code === 0 ? 0 : [ran.code, ran.last?.message];
}

Deno.test("whatever an endpoint configuration holds, all requests judge it alike, and what they take captures exactly what it asks for", async () => {
  const bindings = [boundTo("calls"), boundTo("tags")];
  const calls = [...simulator.account.truth("calls").values()].map(({ started_at }) => Number(started_at));
  await fc.assert(
    fc.asyncProperty(configuration, async (config) => {
      const say = async (request: JsonObject) => {
        const ran = await bounded([request], { simulator });
        assertSound(ran, {
          secrets: secretsOf(config),
          said: config,
          ..."open" in request ? { bindings } : {},
        });
        return ran;
      };
      const applied = await say({ apply: { capture: { config, bindings } } });
      const discovered = await say({ discover: { config } });
      const validated = await say({ validate: { config, bindings } });
      assertEquals(verdict(discovered), verdict(validated));
      const ran = await say(openOf(config, bindings));
      if (applied.code !== 0) {
        assertEquals(applied.code, 2);
        assertEquals([verdict(discovered), verdict(ran)], [verdict(applied), verdict(applied)]);
        assertEquals(ran.out, "");
        return;
      }
      if (discovered.code !== 0) {
        assertEquals(ran.code, 1, "the capture is refused as well");
        return;
      }
      if (ran.code !== 0) return;
      const start = Math.floor(Date.parse(String(config["start_date"]).toUpperCase()) / 1000);
      assertEquals(documents(ran, 0).length, calls.filter((at) => at >= start).length);
      assertEquals(documents(ran, 1).length, size.tags);
    }),
    inputs("endpoints"),
  );
});

Deno.test("whatever the bindings' configurations hold, all requests judge them alike, and what they take captures each stream whole", async () => {
  const name = fc.constantFrom(...streams);
  const interval = fc.oneof(
    fc.constantFrom("PT5M", "PT1S", "PT0S", "P", "PT", "P1D", "P9007199254740993W", "P1Y", "PT1.5S", "-PT1S"),
    fc.string(),
    fc.jsonValue({ maxDepth: 1 }),
  );
  const resource = fc.oneof(
    {
      weight: 4,
      arbitrary: name.chain((stream) => mutations({ stream, syncMode: "incremental", interval: "PT5M" })),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        stream: name,
        syncMode: fc.constantFrom("incremental", "full_refresh", "append"),
        interval,
        namespace: fc.string(),
      }, { requiredKeys: ["stream"] }),
    },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }).map((value) => value as JsonObject) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(resource, { maxLength: 3 }), async (resources) => {
      const bindings = resources.map((resourceConfig, i) => {
        const stream = streams.find((one) => one === resourceConfig?.["stream"]) ?? "tags";
        return { ...boundTo(stream), resourceConfig, stateKey: `${stream}.${i}` };
      });
      const config = { ...valid, start_date: "2020-01-01T00:00:00Z" };
      const applied = await bounded([{ apply: { capture: { config, bindings } } }], { simulator });
      const validated = await bounded([{ validate: { config, bindings } }], { simulator });
      const ran = await bounded([openOf(config, bindings)], { simulator });
      for (const one of [applied, validated]) {
        assertSound(one, { secrets: [credentials.token], said: resources });
      }
      assertSound(ran, { secrets: [credentials.token], bindings, said: resources });
      assertEquals([verdict(validated), verdict(ran)], [verdict(applied), verdict(applied)]);
      if (ran.code !== 0) return assertEquals([ran.code, ran.out], [2, ""]);
      for (const [i, { resourcePath: [stream] }] of bindings.entries()) {
        const known = streams.find((one) => one === stream);
        assert(known);
        const keys = new Set(
          documents(ran, i).map((document) =>
            document[{ company: "name", webhooks: "webhook_id" }[stream as string] ?? "id"]
          ),
        );
        assertEquals(keys.size, simulator.account.truth(known).size, stream);
      }
    }),
    inputs("resources"),
  );
});
