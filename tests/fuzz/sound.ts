import { assert, assertNotEquals, assertNotMatch } from "@std/assert";
import { streams } from "../../src/aircall/streams/mod.ts";
import { readResponse } from "../../src/flow/runtime/messages.ts";
import { Order } from "../../src/flow/runtime/order.ts";
import type { BindingSpec, JsonObject } from "../../src/flow/runtime/mod.ts";
import { checkDocument, checkIndex, checkSourcedSchema } from "../../src/flow/runtime/rules.ts";
import { documentSchema } from "../../src/flow/schemas.ts";
import { assertRefused, type Talk } from "../support/talk.ts";

/** A binding whose collection has the schema that `discover` gives out. */
export function boundTo(name: string): BindingSpec & JsonObject {
  const stream = streams.find((one) => one.name === name);
  assert(stream, name);
  return {
    resourceConfig: { stream: name, syncMode: "incremental", interval: "PT5M" },
    resourcePath: [name],
    collection: { name: `acmeCo/${name}`, writeSchema: documentSchema(stream), key: [...stream.key] },
    backfill: 0,
    stateKey: name,
  };
}

/**
 * Asserts what is true of every session, whatever was said to it: how it ends, what it writes, what it tells nobody.
 *
 * @param said what it was told, where that may be quoted
 * @param bindings where all that was said is one `open`: what it bound, so that the documents are checked as the platform checks them
 */
export function assertSound(
  ran: Talk,
  { secrets = [], bindings, said }: {
    secrets?: readonly string[];
    bindings?: readonly BindingSpec[];
    said?: unknown;
  },
): void {
  assert([0, 1, 2].includes(ran.code), `exit code ${ran.code}`);
  if (ran.code !== 0) assertRefused(ran, ran.code, texts(said));
  assertNotMatch(ran.err, /\.ts:\d+|\\n {4}at |A fault of this connector/);
  for (const secret of secrets) {
    for (const form of new Set([secret, encodeURIComponent(secret)])) {
      assert(!ran.out.includes(form) && !ran.err.includes(form), `"${form}" was told`);
    }
  }
  const order = bindings && new Order();
  for (const [i, text] of ran.out.split("\n").slice(0, -1).entries()) {
    const { kind, message } = readResponse({ source: "stdout", number: i + 1, text });
    order?.accept(kind);
    if (!bindings) continue;
    if (kind === "captured") checkDocument(message.doc, checkIndex(bindings, message.binding));
    if (kind === "sourcedSchema") checkSourcedSchema(message.documentSchema);
  }
  if (ran.out !== "") order?.end();
  else if (bindings) assertNotEquals(ran.code, 0, "it ended well without an answer");
}

/** What was said as one text. */
function texts(said: unknown): string {
  const list = Array.isArray(said) ? said : [said];
  return list.map((one) => one instanceof Uint8Array ? new TextDecoder().decode(one) : JSON.stringify(one))
    .join("\n");
}
