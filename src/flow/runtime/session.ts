import type { Conversation, Ending, Received } from "./conversation.ts";
import type { Signal } from "./connector.ts";
import { at, ProtocolError } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { Response } from "./messages.ts";
import { reduceState } from "./merge_patch.ts";
import { Order } from "./order.ts";
import type { BindingSpec, Requests } from "./requests.ts";
import { checkDocument, checkIndex, checkSourcedSchema } from "./rules.ts";

/** What is kept or lost as one: all that came since the last commit. */
export interface Transaction {
  documents: { binding: BindingSpec; document: JsonObject }[];
  sourcedSchemas: { binding: BindingSpec; schema: JsonObject }[];
  /** How many checkpoints are folded into it. */
  checkpoints: number;
  /** The state as its last checkpoint makes it. */
  state: JsonObject;
}

/** Who looks on while a session runs. */
export interface Hooks {
  /** Called with each document, before it belongs to a checkpoint. */
  document?(document: JsonObject, binding: BindingSpec, session: Session): void;
  /**
   * Called at each checkpoint: true commits what is there, false lets it fold into the next. While it takes its time
   * nothing is read from the connector. @default always true
   */
  checkpoint?(transaction: Transaction, session: Session): boolean | Promise<boolean>;
  /** Called after each commit. */
  committed?(transaction: Transaction, session: Session): void;
}

/** What outlives a session: where commits go. */
export interface Store {
  /** The committed state. */
  state(): JsonObject;
  commit(transaction: Transaction): void;
}

interface Waiter {
  condition(): boolean;
  resolve(): void;
  reject(reason: unknown): void;
}

/** What a session is made of. */
export interface SessionParts {
  conversation: Conversation;
  bindings: readonly BindingSpec[];
  store: Store;
  requests: Requests;
  hooks: Hooks;
  explicitAcknowledgements: boolean;
}

/** A capture that is open: reads the connector until it ends or is killed, and commits at its checkpoints. */
export class Session implements AsyncDisposable {
  #parts: SessionParts;
  #order = new Order();
  #transaction: Transaction;
  #waiters = new Set<Waiter>();
  #over = false;
  #ended: Promise<Ending>;
  /** Whether somebody has asked how it ended, and so knows of a fault. */
  #asked = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#transaction = this.#begin();
    this.#order.accept("opened");
    this.#ended = this.#run();
    this.#ended.catch(() => {});
  }

  /** How the connector ended. Rejects with ProtocolError or ConnectorFailed. */
  get ended(): Promise<Ending> {
    this.#asked = true;
    return this.#ended;
  }

  /** Documents that are not committed yet. */
  get uncommitted(): number {
    return this.#transaction.documents.length;
  }

  /** Sends a signal. SIGKILL drops what is not committed; the others let the connector end by itself. */
  kill(signal: Signal = "SIGKILL"): void {
    this.#parts.conversation.kill(signal);
  }

  /**
   * Resolves as soon as the condition holds: now, or after one of the commits to come.
   *
   * @throws what ended the session before that, or the signal's reason
   */
  async until(condition: () => boolean, signal?: AbortSignal): Promise<void> {
    if (condition()) return;
    signal?.throwIfAborted();
    if (this.#over) return await this.#overBefore();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { condition, resolve, reject };
    const abort = () => reject(signal?.reason);
    this.#waiters.add(waiter);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      await promise;
    } finally {
      this.#waiters.delete(waiter);
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Kills the connector if it still runs. A fault that nobody has heard of yet is thrown here. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#over) this.kill();
    await this.#ended.catch((error) => {
      if (!this.#asked) throw error;
    });
  }

  async #run(): Promise<Ending> {
    const { conversation } = this.#parts;
    try {
      for (let received = await conversation.receive(); received; received = await conversation.receive()) {
        await this.#take(received);
      }
      const ending = await conversation.end();
      if (conversation.killed !== "SIGKILL") {
        at(conversation.endOfOutput, () => this.#order.end());
        if (this.#transaction.checkpoints > 0) await this.#commit();
      }
      return ending;
    } catch (error) {
      await conversation.abandon();
      throw error;
    } finally {
      this.#over = true;
      for (const { reject } of this.#waiters) this.#overBefore().catch(reject);
    }
  }

  async #overBefore(): Promise<never> {
    const { code, killed } = await this.ended;
    throw new Error(
      `the session is over (exit ${code}${killed ? `, ${killed}` : ""}) before what was waited for`,
    );
  }

  async #take({ response, line }: Received): Promise<void> {
    const checkpoint = at(line, () => this.#check(response));
    if (!checkpoint) return;
    const { conversation, hooks } = this.#parts;
    const commit = await hooks.checkpoint?.(this.#transaction, this) ?? true;
    if (commit && conversation.killed !== "SIGKILL") await this.#commit();
  }

  /** Takes a message into the transaction. @returns whether it was a checkpoint @throws {ProtocolError} */
  #check(response: Response): boolean {
    const { bindings, hooks } = this.#parts;
    this.#order.accept(response.kind);
    if (response.kind === "captured") {
      const { binding: index, doc: document } = response.message;
      const binding = checkIndex(bindings, index);
      checkDocument(document, binding);
      this.#transaction.documents.push({ binding, document });
      hooks.document?.(document, binding, this);
    } else if (response.kind === "sourcedSchema") {
      const { binding: index, documentSchema: schema } = response.message;
      const binding = checkIndex(bindings, index);
      checkSourcedSchema(schema);
      this.#transaction.sourcedSchemas.push({ binding, schema });
    } else if (response.kind === "checkpoint") {
      this.#transaction.state = reduceState(this.#transaction.state, response.message.state);
      this.#transaction.checkpoints++;
      return true;
    } else {
      throw new ProtocolError(`${response.kind} has no place here`);
    }
    return false;
  }

  async #commit(): Promise<void> {
    const { store, hooks, conversation, requests, explicitAcknowledgements } = this.#parts;
    const transaction = this.#transaction;
    store.commit(transaction);
    this.#transaction = this.#begin();
    if (explicitAcknowledgements) await conversation.send(requests.acknowledge(transaction.checkpoints));
    hooks.committed?.(transaction, this);
    for (const waiter of this.#waiters) {
      if (waiter.condition()) waiter.resolve();
    }
  }

  #begin(): Transaction {
    return { documents: [], sourcedSchemas: [], checkpoints: 0, state: this.#parts.store.state() };
  }
}
