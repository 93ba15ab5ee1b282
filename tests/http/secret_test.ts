import { assert, assertEquals } from "@std/assert";
import { format, inspect } from "node:util";
import fc from "fast-check";
import { Secret } from "../../src/http/secret.ts";

/** Every way in which a value becomes text without being asked for by name. */
const ways: [how: string, print: (secret: Secret) => string][] = [
  ["String()", (secret) => String(secret)],
  ["a template", (secret) => `${secret}`],
  ["a concatenation", (secret) => "" + secret],
  ["toLocaleString()", (secret) => secret.toLocaleString()],
  ["join()", (secret) => [secret, secret].join()],
  ["JSON", (secret) => JSON.stringify({ token: secret, list: [secret] })],
  ["Deno.inspect", (secret) => Deno.inspect(secret)],
  [
    "Deno.inspect, deep inside",
    (secret) => Deno.inspect({ a: [{ secret }] }, { depth: 9, showHidden: true }),
  ],
  ["node's inspect", (secret) => inspect({ a: [{ secret }] }, { depth: 9, showHidden: true })],
  [
    "the formats of console",
    (secret) => format("%s %o %O %j %d %i", secret, secret, secret, secret, secret, secret),
  ],
  ["console without a format", (secret) => format(secret, { secret })],
  ["an error's message", (secret) => Deno.inspect(new Error(`refused: ${secret}`, { cause: secret }))],
  [
    "its own properties",
    (secret) => Reflect.ownKeys(secret).map((key) => String(Reflect.get(secret, key))).join(),
  ],
  ["a copy", (secret) => Deno.inspect({ ...secret })],
  ["a structured clone", (secret) => Deno.inspect(structuredClone(secret))],
];

for (const [how, print] of ways) {
  Deno.test(`A secret's text is not to be seen through ${how}`, () => {
    assert(!print(new Secret("hunter2")).includes("hunter2"));
    fc.assert(fc.property(fc.string({ minLength: 12, unit: "grapheme-ascii" }), (text) => {
      assert(!print(new Secret(text)).includes(text));
    }));
  });
}

Deno.test("A secret says of itself that it was redacted", () => {
  const secret = new Secret("hunter2");
  assertEquals([`${secret}`, JSON.stringify(secret), Deno.inspect(secret)], [
    "[redacted]",
    '"[redacted]"',
    "[redacted]",
  ]);
});

Deno.test("A secret's text is had by asking for it", () => {
  assertEquals(new Secret("hunter2").reveal(), "hunter2");
});

Deno.test("A secret is taken out of a text, whole or without its scheme, wherever it stands", () => {
  const secret = new Secret("Basic aHVudGVyMg==");
  assertEquals(secret.redact("'Basic aHVudGVyMg==', then aHVudGVyMg=="), "'[redacted]', then [redacted]");
  assertEquals(secret.redact("a Basic fault"), "a Basic fault");
  assertEquals(new Secret("").redact("abc"), "abc");
});
