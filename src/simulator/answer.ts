import type { Clock } from "../capture/clock.ts";

/** An answer in bytes, and how it travels. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array<ArrayBuffer>;
  delivery: Delivery;
}

/**
 * How an answer travels: `whole`; `reset`, the connection breaks before any header; `cut`, it breaks in the middle of
 * the body; `stall-headers` and `stall-body`, nothing more comes until the client gives up; or drop by drop, a
 * sixteenth of the body every so many milliseconds.
 */
export type Delivery = "whole" | "reset" | "cut" | "stall-headers" | "stall-body" | { drip: number };

/**
 * Delivers an answer as `fetch` would: with the same errors, and obeying the signal to the last byte.
 *
 * @throws {TypeError} the connection was reset
 * @throws the signal's reason
 */
export async function deliver(
  answer: Answer,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const { status, headers, delivery } = answer;
  if (delivery === "reset") {
    throw new TypeError("fetch failed", { cause: new Error("Connection reset by peer (os error 104)") });
  }
  if (delivery === "stall-headers") await aborted(signal);
  const hasBody = status !== 204 && status !== 304;
  const body = delivery === "whole" ? answer.body : stream(answer, clock, signal);
  return new Response(hasBody ? body : null, { status, headers });
}

/** The pieces of a body, with the waits between them. */
function stream(answer: Answer, clock: Clock, signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
  const { body, delivery } = answer;
  const drops = dropsOf(body, delivery);
  let next = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const drop = drops[next++];
      try {
        if (typeof delivery === "object") await clock.sleep(delivery.drip, signal);
        if (drop) return controller.enqueue(drop);
        if (delivery === "cut") throw new TypeError("error reading a body from connection");
        if (delivery === "stall-body") await aborted(signal);
        controller.close();
      } catch (error) {
        controller.error(error);
      }
    },
  }, { highWaterMark: 0 });
}

/** What of a body arrives, piece by piece. */
export function dropsOf(body: Uint8Array<ArrayBuffer>, delivery: Delivery): Uint8Array<ArrayBuffer>[] {
  if (delivery === "whole") return [body];
  if (typeof delivery !== "object") return [body.subarray(0, body.length >> 1)];
  const size = Math.max(1, Math.ceil(body.length / 16));
  return Array.from(
    { length: Math.ceil(body.length / size) },
    (_, i) => body.subarray(i * size, (i + 1) * size),
  );
}

/** Never resolves; rejects with the signal's reason. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
