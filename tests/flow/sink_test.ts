import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import fc from "fast-check";
import { streams } from "../../src/aircall/streams/mod.ts";
import type { Binding } from "../../src/capture/engine.ts";
import { parseJson } from "../../src/json.ts";
import { Output, OutputClosed } from "../../src/capture/output.ts";
import { isObject, type JsonObject } from "../../src/flow/runtime/json.ts";
import { FlowSink } from "../../src/flow/sink.ts";
import type { Fetch } from "../../src/http/client.ts";
import { bindingOf, configOf, documents, openOf, smallAccount, talk } from "../support/talk.ts";

const MINUTE = 60_000;

/** A fetch that answers a list's requests with rows of our own, as text. */
function serving(simulator: { fetch: Fetch }, path: string, envelope: string, rows: () => string): Fetch {
  return async (url, init) => {
    if (new URL(url).pathname !== path) return await simulator.fetch(url, init);
    const total = JSON.parse(rows()).length;
    const meta = { count: total, total, current_page: 1, per_page: 50, next_page_link: null };
    return new Response(`{"meta":${JSON.stringify(meta)},"${envelope}":${rows()}}`);
  };
}

Deno.test("a document is the row as JSON.parse sees it, whatever fields it has, and _meta", async () => {
  const field = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("_meta", "__proto__", "toJSON", "", "id "),
  );
  const rows = fc.array(fc.dictionary(field, fc.jsonValue()), { minLength: 1, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(rows, async (rows) => {
      const text = `[${
        rows.map((row, i) => JSON.stringify(row).replace("{", `{"id":${i},`).replace(",}", "}")).join()
      }]`;
      const simulator = smallAccount();
      const fetch = serving(simulator, "/v1/tags", "tags", () => text);
      const ran = await talk([openOf(configOf(simulator), [bindingOf("tags")])], {
        simulator,
        fetch,
        once: true,
      });
      assertEquals(ran.code, 0);
      const came = parseJson(text) as JsonObject[];
      assertEquals(
        JSON.stringify(documents(ran)),
        JSON.stringify(came.map((row) => ({ ...row, _meta: { op: "c" } }))),
      );
    }),
    { numRuns: 25 },
  );
});

/** What comes out of a list of tags whose rows are written like that. */
async function outOf(rows: string): Promise<string> {
  const simulator = smallAccount();
  const fetch = serving(simulator, "/v1/tags", "tags", () => rows);
  const open = openOf(configOf(simulator), [bindingOf("tags")]);
  return (await talk([open], { simulator, fetch, once: true })).out;
}

Deno.test("a document is written as its row was, whatever its numbers look like and however its text is escaped", async () => {
  const row =
    '{"id":9007199254740991,"a":1.0,"b":-0.5,"c":1e2,"e":18446744073709551615,"f":"\\u00e9\\/é","g":-0}';
  const out = await outOf(`[${row}]`);
  assert(out.includes(`{"captured":{"binding":0,"doc":${row.slice(0, -1)},"_meta":{"op":"c"}}}}\n`), out);
});

Deno.test("a number that no double holds, and a row on several lines, come out as JSON.parse sees them", async () => {
  for (const rest of ['"f":1e400', '\n"f":null']) {
    const out = await outOf(`[{"id":7,"a":1.0,${rest}}]`);
    assert(
      out.includes('{"captured":{"binding":0,"doc":{"id":7,"a":1,"f":null,"_meta":{"op":"c"}}}}\n'),
      out,
    );
  }
});

Deno.test("a row comes out as c when it is first seen, as u when it has changed, and as d with its key alone when it is gone", async () => {
  const simulator = smallAccount();
  const { account, clock } = simulator;
  const stop = new AbortController();
  const resourceConfig = (stream: string) => ({ stream, interval: "PT1M" });
  const names = ["tags", "company", "webhooks"];
  const bindings = names.map((name) => bindingOf(name, { resourceConfig: resourceConfig(name) }));
  const running = talk([openOf(configOf(simulator), bindings)], {
    simulator,
    hold: true,
    signal: stop.signal,
  });
  await clock.sleep(MINUTE / 2);
  const [tag = ""] = account.truth("tags").keys();
  const [hook = ""] = account.truth("webhooks").keys();
  const [company] = account.truth("company").keys();
  account.editTag(Number(tag), { name: "Ünïcode 🎧" });
  account.renameCompany("Another");
  account.deleteWebhook(hook);
  await clock.sleep(2 * MINUTE);
  account.deleteTag(Number(tag));
  await clock.sleep(2 * MINUTE);
  stop.abort();
  const ran = await running;
  const about = (binding: number, key: string, value: unknown) =>
    documents(ran, binding).filter((document) => document[key] === value);
  const [first, second, third, ...more] = about(0, "id", Number(tag));
  assertEquals([first?._meta, second?._meta, second?.name], [{ op: "c" }, { op: "u" }, "Ünïcode 🎧"]);
  assertEquals([third, more], [{ id: Number(tag), _meta: { op: "d" } }, []]);
  assertEquals(about(1, "name", company).at(-1), { name: company, _meta: { op: "d" } });
  assertEquals(about(1, "name", "Another").map(({ _meta }) => _meta), [{ op: "c" }]);
  assertEquals(about(2, "webhook_id", hook).at(-1), { webhook_id: hook, _meta: { op: "d" } });
});

Deno.test("with full_refresh every row of a snapshot comes out at each interval", async () => {
  const simulator = smallAccount();
  const stop = new AbortController();
  simulator.clock.sleep(3.5 * MINUTE).then(() => stop.abort());
  const resourceConfig = { stream: "tags", syncMode: "full_refresh", interval: "PT1M" };
  const ran = await talk([openOf(configOf(simulator), [bindingOf("tags", { resourceConfig })])], {
    simulator,
    hold: true,
    signal: stop.signal,
  });
  const ops = documents(ran).map(({ _meta }) => isObject(_meta) ? _meta.op : undefined);
  assertEquals(ops, [...Array(12).fill("c"), ...Array(36).fill("u")]);
});

Deno.test("a webhook's token is nowhere in what is captured, and its other fields are", async () => {
  const simulator = smallAccount();
  const ran = await talk([openOf(configOf(simulator), [bindingOf("webhooks")])], { simulator, once: true });
  const tokens = simulator.account.directory.webhooks.list().map(({ token }) => token);
  assertEquals(tokens.length, 2);
  for (const token of tokens) assertFalse(ran.out.includes(token));
  assertEquals(
    documents(ran).map(({ _meta: _, ...rest }) => rest),
    [...simulator.account.truth("webhooks").values()],
  );
});

/** A sink over stdout that takes so many bytes at a time. */
function sinkOver(most: number, replace = false) {
  const writes: string[] = [];
  const decoder = new TextDecoder();
  const output = new Output({
    write: (bytes) => {
      writes.push(decoder.decode(bytes.subarray(0, most), { stream: true }));
      return Promise.resolve(Math.min(bytes.length, most));
    },
  });
  const bindings = streams.map((stream) => {
    const binding: Binding = {
      stream,
      settings: { mode: "incremental", interval: 1000, start: 0, rereads: true },
      state: {},
    };
    return { binding, stateKey: stream.name };
  });
  return {
    sink: new FlowSink(output, bindings, replace),
    bindings: bindings.map(({ binding }) => binding),
    writes,
  };
}

Deno.test("a batch is one piece: its documents, then its checkpoint, however little the pipe takes at a time", async () => {
  for (const most of [1, 1000, 65_536, Infinity]) {
    const { sink, bindings: [calls, company], writes } = sinkOver(most);
    assert(calls && company);
    const row = { id: 1, text: "é".repeat(500) };
    await sink.write(calls, { documents: [{ op: "c", row }, { op: "u", row }], patch: { cursor: 5 } });
    await sink.write(calls, { documents: [], patch: { cursor: 6 } });
    await sink.write(company, { documents: [{ op: "d", row: { name: "x" } }], patch: {} });
    const lines = writes.join("").split("\n");
    assertEquals(lines.pop(), "");
    const messages = lines.map((line): JsonObject => JSON.parse(line));
    assertEquals(messages.map((message) => Object.keys(message).join()), [
      ...["sourcedSchema", "captured", "captured", "checkpoint"],
      "checkpoint",
      ...["sourcedSchema", "captured", "checkpoint"],
    ]);
    assertEquals(messages[1], { captured: { binding: 0, doc: { ...row, _meta: { op: "c" } } } });
    assertEquals(messages[6], { captured: { binding: 1, doc: { name: "x", _meta: { op: "d" } } } });
  }
});

Deno.test("a reader that has gone is told apart from other faults", async () => {
  const failing = (error: Error) => new Output({ write: () => Promise.reject(error) });
  await assertRejects(() => failing(new Deno.errors.BrokenPipe("EPIPE")).respond({}), OutputClosed);
  await assertRejects(() => failing(new Deno.errors.ConnectionReset("RST")).respond({}), OutputClosed);
  await assertRejects(() => failing(new TypeError("another")).respond({}), TypeError, "another");
});

Deno.test("a checkpoint that could not be written still replaces a foreign state when it is written again", async () => {
  let broken = true;
  const written: string[] = [];
  const output = new Output({
    write: (bytes) => {
      if (broken) return Promise.reject(new Error("full"));
      written.push(new TextDecoder().decode(bytes));
      return Promise.resolve(bytes.length);
    },
  });
  const [stream] = streams;
  assert(stream);
  const binding: Binding = {
    stream,
    settings: { mode: "incremental", interval: 1000, start: 0, rereads: true },
    state: {},
  };
  const sink = new FlowSink(output, [{ binding, stateKey: "calls" }], true);
  await assertRejects(() => sink.write(binding, { documents: [], patch: { cursor: 1 } }));
  broken = false;
  await sink.write(binding, { documents: [], patch: { cursor: 1 } });
  await sink.write(binding, { documents: [], patch: { cursor: 2 } });
  const flags = written.join("").match(/"mergePatch":(true|false)/g);
  assertEquals(flags, ['"mergePatch":false', '"mergePatch":true']);
});
