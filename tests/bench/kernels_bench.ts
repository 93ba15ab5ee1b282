import { PageReader } from "../../src/aircall/page.ts";
import { callDocument } from "../../src/aircall/streams/call_document.ts";
import { DigestTable } from "../../src/capture/digest_table.ts";
import type { Endpoint } from "../../src/capture/source.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { Simulator } from "../../src/simulator/mod.ts";

/** A page of 50 calls, as the simulator's account has them. */
async function pageOfCalls(): Promise<Uint8Array> {
  const simulator = new Simulator({ clock: new VirtualClock(), size: { calls: 2_000 }, limit: null });
  const { id, token } = simulator.credentials;
  const headers = { authorization: `Basic ${btoa(`${id}:${token}`)}` };
  const response = await simulator.fetch(
    "http://aircall.test/v1/calls?per_page=50&page=9&fetch_contact=true",
    { headers },
  );
  return await response.bytes();
}

const bytes = await pageOfCalls();
const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();
const endpoint: Endpoint = {
  path: "/v1/calls",
  envelope: "calls",
  reads: ["id", "started_at", "ended_at"],
  key: ["/id"],
  ...callDocument,
};
const reader = new PageReader(endpoint);
const parser = new PageReader({ ...endpoint, withhold: [] });

Deno.bench({ name: "JSON.parse", group: "a page of 50 calls", baseline: true }, () => {
  JSON.parse(decoder.decode(bytes));
});
Deno.bench({ name: "JSON.parse and JSON.stringify of each row", group: "a page of 50 calls" }, () => {
  let lines = "";
  for (const row of JSON.parse(decoder.decode(bytes)).calls) lines += JSON.stringify(row);
  encoder.encode(lines);
});
Deno.bench({ name: "read as bytes, digested", group: "a page of 50 calls" }, () => {
  reader.read(bytes, 9).rows.length;
});
Deno.bench({ name: "read parsed", group: "a page of 50 calls" }, () => {
  parser.read(bytes, 9).rows.length;
});

const keys = Array.from({ length: 10_000 }, (_, i) => String(3_100_000_000 + i * 41_003));
const table = new DigestTable();
const map = new Map<string, number>();
for (const [i, key] of keys.entries()) {
  table.set(key, i + 1);
  map.set(key, i + 1);
}

Deno.bench({ name: "a Map", group: "10,000 digests looked up and set", baseline: true }, () => {
  for (const key of keys) map.set(key, (map.get(key) ?? 0) + 1);
});
Deno.bench({ name: "the table", group: "10,000 digests looked up and set" }, () => {
  for (const key of keys) table.set(key, (table.get(key) ?? 0) + 1);
});
