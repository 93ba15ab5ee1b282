import { assert } from "@std/assert";
import { type JsonObject, locate } from "../../src/flow/runtime/json.ts";
import { differences, type Simulator, type StreamName } from "../../src/simulator/mod.ts";
import { documents, type Talk } from "../support/talk.ts";

/** What was captured of each stream, by key: the last document of each row, as a collection holds it. */
export class Collections {
  readonly #streams = new Map<StreamName, Map<string, JsonObject>>();

  constructor(others?: Collections) {
    if (others) { for (const [name, rows] of others.#streams) this.#streams.set(name, new Map(rows)); }
  }

  /** The rows of a stream; what is put in stays. */
  of(name: StreamName): Map<string, JsonObject> {
    const rows = this.#streams.get(name) ?? new Map();
    this.#streams.set(name, rows);
    return rows;
  }

  /** Takes in what a session captured. Fails where it deletes a row that lives. */
  take(ran: Talk, names: readonly StreamName[], { account }: Simulator): this {
    for (const [i, name] of names.entries()) {
      const rows = this.of(name);
      const all = documents(ran, i);
      const living = all.some((document) => locate(document, "/_meta/op") === "d")
        ? account.truth(name)
        : undefined;
      for (const document of all) {
        const key = String(document[keyOf(name)]);
        if (locate(document, "/_meta/op") === "d") {
          assert(!living?.has(key), `${name} ${key} lives, and was called gone`);
          rows.delete(key);
        } else rows.set(key, document);
      }
    }
    return this;
  }

  /** How a stream differs from the account: each key with what is told of it. */
  differences(name: StreamName, { account }: Simulator): [key: string, line: string][] {
    return differences(account, name, this.of(name), { most: Infinity }).map((line) => {
      const [start = "", key = ""] = /^\S+ (.*?): /.exec(line) ?? [];
      return [key, line.slice(start.length)];
    });
  }
}

/** The name of a stream's key. */
export function keyOf(name: StreamName): string {
  return name === "company" ? "name" : name === "webhooks" ? "webhook_id" : "id";
}
