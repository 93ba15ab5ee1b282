import { assertEquals } from "@std/assert";
import type { JsonObject } from "../../../src/flow/runtime/json.ts";
import {
  type BindingSpec,
  type CaptureSpec,
  internalSpec,
  Requests,
  wholeRange,
} from "../../../src/flow/runtime/requests.ts";

const ENCRYPTED = "ENC[AES256_GCM,data:AAAA,iv:AAAA,tag:AAAA,type:str]";

const bound = (stream: string, backfill: number): BindingSpec => ({
  resourceConfig: { stream },
  resourcePath: [stream],
  collection: { name: `acmeCo/${stream}`, writeSchema: { type: "object" }, key: ["/id"] },
  backfill,
  stateKey: backfill > 0 ? `${stream}.v${backfill}` : stream,
});

const capture: CaptureSpec = {
  name: "acmeCo/source",
  config: { token: "hush", rate: 60 },
  bindings: [bound("calls", 3)],
  inactiveBindings: [bound("tags", 0)],
  version: "00:00:00:02",
};

const fragment = (length: string) => ({
  length,
  compressionCodec: "ZSTANDARD",
  stores: ["gs://example/"],
  refreshInterval: "300s",
  retention: "0s",
  pathPostfixTemplate: "",
  flushInterval: "172800s",
});

const collection = (name: string) => ({
  name,
  writeSchema: { type: "object" },
  readSchema: { allOf: [{ $ref: "flow://relaxed-write-schema" }, { $ref: "flow://inferred-schema" }] },
  key: ["/id"],
  uuidPtr: "/_meta/uuid",
  partitionFields: [],
  projections: [{
    ptr: "/id",
    field: "id",
    explicit: true,
    isPartitionKey: false,
    isPrimaryKey: true,
    inference: { types: ["integer"], title: "", description: "", exists: "MUST" },
  }],
  ackTemplate: { _meta: { ack: true, uuid: "DocUUIDPlaceholder-329Bb50aa48EAa9ef" } },
  partitionTemplate: {
    name: `${name}/0011223344556677`,
    replication: 3,
    labels: { labels: [{ name: "estuary.dev/collection", value: name }] },
    fragment: fragment("536870912"),
    flags: 4,
    maxAppendRate: "4194304",
  },
});

const described = (config: JsonObject) => ({
  name: "acmeCo/source",
  connectorType: "IMAGE",
  config,
  bindings: [{
    resourceConfig: { stream: "calls" },
    resourcePath: ["calls"],
    collection: collection("acmeCo/calls"),
    backfill: 3,
    stateKey: "calls.v3",
  }],
  intervalSeconds: 300,
  shardTemplate: {
    id: "capture/acmeCo/source/0011223344556677",
    recoveryLogPrefix: "recovery",
    hintPrefix: "/estuary/flow/hints",
    hintBackups: 2,
    maxTxnDuration: "60s",
    minTxnDuration: "0s",
    hotStandbys: 0,
    labels: { labels: [{ name: "estuary.dev/task-type", value: "capture" }] },
    disableWaitForAck: true,
  },
  recoveryLogTemplate: {
    name: "recovery/capture/acmeCo/source/0011223344556677",
    replication: 3,
    labels: { labels: [{ name: "content-type", value: "application/x-gazette-recoverylog" }] },
    fragment: fragment("268435456"),
    flags: 4,
    maxAppendRate: "4194304",
  },
  networkPorts: [],
  inactiveBindings: [{
    resourceConfig: { stream: "tags" },
    resourcePath: ["tags"],
    collection: collection("acmeCo/tags"),
    backfill: 0,
    stateKey: "tags",
  }],
});

/** The publication before, as the platform keeps it. */
const last = {
  lastCapture: described({
    image: "ghcr.io/estuary/source-example:v1",
    config: { token_sops: ENCRYPTED, rate: 60, sops: { mac: ENCRYPTED, version: "3.7.3" } },
  }),
  lastVersion: "00:00:00:02",
};

const requests = new Requests("full");

Deno.test("spec and discover are written as the platform writes them, to the letter", () => {
  assertEquals(internalSpec, { spec: { connectorType: "IMAGE", config: {} } });
  assertEquals(requests.spec(), internalSpec);
  const config = { token: "hush" };
  assertEquals(requests.discover("acmeCo/source", config), { discover: { connectorType: "IMAGE", config } });
});

Deno.test("validate is written as the platform writes it, to the letter", () => {
  const validate = {
    name: "acmeCo/source",
    connectorType: "IMAGE",
    config: { token: "hush", rate: 60 },
    bindings: [{
      resourceConfig: { stream: "calls" },
      collection: collection("acmeCo/calls"),
      backfill: 3,
    }],
  };
  assertEquals(requests.validate(capture, undefined), { validate });
  assertEquals(requests.validate(capture, capture), { validate: { ...validate, ...last } });
});

Deno.test("apply, open and acknowledge are written as the platform writes them, to the letter", () => {
  const apply = { capture: described(capture.config), version: "00:00:00:02" };
  assertEquals(requests.apply(capture, undefined), { apply });
  assertEquals(requests.apply(capture, capture), { apply: { ...apply, ...last } });
  const range = { keyBegin: 0, keyEnd: 4294967295, rClockBegin: 0, rClockEnd: 4294967295 };
  assertEquals(requests.open(capture, { a: 0 }, wholeRange), { open: { ...apply, range, state: { a: 0 } } });
  assertEquals(requests.acknowledge(7), { acknowledge: { checkpoints: 7 } });
});

Deno.test("what is extra is the same in every place: all that newer platforms add, and what nobody has invented", () => {
  const extra = {
    secrets: { "acmeCo/secret": { encrypted: true } },
    createdAt: "2025-07-09",
    sealedConfig: { api_token_sops: "ENC[AES256_GCM,data:AAAA]" },
    redactSalt: "c2FsdA==",
    linkedCollections: [],
    notInventedYet: { nested: [1, "two", null] },
  };
  const config = { token: "hush" };
  assertEquals(new Requests("extra").discover("acmeCo/source", config), {
    $internal: "CgNmb28=",
    discover: { connectorType: "IMAGE", config, name: "acmeCo/source", ...extra },
  });
  const opened = new Requests("extra").open(capture, { a: 0 }, wholeRange)["open"] as JsonObject;
  assertEquals(opened["range"], { ...wholeRange, rClockBegin: 0, rClockEnd: 4294967295, ...extra });
  const [one, ...none] = (opened["capture"] as { bindings: JsonObject[] }).bindings;
  assertEquals(none, []);
  assertEquals(one, {
    resourceConfig: { stream: "calls" },
    resourcePath: ["calls"],
    collection: { ...collection("acmeCo/calls"), ...extra },
    backfill: 3,
    stateKey: "calls.v3",
    ...extra,
  });
});

Deno.test("in the linked form the last publication is linked too", () => {
  const { validate } = new Requests("linked").validate(capture, capture) as { validate: JsonObject };
  const { linkedCollections, bindings, inactiveBindings } = validate["lastCapture"] as {
    linkedCollections: { name: string }[];
    bindings: JsonObject[];
    inactiveBindings: JsonObject[];
  };
  assertEquals(linkedCollections.map(({ name }) => name), ["acmeCo/tags", "acmeCo/calls"]);
  assertEquals([...bindings, ...inactiveBindings].map(({ collection }) => collection), [
    undefined,
    undefined,
  ]);
  assertEquals(bindings[0]?.["collectionIndex"], 1);
});
