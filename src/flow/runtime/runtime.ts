import { Collection } from "./collection.ts";
import { Conversation } from "./conversation.ts";
import type { Connector } from "./connector.ts";
import { at, ProtocolError } from "./errors.ts";
import { type JsonObject, same } from "./json.ts";
import type { Log } from "./logs.ts";
import type { Discovered, Kind, Messages, Spec } from "./messages.ts";
import { type BindingSpec, type CaptureSpec, type Range, Requests, wholeRange } from "./requests.ts";
import { checkDiscovered, checkSpec, checkValidated } from "./rules.ts";
import { type Hooks, Session, type Transaction } from "./session.ts";
import { stateKey } from "./state_key.ts";
import type { Variant } from "./variants.ts";

/** What a runtime needs to know. */
export interface RuntimeOptions {
  /** Starts the connector; called once for each request, as the platform does. */
  start(): Connector;
  /** The endpoint configuration. */
  config: JsonObject;
  /** @default "acmeCo/source-example" */
  name?: string;
  /** The form of its requests. @default "full" */
  variant?: Variant;
  /** Ends all that runs. Time-outs are the caller's. */
  signal?: AbortSignal;
  /** Called with each line of every process's log. */
  log?(log: Log): void;
}

/** A binding that is to be published; what `discover` finds has this shape. */
export interface Wanted {
  /** The end of the collection's name. */
  recommendedName: string;
  resourceConfig: JsonObject;
  documentSchema: JsonObject;
  key: string[];
  /** A higher number makes the connector begin anew. @default 0 */
  backfill?: number;
}

/** How to open a capture. */
export interface OpenOptions extends Hooks {
  /** @default every key */
  range?: Range;
  /** Whether stdin is closed behind the request, as some drivers do. @default false */
  closeInput?: boolean;
}

/**
 * A small Estuary Flow: it runs one capture task through a connector, asks as the platform asks, takes the answers as
 * strictly as the strictest of its versions, and keeps the collections and the state.
 *
 * Each request is a process of its own, which is first asked for its spec.
 */
export class FlowRuntime {
  /** The committed state; the next session begins with it. */
  state: JsonObject = {};
  /** The latest sourced schema of each binding, by resource path. */
  readonly sourcedSchemas = new Map<string, JsonObject>();
  #options: RuntimeOptions;
  #requests: Requests;
  #name: string;
  #collections = new Map<string, Collection>();
  #spec: Spec | undefined;
  #published: CaptureSpec | undefined;
  #publications = 0;

  constructor(options: RuntimeOptions) {
    this.#options = options;
    this.#requests = new Requests(options.variant ?? "full");
    this.#name = options.name ?? "acmeCo/source-example";
  }

  /** The bindings that are published. */
  get bindings(): readonly BindingSpec[] {
    return this.#published?.bindings ?? [];
  }

  /** The collection behind a resource path, the components joined by `/`; it outlives its binding. */
  collection(path: string): Collection {
    const found = this.#collections.get(path);
    if (!found) throw new Error(`there is no collection for ${path}`);
    return found;
  }

