import { assert, assertEquals, assertLess, assertNotMatch } from "@std/assert";
import { type Clock, realClock } from "../../src/capture/clock.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
// loaded here, since a virtual clock does not wait for what a session loads when it needs it
import "../../src/flow/work.ts";
import type { Level } from "../../src/capture/level.ts";
import { FlowLog } from "../../src/flow/log.ts";
import type { JsonObject, Log } from "../../src/flow/runtime/mod.ts";
import { reduceState, type StateUpdate } from "../../src/flow/runtime/merge_patch.ts";
import { readLog } from "../../src/flow/runtime/logs.ts";
import { serve } from "../../src/flow/session.ts";
import type { Fetch } from "../../src/http/client.ts";
import { Simulator, type SimulatorOptions } from "../../src/simulator/mod.ts";

/** A small account on a clock of its own. */
export function smallAccount(options: Partial<SimulatorOptions> = {}): Simulator {
  const size = { calls: 120, days: 20, contacts: 60, users: 12, teams: 3, numbers: 4, tags: 12, webhooks: 2 };
  return new Simulator({ clock: new VirtualClock(), size, limit: null, ...options });
}

/** A configuration that opens an account, with changes; undefined takes a key away. */
export function configOf(simulator: Pick<Simulator, "credentials">, changes: JsonObject = {}): JsonObject {
  const { id, token } = simulator.credentials;
  const advanced = { requests_per_minute: 600 };
  return stripped({ api_id: id, api_token: token, start_date: "2020-01-01T00:00:00Z", advanced, ...changes });
}

/** A binding of a request, as the platform sends it. */
export function bindingOf(stream: string, changes: JsonObject = {}): JsonObject {
  const key = { company: "/name", webhooks: "/webhook_id" }[stream] ?? "/id";
  return stripped({
    resourceConfig: { stream, syncMode: "incremental", interval: "PT5M" },
    resourcePath: [stream],
    collection: { name: `acmeCo/${stream}`, writeSchema: { type: "object" }, key: [key] },
    stateKey: stream,
    ...changes,
  });
}

/** An `open` request. */
export function openOf(config: JsonObject, bindings: JsonObject[], changes: JsonObject = {}): JsonObject {
  const capture = { name: "acmeCo/source-aircall", connectorType: "IMAGE", config, bindings };
  return { open: stripped({ capture, version: "11:22:33:44", ...changes }) };
}

function stripped(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** What is said to a session: messages become lines, texts and bytes go as they are. */
export type Said = (JsonObject | string | Uint8Array)[];

/** How a session is talked to. */
export interface TalkOptions {
  /** The other side. @default nobody: a request is a failure of the test */
  simulator?: Simulator;
  /** @default the simulator's, or the real one */
  clock?: Clock;
  fetch?: Fetch;
  once?: boolean;
  level?: Level;
  /** Whether a host may be reached. @default () => true */
  mayReach?: (host: string) => boolean;
  /** Whether the input stays open after what is said. @default false */
  hold?: boolean;
  /** Asks the session to end. */
  signal?: AbortSignal;
  /** Called with each response. */
  heard?: (response: JsonObject) => void;
}

/** What a session answered. */
export interface Talk {
  code: number;
  /** Everything on stdout, and on stderr. */
  out: string;
  err: string;
  responses: JsonObject[];
  logs: Log[];
  /** The last line of the log. */
  last: Log | undefined;
}

/** One session in this process, to its end. What it writes has to be whole lines of JSON. */
export async function talk(said: Said, options: TalkOptions = {}): Promise<Talk> {
  const { simulator, once = false, level = "info", hold = false } = options;
  const clock = options.clock ?? simulator?.clock ?? realClock;
  const encoder = new TextEncoder();
  const chunks = said.map((one) =>
    one instanceof Uint8Array
      ? one
      : encoder.encode(typeof one === "string" ? one : `${JSON.stringify(one)}\n`)
  );
  const input = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = chunks.shift();
      if (next) controller.enqueue(next);
      else if (!hold) controller.close();
    },
  }, { highWaterMark: 0 });
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const responses: JsonObject[] = [];
  const pieces: string[] = [];
  let begun = "";
  let err = "";
  const code = await serve(input, {
    write(bytes) {
      const piece = decoder.decode(bytes, { stream: true });
      pieces.push(piece);
      const lines = `${begun}${piece}`.split("\n");
      begun = lines.pop() ?? "";
      for (const line of lines) {
        const response: JsonObject = JSON.parse(line);
        responses.push(response);
        options.heard?.(response);
      }
      return Promise.resolve(bytes.length);
    },
  }, {
    clock,
    fetch: options.fetch ?? simulator?.fetch ?? (() => Promise.reject(new Error("nobody is to be asked"))),
    random: () => 0.5,
    mayReach: options.mayReach ?? (() => true),
    log: new FlowLog({ clock, level, write: (line) => void (err += line) }),
    once,
    signal: options.signal ?? new AbortController().signal,
  });
  assertEquals(begun, "", "stdout ended within a line");
  const logs = err.split("\n").slice(0, -1).map((text, i) =>
    readLog({ source: "stderr", number: i + 1, text })
  );
  return { code, out: pieces.join(""), err, responses, logs, last: logs.at(-1) };
}

/**
 * Asserts that a session refused to go on, and said why as a person can read it, without a stack.
 *
 * @param said what it was told: words of that may be quoted
 * @returns the message
 */
export function assertRefused(talk: Pick<Talk, "code" | "last" | "err">, code: number, said = ""): string {
  assertEquals(talk.code, code, talk.last?.message);
  assert(talk.last, "nothing was logged");
  const { level, message, fields } = talk.last;
  assertEquals(level, "error");
  assertEquals(fields, {});
  assertLess(message.length, 3000);
  for (const slip of ["[object", "undefined", "NaN"]) {
    assert(!message.includes(slip) || said.includes(slip), `"${slip}" is in: ${message}`);
  }
  assertNotMatch(message, /^\s*$/);
  assertNotMatch(talk.err, /\.ts:\d+|\\n {4}at /);
  return message;
}

/** What was captured, by kind: the documents of a binding in the order in which they came. */
export function documents({ responses }: Pick<Talk, "responses">, binding = 0): JsonObject[] {
  return responses.flatMap(({ captured }) => {
    const message = captured as { binding?: number; doc: JsonObject } | undefined;
    return message && (message.binding ?? 0) === binding ? [message.doc] : [];
  });
}

/** The state as a session's checkpoints leave it. */
export function stateAfter({ responses }: Pick<Talk, "responses">, state: JsonObject = {}): JsonObject {
  return responses.reduce<JsonObject>((reduced, { checkpoint }) => {
    const message = checkpoint as { state: StateUpdate } | undefined;
    return message ? reduceState(reduced, message.state) : reduced;
  }, state);
}
