import { assert, assertEquals, assertNotMatch } from "@std/assert";
import type { JsonObject, Log } from "../../src/flow/runtime/mod.ts";
import { differences, type Simulator, type StreamName } from "../../src/simulator/mod.ts";
import {
  bindingOf,
  configOf,
  documents,
  openOf,
  type Talk,
  talk,
  type TalkOptions,
} from "../support/talk.ts";

/** In milliseconds. */
export const MINUTE = 60_000;

/** What a capture runs with, beside the account and its streams. */
export interface CaptureOptions extends Omit<TalkOptions, "simulator"> {
  /** After so many minutes it is asked to stop. @default never: it ends by itself, or with `once` */
  minutes?: number;
  /** What an earlier capture left. */
  state?: JsonObject;
  /** Of the bindings. @default "PT5M" */
  interval?: string;
  /** @default 600 */
  requestsPerMinute?: number;
}

/** One capture of these streams, to its end. */
export function capture(
  simulator: Simulator,
  names: readonly StreamName[],
  options: CaptureOptions = {},
): Promise<Talk> {
  const { minutes, state, interval = "PT5M", requestsPerMinute = 600, ...rest } = options;
  const stop = new AbortController();
  if (minutes !== undefined) simulator.clock.sleep(minutes * MINUTE).then(() => stop.abort());
  const config = configOf(simulator, { advanced: { requests_per_minute: requestsPerMinute } });
  const bindings = names.map((stream) =>
    bindingOf(stream, { resourceConfig: { stream, syncMode: "incremental", interval } })
  );
  const open = openOf(config, bindings, state ? { state } : {});
  return talk([open], { simulator, hold: true, signal: stop.signal, ...rest });
}

/** How what came over, in several captures one after the other, differs from the account. */
export function differing(
  simulator: Simulator,
  names: readonly StreamName[],
  ...captures: Pick<Talk, "responses">[]
): string[] {
  return names.flatMap((name, binding) => {
    const key = { company: "name", webhooks: "webhook_id" }[name as string] ?? "id";
    const rows = new Map<string, JsonObject>();
    for (const document of captures.flatMap((one) => documents(one, binding))) {
      const gone = (document["_meta"] as JsonObject)["op"] === "d";
      if (gone) rows.delete(String(document[key]));
      else rows.set(String(document[key]), document);
    }
    return differences(simulator.account, name, rows);
  });
}

/** What of the log asks for a person's eye. */
export function problems({ logs }: Talk): Log[] {
  return logs.filter(({ level }) => level === "warn" || level === "error");
}

/** The status lines. */
export function statuses({ logs }: Talk): Log[] {
  return logs.filter(({ fields }) => fields["eventType"] === "connectorStatus");
}

/** Asserts that the log holds neither a secret nor a stack, and the output ends where a run may end. */
export function assertClean(simulator: Simulator, { err, responses }: Talk): void {
  const { id, token } = simulator.credentials;
  assert(!err.includes(token) && !err.includes(id), "the log holds a secret");
  assertNotMatch(err, /\.ts:\d+|\\n {4}at |\[object |undefined/);
  const [kind = ""] = Object.keys(responses.at(-1) ?? {});
  assert(["opened", "checkpoint"].includes(kind), `the output ends with ${kind}`);
}

/** Without calls that differ only in what agents add up to two hours after their start: at any moment some of it is not read again yet. */
export function withoutLateEdits(lines: string[]): string[] {
  const late = (line: string) =>
    line.replace(/^calls \d+: /, "").split("; ").every((field) =>
      /^(archived|comments|tags) is /.test(field)
    );
  return lines.filter((line) => !line.startsWith("calls ") || !late(line));
}

/** Asserts a capture that has lost nothing: exit code 0, equal to the account but for late edits, nothing in the log that has no place there. */
export function assertWhole(simulator: Simulator, names: readonly StreamName[], ran: Talk): void {
  assertEquals(ran.code, 0, ran.last?.message);
  assertEquals(withoutLateEdits(differing(simulator, names, ran)), []);
  assertClean(simulator, ran);
}

/** The account's answers with one thing changed in the text of each 200 whose path and query match. */
export function changed(
  simulator: Simulator,
  address: RegExp,
  change: (text: string) => string,
): TalkOptions["fetch"] & object {
  return async (url, init) => {
    const response = await simulator.fetch(url, init);
    if (!address.test(url) || response.status !== 200) return response;
    const { headers } = response;
    return new Response(change(await response.text()), { headers });
  };
}
