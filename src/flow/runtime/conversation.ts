import type { Connector, Signal } from "./connector.ts";
import { ConnectorFailed, ProtocolError } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import { type Line, lines, unterminated } from "./lines.ts";
import { type Log, readLog } from "./logs.ts";
import { isKind, type Kind, type Messages, readResponse, type Response } from "./messages.ts";
import { internalSpec } from "./requests.ts";

/** A response and where it stood. */
export interface Received {
  response: Response;
  line: Line;
}

/** The message of a response that was expected, and where it stood. */
export interface Answer<K extends Kind> {
  message: Messages[K];
  line: Line;
}

/** How a connector ended. */
export interface Ending {
  code: number;
  /** The signal that was sent to end it, if one was. */
  killed: Signal | undefined;
}

/** What a conversation may be given. */
export interface ConversationOptions {
  /** Ends everything: the connector is killed, and whoever waits gets the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called with each line of the connector's log. */
  log?: ((log: Log) => void) | undefined;
}

/** One process of a connector, from its start to its end: requests in, responses and logs out, each read strictly. */
export class Conversation {
  #connector: Connector;
  #options: ConversationOptions;
  #stop = new AbortController();
  #lines: AsyncGenerator<Line, void, void>;
  #logs: Promise<void>;
  #last: Log | undefined;
  #fault: unknown;
  #killed: Signal | undefined;
  #number = 0;

  constructor(connector: Connector, options: ConversationOptions) {
    this.#connector = connector;
    this.#options = options;
    this.#lines = lines(connector.output, "stdout", this.#stop.signal);
    this.#logs = this.#readLogs();
    options.signal?.addEventListener("abort", this.#abort, { once: true });
    if (options.signal?.aborted) this.#abort();
  }

  /** The signal that was sent, if one was. */
  get killed(): Signal | undefined {
    return this.#killed;
  }

  /** Writes a request. That the connector has gone is not told here, but by what is read next. */
  async send(message: JsonObject): Promise<void> {
    const bytes = new TextEncoder().encode(`${JSON.stringify(message)}\n`);
    await this.#connector.write(bytes).catch(() => {});
  }

  /** Ends the connector's stdin. */
  async closeInput(): Promise<void> {
    await this.#connector.closeInput().catch(() => {});
  }

  /** The next response, or undefined when stdout has ended. @throws {ProtocolError} the line is none */
  async receive(): Promise<Received | undefined> {
    const { value: line } = await this.#lines.next().catch((error) => this.#cutOff(error));
    this.#options.signal?.throwIfAborted();
    if (this.#fault) throw this.#fault;
    if (!line) return undefined;
    this.#number = line.number;
    return { response: readResponse(line), line };
  }

  /** What the platform does first with every process: asks for the spec, whatever it wants in the end. */
  async begin(): Promise<Answer<"spec">> {
    await this.send(internalSpec);
    return await this.expect("spec");
  }

  /** The next response, which must be of this kind. @throws {ProtocolError} @throws {ConnectorFailed} */
  async expect<K extends Kind>(kind: K): Promise<Answer<K>> {
    const received = await this.receive();
    if (!received) {
      await this.end();
      throw new ProtocolError(`the connector ended where ${kind} was expected`, this.endOfOutput);
    }
    const { response, line } = received;
    if (!isKind(response, kind)) throw new ProtocolError(`${kind} was expected, not ${response.kind}`, line);
    return { message: response.message, line };
  }

  /** Sends a signal. After SIGKILL nothing more is read. */
  kill(signal: Signal): void {
    this.#killed = signal;
    this.#connector.kill(signal);
    if (signal === "SIGKILL") this.#stop.abort();
  }

  /**
   * Waits for the end of the process, after the end of its stdout.
   *
   * @throws {ConnectorFailed} it ended with another code than 0
   * @throws {ProtocolError} it did so without saying why, at error, in its last log line
   */
  async end(): Promise<Ending> {
    await this.closeInput();
    const code = await this.#connector.status;
    await this.#logs;
    this.#options.signal?.removeEventListener("abort", this.#abort);
    this.#options.signal?.throwIfAborted();
    if (this.#fault) throw this.#fault;
    if (code === 0 || this.#killed === "SIGKILL") return { code, killed: this.#killed };
    if (this.#last?.level !== "error" && code <= 128) {
      const found = this.#last ? `is at ${this.#last.level}: ${this.#last.message}` : "is missing";
      throw new ProtocolError(
        `a connector that fails must say why: exit ${code}, its last log line at error ${found}`,
      );
    }
    throw new ConnectorFailed(code, this.#last);
  }

  /** Ends a connector that is of no more use, whatever the reason, and waits until it has gone. */
  async abandon(): Promise<void> {
    this.kill("SIGKILL");
    await this.closeInput();
    await this.#lines.return();
    await this.#connector.status;
    await this.#logs;
    this.#options.signal?.removeEventListener("abort", this.#abort);
  }

  /** What is known where stdout has ended: the place behind its last line. */
  get endOfOutput(): Line {
    return { source: "stdout", number: this.#number + 1, text: "" };
  }

  /** A line that was cut off because somebody else killed the connector is no breach, but its end. */
  async #cutOff(error: unknown): Promise<never> {
    const within = error instanceof ProtocolError && error.rule === unterminated;
    if (within && await this.#connector.status > 128) await this.end();
    throw error;
  }

  async #readLogs(): Promise<void> {
    try {
      for await (const line of lines(this.#connector.logs, "stderr", this.#stop.signal)) {
        this.#last = readLog(line);
        this.#options.log?.(this.#last);
      }
    } catch (error) {
      this.#fault = error;
      this.kill("SIGKILL");
    }
  }

  #abort = (): void => this.kill("SIGKILL");
}