  /** Asks for the spec, twice in one process. */
  spec(): Promise<Spec> {
    return this.#ask(this.#requests.spec(), "spec", (again, spec) => {
      if (!same(again, spec)) throw new ProtocolError("spec must be answered the same each time");
    });
  }

  /** Asks what there is to capture. */
  async discover(): Promise<Discovered["bindings"]> {
    const request = this.#requests.discover(this.#name, this.#options.config);
    return (await this.#ask(request, "discovered", checkDiscovered)).bindings;
  }

  /** Asks whether these bindings can be captured. @returns what `apply` takes */
  async validate(wanted: Wanted[]): Promise<CaptureSpec> {
    const last = this.#published;
    const draft = this.#draft(wanted);
    const { bindings } = await this.#ask(
      this.#requests.validate(draft, last),
      "validated",
      (answer, spec) => {
        checkValidated(answer, wanted.map(({ resourceConfig }) => resourceConfig), spec);
      },
    );
    for (const [i, binding] of draft.bindings.entries()) {
      binding.resourcePath = bindings[i]?.resourcePath ?? [];
      binding.stateKey = stateKey(binding.resourcePath, binding.backfill);
    }
    const before = [...last?.bindings ?? [], ...last?.inactiveBindings ?? []];
    const active = new Set(draft.bindings.map(pathOf));
    draft.inactiveBindings = before.filter((binding) => !active.has(pathOf(binding)));
    return draft;
  }

  /** Applies a capture that was validated, and makes it the one that `open` opens. */
  async apply(capture: CaptureSpec): Promise<void> {
    await this.#ask(this.#requests.apply(capture, this.#published), "applied");
    this.#published = capture;
    for (const binding of capture.bindings) {
      const { name, key } = binding.collection;
      const path = pathOf(binding);
      if (!this.#collections.has(path)) this.#collections.set(path, new Collection(name, key));
    }
  }

  /** Validates and applies. What was published before goes with the requests. */
  async publish(wanted: Wanted[]): Promise<void> {
    await this.apply(await this.validate(wanted));
  }

  /** Opens the published capture with the committed state. Resolves when the connector has answered `opened`. */
  async open({ range = wholeRange, closeInput = false, ...hooks }: OpenOptions = {}): Promise<Session> {
    const capture = this.#published;
    if (!capture) throw new Error("a capture is published before it is opened");
    const conversation = this.#converse();
    try {
      await this.#begin(conversation);
      await conversation.send(this.#requests.open(capture, this.state, range));
      if (closeInput) await conversation.closeInput();
      const { explicitAcknowledgements } = (await conversation.expect("opened")).message;
      const { bindings } = capture;
      const requests = this.#requests;
      return new Session({
        conversation,
        bindings,
        store: { state: () => this.state, commit: (transaction) => this.#commit(transaction) },
        requests,
        hooks,
        explicitAcknowledgements,
      });
    } catch (error) {
      await conversation.abandon();
      throw error;
    }
  }

  /** One request: the internal spec, the question, exactly one answer, the end, exit 0. */
  async #ask<K extends Kind>(
    request: JsonObject,
    kind: K,
    check: (message: Messages[K], spec: Spec) => void = () => {},
  ): Promise<Messages[K]> {
    const conversation = this.#converse();
    try {
      const spec = await this.#begin(conversation);
      await conversation.send(request);
      await conversation.closeInput();
      const answer = await conversation.expect(kind);
      at(answer.line, () => check(answer.message, spec));
      const more = await conversation.receive();
      if (more) {
        throw new ProtocolError(`one answer was expected, ${more.response.kind} is another`, more.line);
      }
      await conversation.end();
      return answer.message;
    } catch (error) {
      await conversation.abandon();
      throw error;
    }
  }

  async #begin(conversation: Conversation): Promise<Spec> {
    const { message: spec, line } = await conversation.begin();
    at<void>(line, () => {
      checkSpec(spec);
      if (this.#spec && !same(spec, this.#spec)) {
        throw new ProtocolError("spec must be answered the same each time");
      }
    });
    return this.#spec = spec;
  }

  #converse(): Conversation {
    const { signal, log } = this.#options;
    return new Conversation(this.#options.start(), { signal, log });
  }

  #draft(wanted: Wanted[]): CaptureSpec {
    return {
      name: this.#name,
      config: this.#options.config,
      bindings: wanted.map(({ recommendedName, resourceConfig, documentSchema, key, backfill = 0 }) => ({
        resourceConfig,
        resourcePath: [],
        collection: {
          name: `${this.#name.split("/")[0]}/${recommendedName}`,
          writeSchema: documentSchema,
          key,
        },
        backfill,
        stateKey: "",
      })),
      inactiveBindings: [],
      version: `00:00:00:${String(++this.#publications).padStart(2, "0")}`,
    };
  }

  #commit({ documents, sourcedSchemas, state }: Transaction): void {
    for (const { binding, document } of documents) this.collection(pathOf(binding)).combine(document);
    for (const { binding, schema } of sourcedSchemas) this.sourcedSchemas.set(pathOf(binding), schema);
    this.state = state;
  }
}

function pathOf({ resourcePath }: BindingSpec): string {
  return resourcePath.join("/");
}
