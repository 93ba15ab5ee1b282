import type { JsonObject } from "./json.ts";
import { type Variant, vary } from "./variants.ts";

/** A collection, as far as a capture sees it. */
export interface CollectionSpec {
  name: string;
  writeSchema: JsonObject;
  /** JSON pointers. */
  key: string[];
}

/** A binding of a published capture. */
export interface BindingSpec {
  resourceConfig: JsonObject;
  resourcePath: string[];
  collection: CollectionSpec;
  /** How often the binding was asked to begin anew. */
  backfill: number;
  stateKey: string;
}

/** A published capture. */
export interface CaptureSpec {
  name: string;
  /** The endpoint configuration, decrypted. */
  config: JsonObject;
  bindings: BindingSpec[];
  /** Bindings that were part of an earlier publication. */
  inactiveBindings: BindingSpec[];
  /** The build that published it; opaque. */
  version: string;
}

/** The keys that a task answers for, ends included. */
export interface Range {
  keyBegin: number;
  keyEnd: number;
}

/** Every key: a task that is not split. */
export const wholeRange: Range = { keyBegin: 0, keyEnd: 0xffffffff };

/** The question that the platform asks each process first, before the real one. */
export const internalSpec: JsonObject = { spec: { connectorType: "IMAGE", config: {} } };

/** Requests, in one of the forms in which platforms of different ages write them. */
export class Requests {
  constructor(readonly variant: Variant) {}

  spec(): JsonObject {
    return internalSpec;
  }

  discover(name: string, config: JsonObject): JsonObject {
    const extra = this.variant === "extra" ? { name, createdAt: "2025-07-09" } : {};
    return this.#message("discover", { connectorType: "IMAGE", config, ...extra });
  }

  validate(capture: CaptureSpec, last: CaptureSpec | undefined): JsonObject {
    return this.#message("validate", {
      name: capture.name,
      connectorType: "IMAGE",
      config: capture.config,
      bindings: capture.bindings.map(({ resourceConfig, collection, backfill }) => ({
        resourceConfig,
        collection: describeCollection(collection),
        backfill,
      })),
      ...this.#last(last),
    });
  }

  apply(capture: CaptureSpec, last: CaptureSpec | undefined): JsonObject {
    const described = describeCapture(capture, capture.config);
    return this.#message("apply", { capture: described, version: capture.version, ...this.#last(last) });
  }

  open(capture: CaptureSpec, state: JsonObject, range: Range): JsonObject {
    return this.#message("open", {
      capture: describeCapture(capture, capture.config),
      version: capture.version,
      range: { ...range, rClockBegin: 0, rClockEnd: 0xffffffff },
      state,
    });
  }

  acknowledge(checkpoints: number): JsonObject {
    return { acknowledge: { checkpoints } };
  }

  /** The last publication comes as it was published: its config still wrapped and sealed. */
  #last(last: CaptureSpec | undefined): JsonObject {
    if (!last) return {};
    return { lastCapture: describeCapture(last, sealed(last.config)), lastVersion: last.version };
  }

  #message(kind: string, fields: JsonObject): JsonObject {
    return vary(this.variant, kind, fields);
  }
}

/** The configuration as it is kept: with its image, secrets encrypted under names that say so. */
function sealed(config: JsonObject): JsonObject {
  const members = Object.entries(config).map(([name, value]): [string, unknown] =>
    typeof value === "string"
      ? [`${name}_sops`, "ENC[AES256_GCM,data:AAAA,iv:AAAA,tag:AAAA,type:str]"]
      : [name, value]
  );
  const sops = { mac: "ENC[AES256_GCM,data:AAAA,iv:AAAA,tag:AAAA,type:str]", version: "3.7.3" };
  return { image: "ghcr.io/estuary/source-example:v1", config: { ...Object.fromEntries(members), sops } };
}

function describeCapture(capture: CaptureSpec, config: JsonObject): JsonObject {
  const { name } = capture;
  return {
    name,
    connectorType: "IMAGE",
    config,
    bindings: capture.bindings.map(describeBinding),
    intervalSeconds: 300,
    shardTemplate: {
      id: `capture/${name}/0011223344556677`,
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
      name: `recovery/capture/${name}/0011223344556677`,
      replication: 3,
      labels: { labels: [{ name: "content-type", value: "application/x-gazette-recoverylog" }] },
      fragment: fragment("268435456"),
      flags: 4,
      maxAppendRate: "4194304",
    },
    networkPorts: [],
    inactiveBindings: capture.inactiveBindings.map(describeBinding),
  };
}

function describeBinding(binding: BindingSpec): JsonObject {
  const { resourceConfig, resourcePath, collection, backfill, stateKey } = binding;
  return { resourceConfig, resourcePath, collection: describeCollection(collection), backfill, stateKey };
}

function describeCollection({ name, writeSchema, key }: CollectionSpec): JsonObject {
  return {
    name,
    writeSchema,
    readSchema: { allOf: [{ $ref: "flow://relaxed-write-schema" }, { $ref: "flow://inferred-schema" }] },
    key,
    uuidPtr: "/_meta/uuid",
    partitionFields: [],
    projections: key.map((ptr) => ({
      ptr,
      field: ptr.slice(1),
      explicit: true,
      isPartitionKey: false,
      isPrimaryKey: true,
      inference: { types: ["integer"], title: "", description: "", exists: "MUST" },
    })),
    ackTemplate: { _meta: { ack: true, uuid: "DocUUIDPlaceholder-329Bb50aa48EAa9ef" } },
    partitionTemplate: {
      name: `${name}/0011223344556677`,
      replication: 3,
      labels: { labels: [{ name: "estuary.dev/collection", value: name }] },
      fragment: fragment("536870912"),
      flags: 4,
      maxAppendRate: "4194304",
    },
  };
}

/** 64-bit integers travel as text, durations in seconds with an s. */
function fragment(length: string): JsonObject {
  return {
    length,
    compressionCodec: "ZSTANDARD",
    stores: ["gs://example/"],
    refreshInterval: "300s",
    retention: "0s",
    pathPostfixTemplate: "",
    flushInterval: "172800s",
  };
}
