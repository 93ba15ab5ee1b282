import { type Cost, measured } from "../measured.ts";
import type { Account } from "./account.ts";
import type { Capture, Contender } from "./contender.ts";
import { LineCounter } from "./lines.ts";

/** A capture that says nothing for so long hangs, or waits for its next poll; in milliseconds. */
const SILENCE = 60_000;
/** How much of a log is kept to explain a failure, in characters. */
const LOG = 2_000;

/** How a process is run and measured. */
export type Measure = typeof measured;

/** What a capture cost, and brought. */
export interface Captured extends Cost {
  /** Rows that it gave out, those too that came twice. */
  documents: number;
  /** Bytes on stdout. */
  bytes: number;
}

/**
 * Captures an account and counts the lines that hold rows: all that this process does beside it.
 *
 * @throws {Error} it failed, or did not give out as many rows as the account has
 */
export async function capturing(
  contender: Contender,
  account: Account,
  measure: Measure = measured,
): Promise<Captured> {
  const capture = await contender.capture(account);
  const counter = new LineCounter(capture.prefix);
  const wanted = account.expected.values().reduce((sum, rows) => sum + rows, 0);
  const cost = await running(measure, contender.name, capture, (chunk) => {
    counter.feed(chunk);
    return counter.count >= wanted;
  });
  const { count: documents, bytes } = counter;
  if (documents < wanted) throw new Error(`${contender.name} gave out ${documents} rows of ${wanted}`);
  return { ...cost, documents, bytes };
}

/** The rows that a capture brings, each looked at. @returns how many different ones of each stream */
export async function distinct(
  contender: Contender,
  account: Account,
  measure: Measure = measured,
): Promise<Map<string, number>> {
  const capture = await contender.capture(account);
  const seen = new Map([...account.expected.keys()].map((stream) => [stream, new Set<string>()]));
  const missing = new Map(account.expected);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let begun = "";
  await running(measure, contender.name, capture, (chunk) => {
    const lines = (begun + decoder.decode(chunk, { stream: true })).split("\n");
    begun = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith(capture.prefix)) continue;
      const { stream, key } = capture.row(JSON.parse(line));
      const keys = seen.get(stream)?.add(key);
      if (!keys) throw new Error(`${contender.name} gave out a row of ${stream}, which nobody has`);
      if (keys.size >= (account.expected.get(stream) ?? 0)) missing.delete(stream);
    }
    return missing.size === 0;
  });
  return new Map(seen.entries().map(([stream, keys]) => [stream, keys.size]));
}

/** Runs a capture to its end; one without end is ended when `take` says that all has come, or when nothing more comes. */
async function running(
  measure: Measure,
  name: string,
  { command, args, env = {}, input, endless }: Capture,
  take: (chunk: Uint8Array) => boolean,
): Promise<Cost> {
  const stdin = input === undefined ? "null" : "piped";
  const process = new Deno.Command(command, { args, env, stdin, stdout: "piped", stderr: "piped" });
  const log = new Tail();
  try {
    return await measure(process, async (child) => {
      const stop = (signal: Deno.Signal) => {
        try {
          child.kill(signal);
        } catch { /* it has ended by itself, which its exit code tells */ }
      };
      try {
        const told = input === undefined ? undefined : tell(child.stdin, input);
        const taken = follow(child.stdout, take, {
          enough: () => endless && stop("SIGTERM"),
          silent: () => stop(endless ? "SIGTERM" : "SIGKILL"),
        });
        await Promise.all([told, taken, log.follow(child.stderr)]);
      } catch (error) {
        stop("SIGKILL");
        throw error;
      }
    }, endless ? { ends: "SIGTERM" } : {});
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${name}: ${why}; the end of its log: ${log.text}`, { cause: error });
  }
}

/** Writes all that is said; a process that has ended does not read on, and tells so by its exit code. */
async function tell(stdin: WritableStream<Uint8Array<ArrayBuffer>>, input: string): Promise<void> {
  await new Blob([input]).stream().pipeTo(stdin).catch(() => {});
}

/** Hands on what comes, and tells once when `take` has had all that it wanted, or when nothing comes any more. */
async function follow(
  stdout: ReadableStream<Uint8Array>,
  take: (chunk: Uint8Array) => boolean,
  { enough, silent }: { enough: () => void; silent: () => void },
): Promise<void> {
  let had = false;
  let guard = setTimeout(silent, SILENCE);
  try {
    for await (const chunk of stdout) {
      clearTimeout(guard);
      guard = setTimeout(silent, SILENCE);
      if (!take(chunk) || had) continue;
      had = true;
      enough();
    }
  } finally {
    clearTimeout(guard);
  }
}

/** The end of a log, as far as it has come. */
class Tail {
  text = "";

  async follow(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      this.text = (this.text + decoder.decode(chunk, { stream: true })).slice(-LOG);
    }
  }
}
