import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseJson } from "../../src/json.ts";
import { Unusual } from "../../src/capture/json_bytes.ts";
import { keptRow, RowReader, wholeRow } from "../../src/capture/raw_rows.ts";
import { PageBytes, RAW, type Row } from "../../src/capture/source.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** What is read of one row's text; undefined where it is to be parsed. */
function read(text: string | Uint8Array, reads: string[] = []): Row | undefined {
  const bytes = typeof text === "string" ? encode(text) : text;
  const reader = new RowReader({ reads });
  const scanner = reader.scanner(bytes);
  try {
    const row = reader.next(scanner, new PageBytes(bytes));
    return scanner.ended ? row : undefined;
  } catch (error) {
    if (error instanceof Unusual) return undefined;
    throw error;
  }
}

/** What `JSON.parse` makes of bytes; undefined where they are no JSON. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const name = fc.oneof(fc.constantFrom("id", "at", "__proto__", "toJSON", ""), fc.string({ maxLength: 5 }));
const json = fc.jsonValue({ maxDepth: 4, stringUnit: "grapheme" });
const row = fc.dictionary(name.filter((name) => name !== "_meta"), json, { noNullPrototype: true });

Deno.test("any row that JSON.stringify writes is read, and is the same when it is parsed", () => {
  fc.assert(
    fc.property(row, (row) => {
      const came = read(JSON.stringify(row));
      assert(came);
      assertEquals(wholeRow(came), parseJson(JSON.stringify(row)));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("the fields that are wanted show what they hold, of whatever type, and no others do", () => {
  fc.assert(
    fc.property(row, (row) => {
      const came = read(JSON.stringify(row), ["id", "at"]);
      const truth = parseJson(JSON.stringify(row)) as Row;
      const wanted = ["id", "at"].filter((name) => Object.hasOwn(truth, name));
      assertEquals(
        Object.keys(came ?? {}).filter((name) => came?.[name] !== undefined).sort(),
        wanted.sort(),
      );
      for (const name of wanted) assertEquals(came?.[name], truth[name]);
    }),
    { numRuns: 1000 },
  );
});

/** JSON that was damaged: bytes that are other, missing, or too many. */
const damaged = fc.tuple(
  row,
  fc.array(fc.record({ at: fc.nat(), kind: fc.nat(2), byte: fc.nat(255) }), { minLength: 1, maxLength: 3 }),
).map(([row, damages]) => {
  let bytes = [...encode(JSON.stringify(row))];
  for (const { at, kind, byte } of damages) {
    const place = at % (bytes.length + 1);
    // kinds of damage: a byte is another, is gone, is there in addition
    bytes = bytes.toSpliced(place, kind === 2 ? 0 : 1, ...(kind === 1 ? [] : [byte]));
  }
  return new Uint8Array(bytes);
});

Deno.test("whatever bytes come, what is read is JSON to JSON.parse too, stands on one line, and is the same", () => {
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 40 })), (bytes) => {
      const came = read(bytes, ["id", "at"]);
      if (!came) return;
      const truth = parsed(bytes);
      assert(truth !== undefined, "JSON.parse refuses it");
      assert(bytes.every((byte) => byte >= 0x20), "it is more than one line");
      assertEquals(wholeRow(came), truth);
    }),
    { numRuns: 6000 },
  );
});

const piece = fc.constantFrom(
  ...'{}[]",:\\/ 0123456789-+.eEtrufalsn"id"'.split(""),
  ...['"a":', '"id":1', "\\u00", "\\ud83d", "true", "null", "\u00e9", "\u{1f600}", "\n", "\t", "\x7f"],
);

Deno.test("the same for texts that are made of JSON's own pieces", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const bytes = encode(`{"a":${pieces.join("")}}`);
      const came = read(bytes);
      if (came) assertEquals(wholeRow(came), parsed(bytes));
    }),
    { numRuns: 6000 },
  );
});

const refused = [
  ...["01", "-01", "1.", ".5", "+1", "1e", "1e+", "-", "--1", "0x1", "NaN", "Infinity", "1_000"],
  ...[
    "tru",
    "truE",
    "falsy",
    "nul",
    "undefined",
    "'a'",
    '"a',
    '"\\x"',
    '"\\u12g4"',
    '"\\"',
    '"a\nb"',
    '"\t"',
  ],
  ...["[1,]", "[,1]", "[1 2]", "[", "[1", "]", '{"b"}', '{"b":}', '{"b":1,}', "{b:1}", '{"b" 1}', '{"b":1'],
  ...["", ",", "1,", "\n1", "1\r\n", "\ufeff1"],
];

for (const text of refused) {
  Deno.test(`this is left to JSON.parse: ${JSON.stringify(text)}`, () => {
    assertEquals(read(`{"a":${text}}`), undefined);
  });
}

