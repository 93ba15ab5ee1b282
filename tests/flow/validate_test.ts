import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { JsonObject } from "../../src/flow/runtime/mod.ts";
import { streams } from "../../src/simulator/mod.ts";
import {
  assertRefused,
  bindingOf,
  configOf,
  openOf,
  smallAccount,
  type Talk,
  talk,
} from "../support/talk.ts";

const simulator = smallAccount();
const good = configOf(simulator);
/** A configuration with this under `advanced`. */
const advanced = (changes: JsonObject) => configOf(simulator, { advanced: changes });

function validate(config: unknown, resources: unknown[], more: JsonObject = {}): Promise<Talk> {
  const bindings = resources.map((resourceConfig) => bindingOf("calls", { resourceConfig }));
  return talk([{ validate: { name: "acmeCo/a", config, bindings, ...more } }], { simulator });
}

/** What a wrong request is answered with, the same by all three requests that carry one. No answer, and nothing is asked of Aircall. */
async function refusal(config: unknown, resources: unknown[] = []): Promise<string> {
  const bindings = resources.map((resourceConfig) => bindingOf("calls", { resourceConfig }));
  const capture = { name: "acmeCo/a", config, bindings };
  const messages: string[] = [];
  for (
    const request of [{ validate: capture }, { apply: { capture, version: "1" } }, { open: { capture } }]
  ) {
    simulator.clearJournal();
    const answered = await talk([request], { simulator });
    messages.push(assertRefused(answered, 2));
    assertEquals(answered.out, "");
    assertEquals(simulator.count(), 0, "Aircall was asked");
  }
  assertEquals(new Set(messages).size, 1);
  return messages[0] ?? "";
}

Deno.test("validate answers each binding's path, in the order of the request, after one ping", async () => {
  simulator.clearJournal();
  const wanted = [...streams].toReversed();
  const request = { name: "a", config: good, bindings: wanted.map((stream) => bindingOf(stream)) };
  const { code, responses, err } = await talk([{ validate: request }], { simulator });
  assertEquals([code, err], [0, ""]);
  assertEquals(responses, [{
    validated: { bindings: wanted.map((stream) => ({ resourcePath: [stream] })) },
  }]);
  assertEquals(simulator.journal.map(({ path }) => path), ["/v1/ping"]);
});

Deno.test("validate takes no bindings, left out or not", async () => {
  for (const bindings of [[], undefined, null]) {
    const { code, responses } = await validate(good, [], { bindings });
    assertEquals([code, responses], [0, [{ validated: { bindings: [] } }]]);
  }
});

Deno.test("apply checks and answers without asking Aircall, twice with the same", async () => {
  simulator.clearJournal();
  const apply = {
    apply: { capture: { name: "acmeCo/a", config: good, bindings: [bindingOf("tags")] }, version: "1" },
  };
  const { code, responses, err } = await talk([apply, apply], { simulator });
  assertEquals([code, err], [0, ""]);
  assertEquals(responses, Array(2).fill({ applied: { actionDescription: "" } }));
  assertEquals(simulator.count(), 0);
});

Deno.test("the original connector's configuration and resources are accepted without a word", async () => {
  const config = configOf(simulator, { advanced: undefined, start_date: "2025-01-01T00:00:00.000Z" });
  const original = {
    stream: "user_availablity",
    syncMode: "full_refresh",
    namespace: "aircall",
    cursorField: [],
  };
  const { code, responses, err } = await validate(config, [
    original,
    {
      stream: "calls",
      syncMode: "incremental",
      namespace: null,
      cursorField: ["started_at"],
      _meta: { path: ["calls"] },
    },
  ]);
  assertEquals([code, err], [0, ""]);
  assertEquals(responses, [{
    validated: { bindings: [{ resourcePath: ["user_availablity"] }, { resourcePath: ["calls"] }] },
  }]);
});

