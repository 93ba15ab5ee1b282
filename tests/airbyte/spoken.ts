import { assertEquals, assertNotMatch } from "@std/assert";
import { AirbyteLog } from "../../src/airbyte/log.ts";
import { Messages } from "../../src/airbyte/messages.ts";
import { read } from "../../src/airbyte/read.ts";
import { check, discover, type Environment, perform } from "../../src/airbyte/session.ts";
import { realClock } from "../../src/capture/clock.ts";
import type { Level } from "../../src/capture/level.ts";
import { Output } from "../../src/capture/output.ts";
import type { Fetch } from "../../src/http/client.ts";
import { differences, type Simulator, type StreamName, streams } from "../../src/simulator/mod.ts";
import { Message } from "./protocol.ts";

/** How a command is run. */
export interface SpokenOptions {
  /** The other side. @default nobody: a request is a failure of the test */
  simulator?: Simulator;
  fetch?: Fetch;
  /** @default as in the program */
  states?: { records: number; ms: number };
  signal?: AbortSignal;
  level?: Level;
  /** Called with each message, before the next one is written. */
  heard?: (message: Message) => void;
  /** Takes the place of stdout's write; it fails as that would. */
  write?: (bytes: Uint8Array) => Promise<number>;
}

/** What a command said. */
export interface Spoken {
  code: number;
  out: string;
  messages: Message[];
}

/** Runs a command in this process, to its end. Every line has to be a message of the protocol. */
export async function spoken(
  work: (environment: Environment) => Promise<number>,
  options: SpokenOptions = {},
): Promise<Spoken> {
  const { simulator, level = "info", states, heard } = options;
  const clock = simulator?.clock ?? realClock;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const messages: Message[] = [];
  let out = "";
  let begun = "";
  const keep = (bytes: Uint8Array) => {
    const text = decoder.decode(bytes, { stream: true });
    out += text;
    const lines = `${begun}${text}`.split("\n");
    begun = lines.pop() ?? "";
    for (const line of lines) {
      const message = Message.parse(JSON.parse(line));
      messages.push(message);
      heard?.(message);
    }
    return Promise.resolve(bytes.length);
  };
  const said = new Messages(new Output({ write: options.write ?? keep }), clock);
  const environment: Environment = {
    clock,
    fetch: options.fetch ?? simulator?.fetch ?? (() => Promise.reject(new Error("nobody is to be asked"))),
    random: () => 0.5,
    log: new AirbyteLog(said, level),
    messages: said,
    mayReach: () => true,
    signal: options.signal ?? new AbortController().signal,
    ...(states ? { states } : {}),
  };
  const code = await perform(() => work(environment), environment);
  assertEquals(begun, "", "stdout ended within a line");
  assertNotMatch(out, /\.ts:\d+|\\n {4}at /, "a stack was said");
  return { code, out, messages };
}

export const checking = (config: unknown, options: SpokenOptions): Promise<Spoken> =>
  spoken((environment) => check(config, environment), options);

export const discovering = (config: unknown, options: SpokenOptions): Promise<Spoken> =>
  spoken((environment) => discover(config, environment), options);

/** A read with a catalog and a state. */
export function reading(
  input: { config: unknown; catalog: unknown; state?: unknown },
  options: SpokenOptions,
): Promise<Spoken> {
  const { config, catalog, state } = input;
  return spoken(async (environment) => await read({ config, catalog, state }, environment) ? 0 : 1, options);
}

/** A configured catalog of some streams, all alike. */
export function catalogOf(
  names: readonly string[] = streams,
  sync_mode: "incremental" | "full_refresh" = "incremental",
  more: Record<string, unknown> = {},
) {
  return {
    streams: names.map((name) => ({
      stream: { name, json_schema: {}, supported_sync_modes: ["full_refresh", "incremental"] },
      sync_mode,
      destination_sync_mode: "append",
      ...more,
    })),
  };
}

/** The last state of each stream, as a platform hands it back, after those it had. */
export function statesAfter({ messages }: Pick<Spoken, "messages">, before: unknown[] = []): unknown[] {
  const all = new Map<string, unknown>(before.map((state) => [nameOf(state), state]));
  for (const message of messages) {
    if (message.type === "STATE") all.set(message.state.stream.stream_descriptor.name, message.state);
  }
  return [...all.values()];
}

function nameOf(state: unknown): string {
  return Message.parse({ type: "STATE", state }).type === "STATE"
    ? (state as { stream: { stream_descriptor: { name: string } } }).stream.stream_descriptor.name
    : "";
}

/** The records of a stream, in the order in which they came. */
export function recordsOf({ messages }: Pick<Spoken, "messages">, name: string): Record<string, unknown>[] {
  return messages.flatMap((message) =>
    message.type === "RECORD" && message.record.stream === name ? [message.record.data] : []
  );
}

/** The statuses of a stream, in their order. */
export function statusesOf({ messages }: Pick<Spoken, "messages">, name: string): string[] {
  return messages.flatMap((message) =>
    message.type === "TRACE" && message.trace.type === "STREAM_STATUS" &&
      message.trace.stream_status.stream_descriptor.name === name
      ? [message.trace.stream_status.status]
      : []
  );
}

/** The errors that were traced. */
export function errorsOf({ messages }: Pick<Spoken, "messages">) {
  return messages.flatMap((message) =>
    message.type === "TRACE" && message.trace.type === "ERROR" ? [message.trace.error] : []
  );
}

/** The log, each line with its level. */
export function logsOf({ messages }: Pick<Spoken, "messages">): string[] {
  return messages.flatMap((message) =>
    message.type === "LOG" ? [`${message.log.level}: ${message.log.message}`] : []
  );
}

/** A destination that keeps the latest row of each key, and drops those that are gone. */
export class Table {
  readonly rows = new Map<StreamName, Map<string, Record<string, unknown>>>(
    streams.map((name) => [name, new Map()]),
  );

  take(spoken: Pick<Spoken, "messages">): void {
    for (const [name, rows] of this.rows) {
      const key = { company: "name", webhooks: "webhook_id" }[name as string] ?? "id";
      for (const record of recordsOf(spoken, name)) {
        if (record["_ab_cdc_deleted_at"] === undefined) rows.set(String(record[key]), record);
        else rows.delete(String(record[key]));
      }
    }
  }

  /** How it differs from an account. */
  differences({ account }: Simulator, names: readonly StreamName[] = streams): string[] {
    return names.flatMap((name) => differences(account, name, this.rows.get(name) ?? new Map()));
  }
}
