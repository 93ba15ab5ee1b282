/**
 * A small Estuary Flow that runs a capture connector and takes nothing on trust.
 *
 * @example
 * ```ts
 * const runtime = new FlowRuntime({ start: () => spawn("source-aircall", []), config });
 * await runtime.publish(await runtime.discover());
 * await using session = await runtime.open();
 * await session.until(() => runtime.collection("calls").size === 25_000);
 * ```
 */
export { Collection, type Counts } from "./collection.ts";
export { type Connector, type Signal, spawn } from "./connector.ts";
export type { Ending } from "./conversation.ts";
export { ConnectorFailed, ProtocolError } from "./errors.ts";
export type { JsonObject } from "./json.ts";
export type { Log } from "./logs.ts";
export { mergePatch } from "./merge_patch.ts";
export type { Discovered, Spec } from "./messages.ts";
export type { BindingSpec, CaptureSpec, Range } from "./requests.ts";
export { FlowRuntime, type OpenOptions, type RuntimeOptions, type Wanted } from "./runtime.ts";
export { type Hooks, Session, type Transaction } from "./session.ts";
export { stateKey } from "./state_key.ts";
export { type Variant, variants } from "./variants.ts";