Deno.test("keys that are not known are named in one line at warn, and ignored", async () => {
  const config = {
    ...good,
    credentials_title: "x",
    sync_from: 1,
    advanced: { requests_per_minute: 9, turbo: true },
  };
  for (const resources of [[], [{ stream: "tags", flavour: "sweet" }, { stream: "users", colour: 1 }]]) {
    const { code, logs } = await validate(config, resources);
    assertEquals([code, logs.length], [0, 1]);
    assertEquals(logs[0]?.level, "warn");
    const message = logs[0]?.message ?? "";
    for (const name of ["credentials_title", "sync_from", "advanced/turbo"]) {
      assertStringIncludes(message, name);
    }
    if (resources.length > 0) assertMatch(message, /binding 1: flavour, binding 2: colour/);
  }
});

Deno.test("a last capture is not looked at: its configuration is sealed", async () => {
  const config = {
    image: "ghcr.io/x/y:v1",
    config: { api_id: "x", api_token_sops: "ENC[AES256]", sops: {} },
  };
  for (const lastCapture of [{ name: "a", config, bindings: [bindingOf("tags")] }, { config: "?" }, null]) {
    const { code, err } = await validate(good, [{ stream: "tags" }], { lastCapture, lastVersion: "0" });
    assertEquals([code, err], [0, ""]);
    const capture = { name: "a", config: good, bindings: [bindingOf("tags")] };
    assertEquals((await talk([{ apply: { capture, lastCapture } }])).code, 0);
  }
});

Deno.test("a stream that is not known is refused, and those that are are named", async () => {
  for (const stream of ["user_availability", "Calls", "voicemails", ""]) {
    const message = await refusal(good, [{ stream }]);
    assertMatch(message, /binding 1: "stream"/);
    for (const name of streams) assertStringIncludes(message, name);
  }
  assertMatch(await refusal(good, [{ syncMode: "incremental" }]), /"stream" is missing/);
});

Deno.test("intervals are ISO 8601 durations of weeks, days, hours, minutes and seconds from a second up", async () => {
  for (const interval of ["PT1S", "PT5M", "P1D", "P2W", "P1DT12H", "PT90M", "PT3600S"]) {
    assertEquals((await validate(good, [{ stream: "tags", interval }])).code, 0, interval);
  }
  for (
    const interval of [
      "P1Y",
      "P1M",
      "PT0S",
      "PT0.5S",
      "5m",
      "300",
      "",
      "P",
      "PT",
      "P1DT",
      "-PT5M",
      " PT5M",
      "pt5m",
    ]
  ) {
    const message = await refusal(good, [{ stream: "tags", interval }]);
    assertMatch(message, /binding 1: "interval" .*"PT5M"/);
    assertStringIncludes(message, JSON.stringify(interval));
  }
  assertMatch(await refusal(good, [{ stream: "tags", interval: 300 }]), /"interval" .*string/);
});

Deno.test("a sync mode is one of two", async () => {
  for (const syncMode of ["full", "Incremental", "", 1, null]) {
    assertMatch(
      await refusal(good, [{ stream: "tags", syncMode }]),
      /"syncMode" .*incremental, full_refresh/,
    );
  }
});

Deno.test("a stream that is bound twice, and a binding that is no object, are refused", async () => {
  assertMatch(
    await refusal(good, [{ stream: "tags" }, { stream: "users" }, { stream: "tags", interval: "PT1M" }]),
    /^binding 3: stream "tags" is bound twice/,
  );
  for (const resource of [null, "tags", ["tags"], 7, undefined]) {
    assertMatch(await refusal(good, [{ stream: "users" }, resource]), /^binding 2 .*object/);
  }
});

