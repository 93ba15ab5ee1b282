import { assert } from "@std/assert";
import { Secret } from "../../src/http/secret.ts";
import { against, anything, ask, drip, json, text, type Turn } from "./support.ts";

const SECRET = "Basic aHVudGVyMjpodW50ZXIy";
const CREDENTIALS = "aHVudGVyMjpodW50ZXIy";
const INSIDE = "+33 6 12 34 56 78";

/** Answers that hold what nobody may see again: the secret itself, or a person's number. */
const answers: [what: string, turn: Turn][] = [
  ["JSON that was cut", text(`{"phone":"${INSIDE}","x":`)],
  ["another text", text(`${INSIDE} is no JSON`)],
  ["HTML", text(`<p>${INSIDE}</p>`)],
  ["HTML with 500", text(`<p>${INSIDE}</p>`, { status: 500 })],
  ["a text with 403", text(INSIDE, { status: 403 })],
  ["a body that broke off", drip([[1, `{"phone":"${INSIDE}`]], "cut")],
  ["a body that stalled", drip([[1, `{"phone":"${INSIDE}`]], "stall")],
  [
    "an error that repeats the header",
    json({ message: `'${SECRET}' is no key=value pair` }, { status: 403 }),
  ],
  ["an error that repeats the credentials", json({ error: `unknown: ${CREDENTIALS}` }, { status: 500 })],
  ["an error on the way that repeats the header", () => {
    throw new TypeError(`Invalid header value: "${SECRET}"`);
  }],
  ["an error on the way with a cause that repeats it", () => {
    throw new TypeError("fetch failed", { cause: new Error(`cannot send ${SECRET}`) });
  }],
];

for (const [what, turn] of answers) {
  for (const method of ["json", "status"] as const) {
    Deno.test(`${what}: neither the secret nor the body is in the error, the log, or the client (${method})`, async () => {
      const { client, log, requests } = against([turn], {
        authorization: new Secret(SECRET),
        patience: 10_000,
      });
      const outcome = await (method === "json" ? client.json(ask(), anything) : client.status(ask())).catch((
        error,
      ) => error);
      const inspected = (value: unknown) =>
        Deno.inspect(value, { depth: 99, showHidden: true, strAbbreviateSize: 1e6 });
      const said = [
        inspected(outcome),
        outcome instanceof Error ? `${outcome.message}${outcome.stack}${JSON.stringify(outcome)}` : "",
        inspected(client),
        inspected([...client.troubles]),
        JSON.stringify(client),
        ...log.lines,
      ].join("\n");
      assert(!said.includes(CREDENTIALS), said);
      assert(!said.includes(INSIDE), said);
      assert(requests.length > 0);
    });
  }
}

Deno.test("A secret that no header can hold is not repeated either", async () => {
  const { client, log } = against([({ init }) => {
    new Headers(init.headers);
    return new Response("{}");
  }], { authorization: new Secret("Basic hunter2\nhunter3"), patience: 10_000 });
  const error = await client.json(ask(), anything).catch((error) => error);
  const said = [Deno.inspect(error), ...log.lines].join("\n");
  assert(!said.includes("hunter"), said);
});
