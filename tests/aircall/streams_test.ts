import {
  assert,
  assertEquals,
  assertFalse,
  assertLessOrEqual,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { streams } from "../../src/aircall/streams/mod.ts";
import { fits } from "../../src/capture/fits.ts";
import { noProgress } from "../../src/capture/progress.ts";
import { type Endpoint, StreamFault } from "../../src/capture/source.ts";
import { keyField, type Stream } from "../../src/capture/stream.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";

/** The contract's table. */
const contract: [name: string, path: string, envelope: string, key: `/${string}`, strategy: string][] = [
  ["calls", "/v1/calls", "calls", "/id", "timeline"],
  ["company", "/v1/company", "company", "/name", "snapshot"],
  ["contacts", "/v1/contacts", "contacts", "/id", "timeline"],
  ["numbers", "/v1/numbers", "numbers", "/id", "snapshot"],
  ["tags", "/v1/tags", "tags", "/id", "snapshot"],
  ["user_availablity", "/v1/users/availabilities", "users", "/id", "snapshot"],
  ["users", "/v2/users", "users", "/id", "snapshot"],
  ["teams", "/v1/teams", "teams", "/id", "snapshot"],
  ["webhooks", "/v1/webhooks", "webhooks", "/webhook_id", "snapshot"],
];

const folder = new URL("../../src/aircall/streams/", import.meta.url);

Deno.test("There are nine streams, named and in the order of the contract", () => {
  assertEquals(streams.map(({ name }) => name), contract.map(([name]) => name));
});

/** Where a stream asks for its rows. */
async function endpointOf(stream: Stream): Promise<Endpoint> {
  let asked: Endpoint | undefined;
  const ignore = () => {};
  const enough = new StreamFault("enough");
  const tasks = stream.tasks({
    source: {
      pageSize: 50,
      reach: 10_000,
      ahead: 2,
      page: (endpoint) => {
        asked = endpoint;
        return Promise.reject(enough);
      },
      status: () => Promise.reject(enough),
      settled: () => Promise.resolve(1_780_000_000),
    },
    settings: { mode: "incremental", interval: 300_000, start: 0, rereads: true },
    once: true,
    clock: new VirtualClock(),
    signal: new AbortController().signal,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    progress: noProgress(),
    state: () => ({}),
  });
  await assertRejects(async () => {
    for (const task of tasks) for await (const _ of task.batches());
  }, StreamFault);
  assert(asked, `${stream.name} asks for no page`);
  return asked;
}

for (const [name, path, envelope, key] of contract) {
  Deno.test(`${name} is read from ${path}, out of "${envelope}", and known by ${key}`, async () => {
    const stream = streams.find((stream) => stream.name === name);
    assert(stream);
    const endpoint = await endpointOf(stream);
    assertEquals([endpoint.path, endpoint.envelope, stream.key], [path, envelope, [key]]);
  });

  Deno.test(`${name} declares the very list that it asks for, for whoever else wants a page of it`, async () => {
    const stream = streams.find((stream) => stream.name === name);
    assert(stream);
    assertStrictEquals(await endpointOf(stream), stream.endpoint);
    assertEquals(stream.follows !== undefined, stream.endpoint.time !== undefined);
  });
}

Deno.test("Each stream tells the very list that its tasks ask for", async () => {
  for (const stream of streams) assertEquals(stream.endpoint === await endpointOf(stream), true, stream.name);
});

Deno.test("A webhook's signing secret is withheld, and nothing else is", async () => {
  for (const stream of streams) {
    assertEquals((await endpointOf(stream)).withhold ?? [], stream.name === "webhooks" ? ["token"] : []);
  }
});

for (const stream of streams) {
  Deno.test(`A document of ${stream.name} needs its key alone, and is open to fields that nobody knows`, () => {
    const field = keyField(stream);
    for (const value of [17, "text"]) {
      if (!fits(stream.document, { [field]: value, not_known_yet: { a: [1] } })) continue;
      assertFalse(fits(stream.document, { not_known_yet: 1 }));
      return;
    }
    throw new Error(`no document of ${stream.name} is accepted`);
  });

  Deno.test(`A fresh state of ${stream.name} is a good one`, () => {
    assertEquals(stream.stateFault({}), undefined);
  });
}

Deno.test("Each stream is one declaration in a file of its own: one call of ten lines or fewer", async () => {
  const strategies: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const source = await Deno.readTextFile(new URL(name, folder));
    const calls = [
      ...source.matchAll(/^export const \w+ = (snapshot|timeline)\(\{\n(?:[^}].*\n| +.*\n)*?\}\);$/gm),
    ];
    const begun = source.match(/\b(snapshot|timeline)\(/g) ?? [];
    assertEquals(calls.length, begun.length, name);
    assertLessOrEqual(calls.length, 1, name);
    for (const [text, strategy = ""] of calls) {
      assertLessOrEqual(text.split("\n").length, 10, name);
      strategies.push(strategy);
    }
  }
  assertEquals(strategies.sort(), contract.map(([, , , , strategy]) => strategy).sort());
});
