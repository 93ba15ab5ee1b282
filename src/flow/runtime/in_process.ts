import type { Clock } from "../../capture/clock.ts";
import type { Level } from "../../capture/level.ts";
import { FlowLog } from "../log.ts";
import type { Connector } from "./connector.ts";
import { serve } from "../session.ts";
// loaded here, since a virtual clock does not wait for what a session loads when it needs it
import "../work.ts";
import type { Fetch } from "../../http/client.ts";

/** What a session in this process runs with. */
export interface InProcess {
  clock: Clock;
  fetch: Fetch;
  /** @default false */
  once?: boolean;
  /** @default () => 0.5 */
  random?: () => number;
  /** @default "info" */
  level?: Level;
  /** @default () => true */
  mayReach?: (host: string) => boolean;
}

/** The connector's own session as a process that is none: on a virtual clock, over an in-process fetch. */
export function inProcess(
  { clock, fetch, once = false, random = () => 0.5, level = "info", mayReach = () => true }: InProcess,
): Connector {
  const stop = new AbortController();
  /** After a kill nothing goes on: whatever waits is told so, and what is written goes nowhere. */
  const dead = new AbortController();
  const input = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const output = new TransformStream<Uint8Array, Uint8Array>();
  const logs = new TransformStream<Uint8Array, Uint8Array>(undefined, undefined, { highWaterMark: 1e9 });
  const writer = input.writable.getWriter();
  const responses = output.writable.getWriter();
  const lines = logs.writable.getWriter();
  const encoder = new TextEncoder();
  const alive = (signal?: AbortSignal | null) =>
    signal ? AbortSignal.any([signal, dead.signal]) : dead.signal;

  const code = serve(input.readable, {
    write: async (bytes) => {
      dead.signal.throwIfAborted();
      await responses.write(bytes.slice());
      return bytes.length;
    },
  }, {
    clock: { now: () => clock.now(), sleep: (ms, signal) => clock.sleep(ms, alive(signal)) },
    fetch: (url, init) => fetch(url, { ...init, signal: alive(init.signal) }),
    random,
    mayReach,
    log: new FlowLog({
      clock,
      level,
      write: (line) => {
        if (!dead.signal.aborted) lines.write(encoder.encode(line)).catch(() => {});
      },
    }),
    once,
    signal: stop.signal,
  });
  const killed = Promise.withResolvers<number>();
  const status = Promise.race([code, killed.promise]);
  status.then(async () => {
    await responses.close().catch(() => {});
    await lines.close().catch(() => {});
    await writer.close().catch(() => {});
  });
  return {
    write: (bytes) => writer.write(bytes),
    closeInput: () => writer.close().catch(() => {}),
    output: output.readable,
    logs: logs.readable,
    status,
    kill(signal) {
      if (signal === "SIGKILL") {
        dead.abort(new Error("killed"));
        killed.resolve(137);
      }
      stop.abort(new Error(signal));
    },
  };
}
