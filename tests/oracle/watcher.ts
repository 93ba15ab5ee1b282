import type { BindingSpec, JsonObject, Log, Transaction } from "../../src/flow/runtime/mod.ts";
import type { Entry, Simulator, StreamName } from "../../src/simulator/mod.ts";
import type { Excuses } from "./excuses.ts";

/** Bytes of state that any account may cost, and those that each row of a snapshot or contact may add. */
const STATE = 64 * 1024;
const STATE_PER_ROW = 64;

/** Looks on while the connector lives, and remembers what should not have been. */
export class Watcher {
  readonly breaches: string[] = [];
  readonly #simulator: Simulator;
  readonly #excuses: Excuses;

  constructor(simulator: Simulator, excuses: Excuses) {
    this.#simulator = simulator;
    this.#excuses = excuses;
    simulator.onAnswer((entry) => this.#answer(entry));
  }

  breach(what: string): void {
    this.breaches.push(what);
  }

  /** Nothing that lives is called gone. */
  document(row: JsonObject, { resourcePath, collection }: BindingSpec): void {
    if (operationOf(row) !== "d") return;
    const stream = resourcePath.join("/") as StreamName;
    const key = keyOf(row, collection.key);
    if (this.#lives(stream, key)) this.breach(`${stream} ${key} was called gone, and lives`);
  }

  committed({ documents, state }: Transaction): void {
    for (const { document, binding: { resourcePath, collection } } of documents) {
      this.#excuses.kept(resourcePath.join("/"), keyOf(document, collection.key));
    }
    const { contacts, directory: { users, teams, numbers, tags, webhooks } } = this.#simulator.account;
    // users twice, for their availabilities; a key in the state may be that of a row that is gone, until it is found
    const rows = contacts.size + 2 * users.list().length + teams.list().length + numbers.list().length +
      tags.list().length + webhooks.list().length;
    const size = JSON.stringify(state).length;
    if (size > STATE + STATE_PER_ROW * 2 * rows) this.breach(`the state has ${size} bytes for ${rows} rows`);
  }

  log({ level, message }: Log): void {
    if (level === "error" && message.startsWith("A fault of this connector")) this.breach(message);
  }

  #answer({ status, fault, method, path, query }: Entry): void {
    if (fault === undefined && (status === 429 || status === 400)) {
      this.breach(`${method} ${path} ${JSON.stringify(query)} was answered with ${status}`);
    }
  }

  #lives(stream: StreamName, key: string): boolean {
    const { account } = this.#simulator;
    if (stream === "calls") return true; // a call is never called gone
    if (stream === "contacts") return account.contacts.has(Number(key));
    return account.truth(stream).has(key);
  }
}

function operationOf({ _meta: meta }: JsonObject): unknown {
  return typeof meta === "object" && meta !== null && "op" in meta ? meta.op : undefined;
}

/** Every stream's key is one field. */
function keyOf(row: JsonObject, key: string[]): string {
  return String(row[(key[0] ?? "/id").slice(1)]);
}
