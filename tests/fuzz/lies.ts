import fc from "fast-check";
import { isObject, type JsonObject } from "../../src/flow/runtime/json.ts";
import { mutations } from "../support/mutations.ts";

/** Makes another body out of a real one. Answers that were given before are there to be given again, in the wrong place. */
export type Lie = { toString(): string; tell(text: string, before: readonly string[]): string };

/** What may be answered instead of the truth, with status 200. */
export const lies: fc.Arbitrary<Lie> = fc.oneof(
  { weight: 2, arbitrary: fc.jsonValue().map((value) => lie(`${JSON.stringify(value)}`, () => value)) },
  {
    weight: 1,
    arbitrary: fc.oneof(fc.string(), fc.constantFrom("<html>", "", "null", "{}", "\ufeff{}")).map(raw),
  },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }).map(cut) },
  {
    weight: 6,
    arbitrary: fc.tuple(fc.nat(), fc.constantFrom(1, 2, 3, 4, 9)).map(([seed, depth]) =>
      mutated(seed, depth)
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom(...changes()), fc.nat(200), fc.boolean()).map(rearranged),
  },
  { weight: 2, arbitrary: listed() },
  { weight: 2, arbitrary: fc.nat(30).map(elsewhere) },
);

/** Headers that may come with an answer. */
export const headers: fc.Arbitrary<Record<string, string>> = fc.record({
  "date": fc.oneof(
    fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }).map((date) =>
      date.toUTCString()
    ),
    fc.constantFrom("Thu, 01 Jan 1970 00:00:00 GMT", "now", "0", "-1", "2026-11-02", ""),
  ),
  "content-type": fc.constantFrom("text/html", "application/json; charset=utf-16", "", "x"),
  "content-length": fc.constantFrom("0", "1", "-1", "x"),
  "retry-after": fc.constantFrom("60", "0", "-1", "1e300", "x"),
  "x-aircallapi-limit": fc.constantFrom("0", "1", "NaN", "1e9"),
  "x-aircallapi-reset": fc.constantFrom("0", "1e300", "1793609998"),
  "link": fc.constantFrom("</v1/calls?page=2>; rel=next"),
}, { requiredKeys: [] });

function lie(name: string, tell: (body: JsonObject) => unknown): Lie {
  return {
    toString: () => name,
    tell(text) {
      const body: unknown = JSON.parse(text || "{}");
      return JSON.stringify(tell(isObject(body) ? body : {})) ?? "";
    },
  };
}

function raw(text: string): Lie {
  return { toString: () => JSON.stringify(text), tell: () => text };
}

function cut(share: number): Lie {
  return {
    toString: () => `cut at ${share}`,
    tell: (text) => text.slice(0, Math.floor(share * text.length)),
  };
}

/** One thing in it is changed. */
function mutated(seed: number, depth: number): Lie {
  return lie(`mutation ${seed} to depth ${depth}`, (body) => {
    const [changed] = fc.sample(mutations(body, depth), { seed, numRuns: 1 });
    return changed ?? body;
  });
}

/** An answer to something else. */
function elsewhere(back: number): Lie {
  return {
    toString: () => `the answer ${back} before`,
    tell: (text, before) => before.at(-1 - back) ?? text,
  };
}

type Change = [name: string, change: (rows: unknown[], at: number) => unknown[]];

function changes(): Change[] {
  const odd = (field: string, value: unknown): Change => [
    `${field} ${JSON.stringify(value)}`,
    (rows, at) => rows.map((row, i) => i === at && isObject(row) ? { ...row, [field]: value } : row),
  ];
  return [
    ["none", () => []],
    ["one less", (rows, at) => rows.filter((_, i) => i !== at)],
    ["one more", (rows, at) => rows.toSpliced(at, 0, rows[at])],
    ["one twice", (rows, at) => rows.map((row, i) => i === at ? rows[0] : row)],
    ["the first ones", (rows, at) => rows.slice(0, at)],
    ["reversed", (rows) => rows.toReversed()],
    ["turned", (rows, at) => [...rows.slice(at), ...rows.slice(0, at)]],
    ...["id", "webhook_id", "started_at", "ended_at", "created_at", "updated_at"].flatMap((field) =>
      [null, 0, -1, 1, 7.5, 1e15, 1e300, 2 ** 33, "", "1", "text", "../users", true, {}, []].map((value) =>
        odd(field, value)
      )
    ),
  ];
}

/** The rows are others, and the counts beside them too, or not. */
function rearranged([[name, change], place, counted]: [Change, number, boolean]): Lie {
  return lie(`${name} at ${place}${counted ? ", and counted so" : ""}`, (body) => {
    const [envelope, rows] = Object.entries(body).find(([, value]) => Array.isArray(value)) ?? [];
    if (envelope === undefined || !Array.isArray(rows)) return body;
    const changed = change(rows, rows.length === 0 ? 0 : place % rows.length);
    const { meta } = body;
    if (!counted || !isObject(meta)) return { ...body, [envelope]: changed };
    const total = Number(meta["total"]) + changed.length - rows.length;
    return { ...body, [envelope]: changed, meta: { ...meta, total, count: changed.length } };
  });
}

/** A list that was never there, under the name of the one that was asked for. */
function listed(): fc.Arbitrary<Lie> {
  const id = fc.oneof(fc.nat(5), fc.constantFrom<unknown>("1", "x", null, -1, 2 ** 60, "__proto__"));
  const row = fc.oneof(
    fc.record(
      {
        id,
        webhook_id: id,
        name: id,
        started_at: fc.integer(),
        created_at: fc.integer(),
        updated_at: fc.integer(),
      },
      { requiredKeys: [] },
    ),
    fc.jsonValue({ maxDepth: 1 }),
  );
  const meta = fc.record(
    { total: fc.oneof(fc.nat(4), fc.integer(), fc.double()), count: fc.nat(4), current_page: fc.nat(2) },
    { requiredKeys: ["total"] },
  );
  return fc.tuple(fc.array(row, { maxLength: 4 }), meta).map(([rows, meta]) =>
    lie(JSON.stringify([rows, meta]), (body) => {
      const [envelope = "calls", was] = Object.entries(body).find(([name]) => name !== "meta") ?? [];
      return Array.isArray(was) ? { [envelope]: rows, meta } : { [envelope]: rows[0] ?? {}, meta };
    })
  );
}
