import type { Clock } from "../capture/clock.ts";
import type { Output } from "../capture/output.ts";

/** A trace as the protocol has it, but for its time. */
export type Trace =
  | { type: "STREAM_STATUS"; stream_status: { stream_descriptor: { name: string }; status: Status } }
  | { type: "ESTIMATE"; estimate: { name: string; type: "STREAM"; row_estimate: number } }
  | { type: "ERROR"; error: TraceError };

/** Where a stream is. */
export type Status = "STARTED" | "RUNNING" | "COMPLETE" | "INCOMPLETE";

/** Who has to act: whoever has configured it; nobody, since it may pass; whoever maintains it, or the API. */
export type FailureType = "config_error" | "transient_error" | "system_error";

/** What has gone wrong. */
export interface TraceError {
  /** For people. */
  message: string;
  /** For whoever looks into it. */
  internal_message?: string;
  failure_type: FailureType;
  /** The stream that it concerns alone. */
  stream_descriptor?: { name: string };
}

/** Whatever one line of the protocol may say, records left out. */
export type Message =
  | { type: "SPEC"; spec: Record<string, unknown> }
  | { type: "CONNECTION_STATUS"; connectionStatus: { status: "SUCCEEDED" | "FAILED"; message?: string } }
  | { type: "CATALOG"; catalog: { streams: Record<string, unknown>[] } }
  | { type: "LOG"; log: { level: string; message: string } }
  | { type: "TRACE"; trace: Trace & { emitted_at: number } };

/**
 * Writes messages one after the other, each whole: what is said while another one is being written waits for its turn. A slow reader makes
 * {@link write} wait; what is only said (logs, traces) is little, and is kept meanwhile.
 */
export class Messages {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #encoder = new TextEncoder();
  #last: Promise<void> = Promise.resolve();

  constructor(output: Output, clock: Clock) {
    this.#output = output;
    this.#clock = clock;
  }

  /** Says one message, without waiting for it to be written. */
  say(message: Message): void {
    this.write(this.#encoder.encode(`${JSON.stringify(message)}\n`)).catch(() => {});
  }

  /** Says a trace, as of now. */
  trace(trace: Trace): void {
    this.say(this.traced(trace));
  }

  /** A trace as of now, as a message. */
  traced(trace: Trace): Message {
    return { type: "TRACE", trace: { ...trace, emitted_at: Math.floor(this.#clock.now()) } };
  }

  /**
   * Writes whole lines after everything that was said before.
   *
   * @throws {OutputClosed} the reader has gone; nothing can be written from then on
   */
  write(bytes: Uint8Array): Promise<void> {
    const written = this.#last.then(() => this.#output.write(bytes));
    // what could not be written ends what comes after it: it may have been the beginning of a line
    this.#last = written;
    written.catch(() => {});
    return written;
  }

  /** Resolves when all that was said is written. @throws {OutputClosed} */
  written(): Promise<void> {
    return this.#last;
  }
}
