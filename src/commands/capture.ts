import { realClock } from "../capture/clock.ts";
import { levelOf } from "../capture/level.ts";
import { FlowLog } from "../flow/log.ts";
import { serve } from "../flow/session.ts";
import { onStop } from "./signals.ts";

/** How long a reader that does not read may hold up the end, in milliseconds. */
const GRACE = 5000;

/**
 * The Flow capture protocol on this process's stdin, stdout and stderr; what the image runs. SIGTERM and SIGINT end it after the batch
 * in hand. A fault that nobody catches is the last line of the log like any other, and ends it.
 *
 * @returns the exit code
 */
export async function capture(once: boolean): Promise<number> {
  const stop = new AbortController();
  const asked = () => {
    stop.abort(new DOMException("asked to stop", "AbortError"));
    Deno.unrefTimer(setTimeout(() => Deno.exit(0), GRACE));
  };
  onStop(asked);
  const encoder = new TextEncoder();
  const log = new FlowLog({
    clock: realClock,
    level: levelOf(Deno.env.get("LOG_LEVEL")),
    write: (line) => {
      const bytes = encoder.encode(line);
      try {
        for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
      } catch {
        // nobody reads the log; that is no reason to stop capturing
      }
    },
  });
  const fatal = (event: Event, reason: unknown) => {
    event.preventDefault();
    import("../flow/explain.ts").then(({ explain }) => Deno.exit(explain(reason, log, true)));
  };
  globalThis.addEventListener("unhandledrejection", (event) => fatal(event, event.reason));
  globalThis.addEventListener("error", (event) => fatal(event, event.error));
  return await serve(Deno.stdin.readable, Deno.stdout, {
    clock: realClock,
    fetch: (url, init) => fetch(url, init),
    random: Math.random,
    log,
    mayReach: (host) => Deno.permissions.querySync({ name: "net", host }).state === "granted",
    once,
    signal: stop.signal,
  });
}