Deno.test("bytes that are no UTF-8 are refused: stray, overlong, surrogates, beyond Unicode, cut", () => {
  const bad = [
    ...[[0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x9f, 0xbf], [0xed, 0xa0, 0x80]],
    ...[[0xf0, 0x8f, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff], [0xc3]],
    ...[[0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xc3, 0x28], [0xe2, 0x28, 0xa1], [0xf0, 0x9f, 0x28, 0x80]],
  ];
  for (const bytes of bad) {
    assertEquals(
      read(new Uint8Array([...encode('{"a":"'), ...bytes, ...encode('"}')])),
      undefined,
      `${bytes}`,
    );
  }
});

Deno.test("the edges of each length of UTF-8 are read", () => {
  for (const point of [0x20, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff]) {
    const text = String.fromCodePoint(point);
    assertEquals(read(JSON.stringify({ a: text }), ["a"])?.["a"], text);
  }
});

Deno.test("a field that is wanted and there twice, and a row with a _meta of its own, are left to JSON.parse", () => {
  assertEquals(read('{"id":1,"id":2}', ["id"]), undefined);
  assert(read('{"x":1,"x":2}', ["id"]));
  assertEquals(read('{"id":1,"_meta":{}}', ["id"]), undefined);
  assert(read('{"id":1,"a":{"_meta":{}}}', ["id"]));
});

Deno.test("objects within each other are read to a depth of 100, and no deeper", () => {
  const deep = (levels: number) => `{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`;
  assert(read(deep(99)));
  assertEquals(read(deep(100)), undefined);
  assertEquals(read(deep(100_000)), undefined);
});

Deno.test("whole numbers are exact, and those beyond a double go through as they came", () => {
  for (
    const text of ["0", "-1", "999999999999999", "1000000000000000", "9007199254740991", "-0", "1e3", "2.5"]
  ) {
    assertEquals(read(`{"id":${text}}`, ["id"])?.["id"], JSON.parse(text), text);
  }
  const came = read('{"id":1,"vast":9007199254740993}');
  const raw = came?.[RAW];
  assert(raw);
  assertEquals(
    new TextDecoder().decode(raw.page.bytes.subarray(raw.from, raw.to)),
    '{"id":1,"vast":9007199254740993}',
  );
});

/** Two ways to write the same. */
const alike: [string, string][] = [
  ['{"a":"\\u00e9"}', '{"a":"é"}'],
  ['{"a":"\\/x"}', '{"a":"/x"}'],
  ['{"\\u0061":1}', '{"a":1}'],
  ['{"a":1.0}', '{"a":1}'],
  ['{"a":1e2}', '{"a":100}'],
  ['{"a":-0}', '{"a":0}'],
  ['{ "a" : [ 1 , 2 ] }', '{"a":[1,2]}'],
  ['{"a":"\\ud83d\\ude00"}', '{"a":"\u{1f600}"}'],
  ['{"a":1,"b":[{"c":2,"d":3}]}', '{"b":[{"d":3,"c":2}],"a":1}'],
];

for (const [one, other] of alike) {
  Deno.test(`${one} has the digest of ${other}`, () => {
    assertEquals(read(one)?.[RAW]?.full, read(other)?.[RAW]?.full);
  });
}

Deno.test("rows that are not the same have other digests, however little they differ", () => {
  const texts = [
    ...[
      '{"a":1}',
      '{"a":"1"}',
      '{"a":[1]}',
      '{"a":{"1":1}}',
      '{"a":null}',
      '{"a":false}',
      '{"a":true}',
      "{}",
    ],
    ...[
      '{"a":0}',
      '{"a":""}',
      '{"a":[]}',
      '{"a":{}}',
      '{"a":[[]]}',
      '{"a":[null]}',
      '{"a":[1,2]}',
      '{"a":[2,1]}',
    ],
    ...['{"b":1}', '{"a":1,"b":1}', '{"a":{"b":1}}', '{"a":1.5}', '{"a":9007199254740993}', '{"a":[[],[]]}'],
    ...['{"a":9007199254740992}', '{"a":-1}', '{"a":"a"}', '{"a":"aa"}', '{"a":"aaaa"}', '{"a":"aaaaa"}'],
  ];
  for (const half of ["full", "lasting"] as const) {
    const digests = texts.map((text) => read(text)?.[RAW]?.[half]);
    assertEquals(new Set(digests).size, texts.length);
  }
  assertNotEquals(read('{"a":{"x":1,"y":2}}')?.[RAW]?.full, read('{"a":{"x":2,"y":1}}')?.[RAW]?.full);
});

Deno.test("a row outlives its page where it was kept, and is not to be used where it was not", () => {
  const bytes = encode(' {"id":7,"x":"é"}');
  let freed = 0;
  const page = new PageBytes(bytes, () => freed++);
  const reader = new RowReader({ reads: ["id"] });
  const came = reader.next(reader.scanner(bytes), page);
  const kept = keptRow(came);
  page.release();
  page.release();
  assertEquals(freed, 1);
  bytes.fill(0x30);
  assertEquals([kept["id"], wholeRow(kept)], [7, { id: 7, x: "é" }]);
  assertEquals(kept[RAW]?.full, came[RAW]?.full);
  assertThrows(() => wholeRow(came), Error, "let go of");
});
