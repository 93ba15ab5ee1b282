import { page } from "../../../src/simulator/listing.ts";
import { calls, contacts } from "../../../src/simulator/lists.ts";
import type { Json } from "../../../src/simulator/json.ts";
import type { Simulator } from "../../../src/simulator/mod.ts";

const encoder = new TextEncoder();
const [comma, end] = [",", "]"].map((text) => encoder.encode(text)) as [Uint8Array, Uint8Array];

/** The lists that hold nearly all rows, by their paths. */
const lists = { "/v1/calls": calls, "/v1/contacts": contacts };

/**
 * A simulator in whose account nothing happens, and which makes the text of a call or a contact once: what it answers after
 * that costs next to nothing. Everything else it answers as ever. Signed addresses stay as they were signed first.
 */
export class Prepared {
  readonly #simulator: Simulator;
  /** The texts of rows by their ids, for each way to ask for them. */
  readonly #texts = new Map<string, Map<number, Uint8Array>>();

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  /** The same as the simulator's own. */
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const { account, authorization } = this.#simulator;
    const { method, headers } = request;
    const plain = () => this.#simulator.fetch(url, { method, headers });
    const path = url.pathname as keyof typeof lists;
    if (!Object.hasOwn(lists, path) || method !== "GET") return await plain();
    if (headers.get("authorization") !== authorization) return await plain();
    const query = url.searchParams;
    const listing = lists[path](account, query);
    const options = { origin: url.origin, path, clampTotal: false };
    const { status, body, charset } = page({ ...listing, render: (id) => id }, query, options);
    if (status !== 200 || !body) return await plain();
    const texts = this.#of(`${path} ${[...query].filter(([name]) => name.startsWith("fetch_"))}`);
    const pieces: Uint8Array[] = [];
    let before = "{";
    for (const [name, value] of Object.entries(body)) {
      before += `${JSON.stringify(name)}:`;
      if (name !== listing.envelope || !Array.isArray(value)) before += JSON.stringify(value);
      else {
        pieces.push(encoder.encode(`${before}[`));
        (value as number[]).forEach((id, i) => {
          if (i > 0) pieces.push(comma);
          pieces.push(textOf(texts, id, listing.render));
        });
        pieces.push(end);
        before = "";
      }
      before += ",";
    }
    pieces.push(encoder.encode(`${before.slice(0, -1)}}`));
    const type = `application/json${charset ? "; charset=utf-8" : ""}`;
    return new Response(joined(pieces), { headers: { "content-type": type } });
  }

  #of(how: string): Map<number, Uint8Array> {
    let texts = this.#texts.get(how);
    if (!texts) this.#texts.set(how, texts = new Map());
    return texts;
  }
}

function textOf(texts: Map<number, Uint8Array>, id: number, render: (id: number) => Json): Uint8Array {
  let text = texts.get(id);
  if (!text) texts.set(id, text = encoder.encode(JSON.stringify(render(id))));
  return text;
}

function joined(pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
