import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { against, ask, drip, reset } from "./support.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** What a read got: the body, and what to call when it is not needed any more. */
const both = (body: Uint8Array, free: () => void) => ({ body, free });

Deno.test("an answer is read into the memory of one that was let go of, and into no other's", async () => {
  const { client } = against([1, 2, 3, 4].map((i) => drip([[0, `{"page":${i}}`]], "close")));
  const first = (await client.json(ask(), both)).value;
  const second = (await client.json(ask(), both)).value;
  assertNotStrictEquals(second.body.buffer, first.body.buffer);
  first.free();
  const third = (await client.json(ask(), both)).value;
  assertStrictEquals(third.body.buffer, first.body.buffer);
  const fourth = (await client.json(ask(), both)).value;
  assertEquals([second, third, fourth].map(({ body }) => text(body)), [
    '{"page":2}',
    '{"page":3}',
    '{"page":4}',
  ]);
});

Deno.test("an answer that is longer than the memory at hand is whole, and its larger memory is used again", async () => {
  const long = JSON.stringify("x".repeat(300_000));
  const pieces: [number, string][] = Array.from(
    { length: 31 },
    (_, i) => [0, long.slice(i * 10_000, (i + 1) * 10_000)],
  );
  const { client } = against([drip([[0, "1"]], "close"), drip(pieces, "close"), drip([[0, "2"]], "close")]);
  (await client.json(ask(), both)).value.free();
  const { body, free } = (await client.json(ask(), both)).value;
  assertEquals(text(body), long);
  free();
  const after = (await client.json(ask(), both)).value;
  assertStrictEquals(after.body.buffer, body.buffer);
  assertEquals(text(after.body), "2");
});

Deno.test("an attempt that failed leaves nothing of itself in the next one's answer", async () => {
  const turns = [drip([[0, '{"secret":1']], "cut"), reset, drip([[0, '{"a":1}']], "close")];
  const { client } = against(turns);
  const { body } = (await client.json(ask(), both)).value;
  assertEquals(text(body), '{"a":1}');
});

Deno.test("memory of answers is kept for so many as may be on their way, and not for more", async () => {
  const { client } = against([drip([[0, "{}"]], "close")]);
  const answers = [];
  for (let i = 0; i < 40; i++) answers.push((await client.json(ask(), both)).value);
  for (const { free } of answers) free();
  const known = new Set(answers.map(({ body }) => body.buffer));
  let again = 0;
  for (let i = 0; i < 40; i++) if (known.has((await client.json(ask(), both)).value.body.buffer)) again++;
  assertEquals(again, 16);
  assert(known.size === 40);
});
