import fc from "fast-check";
import { readPage } from "../support/pages.ts";
import { streams as declared } from "../../src/aircall/streams/mod.ts";
import { keyOf as keyOfRow } from "../../src/capture/row.ts";
import type { Row } from "../../src/capture/source.ts";
import type { Fetch } from "../../src/http/client.ts";
import type { Simulator, StreamName } from "../../src/simulator/mod.ts";
import { keyOf } from "./collections.ts";
import { headers, type Lie, lies } from "./lies.ts";

/** How often answers are lies, and which. */
export interface Lying {
  share: number;
  salt: number;
  lies: Lie[];
  headers: Record<string, string>[];
}

/** Any share of any lies. */
export const lying: fc.Arbitrary<Lying> = fc.record({
  share: fc.oneof(fc.constantFrom(0.02, 0.1, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  salt: fc.nat(),
  lies: fc.array(lies, { minLength: 1, maxLength: 4 }),
  headers: fc.array(headers, { minLength: 1, maxLength: 2 }),
});

/** Lists whose rows have no address of their own: told twice in a row, a lie about them cannot be told from the truth. */
const UNPROVABLE = ["/v1/company", "/v1/users/availabilities"];
const PATHS: Record<string, StreamName> = { "/v1/calls": "calls", "/v1/contacts": "contacts" };

/** The API of an account, some of whose answers are lies, each with status 200 where the truth has it. */
export class Liar {
  /** Rows of calls and contacts that a page should have held and, though it can be read, did not, or not at their time. */
  readonly hidden = new Set<string>();
  /** Rows of calls and contacts that were invented. */
  readonly invented = new Set<string>();
  told = 0;
  readonly #simulator: Simulator;
  readonly #lying: Lying;
  readonly #before: string[] = [];
  readonly #liedLast = new Set<string>();
  #asked = 0;

  constructor(simulator: Simulator, lying: Lying) {
    this.#simulator = simulator;
    this.#lying = lying;
  }

  readonly fetch: Fetch = async (url, init) => {
    const response = await this.#simulator.fetch(url, init);
    const text = await response.text();
    const { pathname, searchParams } = new URL(url);
    const chance = Math.imul(++this.#asked ^ this.#lying.salt, 0x9e3779b1) >>> 0;
    const { lies, headers, share } = this.#lying;
    const told = chance / 2 ** 32 < share && !this.#liedLast.has(pathname);
    this.#liedLast.delete(pathname);
    const body = told ? lies[chance % lies.length]?.tell(text, this.#before) ?? text : text;
    const extra = told ? headers[chance % headers.length] : {};
    if (told) {
      this.told++;
      if (UNPROVABLE.includes(pathname)) this.#liedLast.add(pathname);
      this.#note(pathname, Number(searchParams.get("page")), text, body);
    }
    this.#before.push(text);
    return new Response(body, {
      status: response.status,
      headers: { ...Object.fromEntries(response.headers), ...extra },
    });
  };

  #note(path: string, page: number, truth: string, lie: string): void {
    const name = PATHS[path];
    const endpoint = declared.find((stream) => stream.name === name);
    if (!name || !endpoint) return;
    const keys = (text: string) => {
      try {
        const declared = { ...endpoint, path, envelope: name };
        const { rows } = readPage(JSON.parse(text), declared, page);
        const times = ({ started_at, created_at, updated_at }: Row) =>
          JSON.stringify([started_at, created_at, updated_at]);
        return new Map(rows.map((row) => [`${name} ${keyOfRow(row, keyOf(name))}`, times(row)]));
      } catch {
        return undefined;
      }
    };
    const should = keys(truth) ?? new Map<string, string>();
    const does = keys(lie);
    if (!does) return;
    for (const [key, times] of should) if (does.get(key) !== times) this.hidden.add(key);
    for (const key of does.keys()) if (!should.has(key)) this.invented.add(key);
  }
}
