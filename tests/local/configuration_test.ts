import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../../src/aircall/errors.ts";
import { configuration } from "../../src/local/configuration.ts";

const nothing = () => undefined;
const reading = (text: string) => () => Promise.resolve(text);
const of = (variables: Record<string, string>) => (name: string) => variables[name];

Deno.test("a configuration comes from a file, and a start from everything that is served where it names none", async () => {
  const read = reading('\ufeff{"api_id":"a","api_token":"b","advanced":{"requests_per_minute":100}}');
  assertEquals(await configuration({ file: "c.json", variable: nothing, read }), {
    start_date: "2023-01-01T00:00:00.000Z",
    api_id: "a",
    api_token: "b",
    advanced: { requests_per_minute: 100 },
  });
});

Deno.test("the environment fills what the file leaves out, and stands alone where there is none", async () => {
  const variable = of({
    AIRCALL_API_ID: "id",
    AIRCALL_API_TOKEN: "token",
    AIRCALL_START_DATE: "2026-01-01T00:00:00Z",
  });
  const alone = { api_id: "id", api_token: "token", start_date: "2026-01-01T00:00:00Z" };
  assertEquals(await configuration({ file: undefined, variable, read: reading("") }), alone);
  const read = reading('{"api_id":"of the file"}');
  assertEquals(await configuration({ file: "c", variable, read }), { ...alone, api_id: "of the file" });
});

Deno.test("a date alone is its midnight in UTC, in a file and in the environment; what is no date stays for the check to refuse", async () => {
  for (
    const [given, meant] of [
      ["2026-10-01", "2026-10-01T00:00:00Z"],
      [" 2024-02-29 ", "2024-02-29T00:00:00Z"],
      ["2026-02-29", "2026-02-29"],
      ["2026-10", "2026-10"],
      ["2026-10-01T08:00:00+02:00", "2026-10-01T08:00:00+02:00"],
    ] as const
  ) {
    const read = reading(JSON.stringify({ start_date: given }));
    const ofFile = await configuration({ file: "c", variable: nothing, read });
    const variable = of({ AIRCALL_START_DATE: given });
    const ofVariable = await configuration({ file: undefined, variable, read });
    assertEquals([ofFile["start_date"], ofVariable["start_date"]], [meant, meant]);
  }
});

for (
  const [what, text, words] of [
    ["is missing", new Deno.errors.NotFound("os error 2"), "there is no such file"],
    ["is no JSON", '{"api_token":"secret-token"', "c.json is no JSON"],
    ["is a list", "[]", "c.json is no JSON object"],
  ] as const
) {
  Deno.test(`a configuration file that ${what} is named, and nothing of it is quoted`, async () => {
    const read = () => typeof text === "string" ? Promise.resolve(text) : Promise.reject(text);
    const error = await assertRejects(
      () => configuration({ file: "c.json", variable: nothing, read }),
      ConfigError,
      words,
    );
    assertEquals(error.message.includes("secret-token"), false);
  });
}

Deno.test("without a file and without variables the message says how to give one", async () => {
  await assertRejects(
    () => configuration({ file: undefined, variable: of({ AIRCALL_API_ID: " " }), read: reading("") }),
    ConfigError,
    "name a file with --config, or set AIRCALL_API_ID and AIRCALL_API_TOKEN",
  );
});