Deno.test("every field of the configuration has one type, and what is wrong with it is told with what to do", async () => {
  const wrong: [JsonObject, RegExp][] = [
    ...[5, "", "   ", null, ["x"], {}].flatMap((value): [JsonObject, RegExp][] => [
      [configOf(simulator, { api_id: value }), /"api_id" .*API Keys/],
      [configOf(simulator, { api_token: value }), /"api_token" .*API Keys/],
    ]),
    ...[1735689600, "2025-01-01", "yesterday", "", null, "2025-02-30T00:00:00Z", "2025-01-01T00:00:00"].map(
      (
        value,
      ): [JsonObject, RegExp] => [
        configOf(simulator, { start_date: value }),
        /"start_date" .*2023-01-01T00:00:00Z/,
      ],
    ),
    ...[0, -1, 1.5, "60", 1_000_001, null, Infinity, true].map(
      (value): [JsonObject, RegExp] => [
        advanced({ requests_per_minute: value }),
        /"advanced\/requests_per_minute" .*whole number from 1 to 1000000/,
      ],
    ),
    ...["api.aircall.io", "ftp://x.example", "", 1, null].map(
      (
        value,
      ): [JsonObject, RegExp] => [
        advanced({ base_url: value }),
        /"advanced\/base_url" .*https:\/\/api.aircall.io/,
      ],
    ),
    [
      advanced({ call_details: ["contact", "everything"] }),
      /"advanced\/call_details\/1" .*contact, short_urls, timeline/,
    ],
    [advanced({ call_details: "contact" }), /"advanced\/call_details" .*array/],
    ...["fast", [], null, 1].map(
      (value): [JsonObject, RegExp] => [configOf(simulator, { advanced: value }), /"advanced" .*object/],
    ),
  ];
  for (const [config, expected] of wrong) assertMatch(await refusal(config), expected);
});

Deno.test("the least and the most that a field takes are taken", async () => {
  for (const rate of [1, 1_000_000]) {
    assertEquals((await validate(advanced({ requests_per_minute: rate }), [])).code, 0);
  }
  for (
    const start_date of [
      "2025-01-01T00:00:00Z",
      "2025-01-01T00:00:00.123456+02:00",
      "1970-01-01T00:00:00-11:30",
    ]
  ) {
    assertEquals((await validate(configOf(simulator, { start_date }), [])).code, 0, start_date);
  }
  for (const base_url of ["https://api.aircall.io/", "http://127.0.0.1:8484/proxy"]) {
    const apply = { apply: { capture: { name: "a", config: advanced({ base_url }) } } };
    assertEquals((await talk([apply])).code, 0, base_url);
  }
  assertEquals((await validate(advanced({ call_details: [] }), [])).code, 0);
});

Deno.test("a configuration that is none is refused like one without its fields", async () => {
  for (const config of [undefined, null, "text", 1, []]) {
    assertMatch(await refusal(config), /configuration .*object/);
    assertMatch(
      assertRefused(await talk([{ discover: { config } }], { simulator }), 2),
      /configuration .*object/,
    );
  }
  const message = await refusal({});
  assertMatch(
    message,
    /^3 problems:\n - .*"api_id" is missing.*\n - .*"api_token" is missing.*\n - .*"start_date" is missing/,
  );
});

Deno.test("what is wrong with the configuration and with all bindings is told at once", async () => {
  const config = configOf(simulator, { start_date: "soon", advanced: { requests_per_minute: 0 } });
  const message = await refusal(config, [{ stream: "nope", interval: "5m" }, { stream: "tags" }, {
    stream: "tags",
  }]);
  assertMatch(message, /^5 problems:\n/);
  for (const part of ["start_date", "requests_per_minute", '"nope"', "5m", "bound twice"]) {
    assertStringIncludes(message, part);
  }
});

Deno.test("no refusal quotes the token, nor the id", async () => {
  const config = configOf(simulator, {
    api_id: "id-of-mine",
    api_token: "token-of-mine",
    start_date: "soon",
  });
  const message = await refusal(config, [{ stream: "x" }]);
  assert(!/of-mine/.test(message));
});

Deno.test("a binding to a collection with another key is accepted with a warning", async () => {
  const collection = { name: "acmeCo/tags", key: ["/name"] };
  const { code, logs } = await talk([
    { validate: { name: "a", config: good, bindings: [bindingOf("tags", { collection })] } },
  ], { simulator });
  assertEquals(code, 0);
  assertMatch(
    logs.map(({ level, message }) => `${level} ${message}`).join(),
    /warn .*acmeCo\/tags.*\/name.*\/id/,
  );
});

Deno.test("a configuration that is wrong ends open with exit code 2 before anything is opened", async () => {
  const { responses, code } = await talk([{ spec: {} }, openOf(configOf(simulator, { api_id: "" }), [])]);
  assertEquals([responses.length, code], [1, 2]);
});
