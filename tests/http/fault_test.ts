import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { Secret } from "../../src/http/secret.ts";
import { TooSlow } from "../../src/http/watch.ts";
import { type FaultKind, HttpFault, kindOf, Malformed, ownWords, Unreachable } from "../../src/http/fault.ts";

const kinds: [statuses: number[], kind: FaultKind][] = [
  [[401, 403], "refused"],
  [[404], "missing"],
  [[429], "limited"],
  [[408, 500, 501, 502, 503, 504, 520, 599], "passing"],
  [[301, 302, 304, 307, 308, 400, 402, 405, 406, 409, 410, 418, 422, 451], "rejected"],
];

for (const [statuses, kind] of kinds) {
  Deno.test(`A ${statuses.join(", ")} is ${kind}`, () => {
    for (const status of statuses) assertEquals(kindOf(status), kind, `${status}`);
  });
}

Deno.test("A fault's message says which request and what happened", () => {
  const fault = new HttpFault("missing", "/v1/teams?page=1", "404 Not Found", 404);
  assertEquals(fault.message, "GET /v1/teams?page=1: 404 Not Found");
  assertEquals(fault.name, "HttpFault");
});

const NOBODYS = new Secret("Basic 0123456789");

const bodies: [body: string, words: string][] = [
  [
    '{"error":"Bad Request","troubleshoot":"Pagination is limited to 10k results"}',
    "Bad Request · Pagination is limited to 10k results",
  ],
  ['{"message":"Forbidden"}', "Forbidden"],
  ['{"error":"Forbidden","message":"Forbidden"}', "Forbidden"],
  ['{"errors":"Invalid per_page"}', "Invalid per_page"],
  ['{"message":"two\\n lines\\tand  more"}', "two lines and more"],
  ['{"error":{"code":1},"message":["a"],"errors":null,"troubleshoot":7}', ""],
  ['{"key":"Unauthorized"}', ""],
  ['{"error":""}', ""],
  ['{"error":"","message":"Forbidden"}', "Forbidden"],
  ['"Forbidden"', ""],
  ['["Forbidden"]', ""],
  ["null", ""],
  ["17", ""],
  ["", ""],
  ["<html><body>502 Bad Gateway</body></html>", ""],
  ['{"error":"cut', ""],
];

for (const [body, words] of bodies) {
  Deno.test(`The server's own words in ${body || "an empty body"} are "${words}"`, () => {
    assertEquals(ownWords(body, NOBODYS), words);
  });
}

Deno.test("Of any body at most 300 characters are repeated, on one line, as text that every reader takes", () => {
  const told = fc.record(
    {
      error: fc.jsonValue(),
      message: fc.string({ unit: "binary", maxLength: 350 }),
      troubleshoot: fc.string({ maxLength: 350 }),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(fc.json(), fc.string(), told.map((value) => JSON.stringify(value)));
  const pairs = JSON.stringify({ error: "x" + "😀".repeat(200) });
  fc.assert(
    fc.property(body, (body) => {
      const words = ownWords(body, NOBODYS);
      assertLessOrEqual(words.length, 300);
      assert(!/\p{Cc}/u.test(words));
      assert(words.isWellFormed());
    }),
    { numRuns: 150, examples: [[pairs], ['{"error":"\\ud83d"}']] },
  );
});

Deno.test("The server's own words never hold the secret: not escaped, not alone, not cut in half", () => {
  const secret = new Secret("Basic aHVu/GVyMjpodW50ZXIy");
  const bodies = [
    '{"error":"\'Basic aHVu\\/GVyMjpodW50ZXIy\' is no key=value pair"}',
    '{"message":"unknown credentials aHVu/GVyMjpodW50ZXIy"}',
    JSON.stringify({ error: "x".repeat(285) + " " + secret.reveal() }),
  ];
  for (const body of bodies) assert(!ownWords(body, secret).includes("aHVu"), ownWords(body, secret));
});

Deno.test("Each fault goes by its own name, and its message says the request and what happened", () => {
  const fault = new HttpFault("passing", "/v1/calls?page=2", "503");
  assertEquals([fault.name, fault.message], ["HttpFault", "GET /v1/calls?page=2: 503"]);
  assertEquals(`${new Unreachable("gone")}`, "Unreachable: gone");
  assertEquals(`${new Malformed("cut")}`, "Malformed: cut");
  assertEquals(`${new TooSlow("late")}`, "TooSlow: late");
});
