import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseConfig } from "../../src/aircall/config.ts";
import { ConfigError } from "../../src/aircall/errors.ts";
import { samples } from "./samples.ts";

const TOKEN = "c0ffee-hunter2-c0ffee";
const GOOD = { api_id: "a1b2", api_token: TOKEN, start_date: "2023-01-01T00:00:00.000Z" };

/** A configuration's keys that are not known, as they are reported. */
function parse(input: unknown) {
  const unknown: string[][] = [];
  return { config: parseConfig(input, (names) => void unknown.push(names)), unknown };
}

/** Why a configuration is refused. Nothing of it ever holds the token. */
function refused(input: unknown): readonly string[] {
  const error = assertThrows(() => parse(input), ConfigError);
  assert(!Deno.inspect(error, { depth: 9 }).includes("hunter2"), error.message);
  for (const problem of error.problems) assertStringIncludes(error.message, problem);
  return error.problems;
}

Deno.test("The original connector's configuration is accepted unchanged, with our defaults for the rest", () => {
  const { config, unknown } = parse(GOOD);
  const { apiToken, ...others } = config;
  assertEquals(others, {
    apiId: "a1b2",
    start: Date.UTC(2023, 0, 1) / 1000,
    requestsPerMinute: 60,
    reread: 0.5,
    callDetails: ["contact"],
    baseUrl: "https://api.aircall.io",
  });
  assertEquals(apiToken.reveal(), TOKEN);
  assertEquals(unknown, []);
});

Deno.test("Everything under advanced can be set", () => {
  const advanced = {
    requests_per_minute: 1_000_000,
    reread: 0.25,
    call_details: ["contact", "short_urls", "timeline", "ai_voice_agents"],
    base_url: "http://127.0.0.1:8080/proxy",
  };
  const { config } = parse({ ...GOOD, advanced });
  assertEquals(
    [config.requestsPerMinute, config.reread, config.callDetails, config.baseUrl],
    Object.values(advanced),
  );
});

Deno.test("Spaces around a pasted id or token do not count", () => {
  const { config } = parse({ ...GOOD, api_id: " a1b2\n", api_token: `\t${TOKEN} ` });
  assertEquals([config.apiId, config.apiToken.reveal()], ["a1b2", TOKEN]);
});

Deno.test("A start date is any moment with its zone, cut to its second", () => {
  const moments: [text: string, iso: string][] = [
    ["2026-05-01T12:00:00Z", "2026-05-01T12:00:00Z"],
    ["2026-05-01T12:00:00.999Z", "2026-05-01T12:00:00Z"],
    ["2026-05-01T12:00:00+02:00", "2026-05-01T10:00:00Z"],
    ["2026-05-01T12:00:00.123456-05:30", "2026-05-01T17:30:00Z"],
    ["1969-12-31T23:59:59.500Z", "1969-12-31T23:59:59Z"],
    ["2026-05-01t12:00:00z", "2026-05-01T12:00:00Z"],
  ];
  for (const [text, iso] of moments) {
    assertEquals(parse({ ...GOOD, start_date: text }).config.start, Date.parse(iso) / 1000);
  }
});

Deno.test("A date alone is no moment, which is what the published schema asks for", () => {
  assertStringIncludes(refused({ ...GOOD, start_date: "2026-10-01" }).join(), '"start_date" is not right');
});

Deno.test("A start date is a moment that there is, or it is refused: never NaN", () => {
  const part = (max: number, size = 2) => fc.nat(max).map((n) => String(n).padStart(size, "0"));
  const zone = fc.constantFrom("Z", "+00:00", "-23:59", "+14:00", "", "+24:00", "z");
  const date = fc.tuple(part(9999, 4), part(14), part(32), part(25), part(61), part(61), zone)
    .map(([y, mo, d, h, m, s, zone]) => `${y}-${mo}-${d}T${h}:${m}:${s}${zone}`);
  fc.assert(
    fc.property(date, (start_date) => {
      try {
        assert(Number.isSafeInteger(parse({ ...GOOD, start_date }).config.start));
      } catch (error) {
        assert(error instanceof ConfigError);
        assertStringIncludes(error.message, '"start_date"');
      }
    }),
    { numRuns: 2000 },
  );
});

type Sample = keyof typeof samples;

/** Each field and what it may be of the samples; everything else is wrong. */
const fields: [path: string, right: Sample[]][] = [
  ["api_id", ["a text"]],
  ["api_token", ["a text"]],
  ["start_date", []],
  ["advanced", ["an object"]],
  ["advanced/requests_per_minute", ["a number"]],
  ["advanced/call_details", ["an empty list"]],
  ["advanced/call_details/0", []],
  ["advanced/base_url", []],
];

/** A good configuration with this at that place. */
function withField(path: string, value: unknown): unknown {
  if (path === "advanced/call_details/0") return { ...GOOD, advanced: { call_details: [value] } };
  const [first = "", second] = path.split("/");
  return { ...GOOD, [first]: second === undefined ? value : { [second]: value } };
}

for (const [path, right] of fields) {
  Deno.test(`${path} that is of a wrong type is one problem that names it and says what to do`, () => {
    for (const [what, value] of Object.entries(samples)) {
      if (right.some((sample) => sample === what)) {
        parse(withField(path, value));
        continue;
      }
      const [problem = "", ...others] = refused(withField(path, value));
      assertMatch(problem, new RegExp(`^the configuration: "${path}(/0)?" is not right; .{10,}`), what);
      assertEquals(others.filter((other) => other !== problem), [], what);
    }
  });
}

for (const field of ["api_id", "api_token", "start_date"]) {
  Deno.test(`${field} that is missing is said to be missing`, () => {
    const { [field]: _, ...others } = Object.fromEntries(Object.entries(GOOD));
    assertStringIncludes(refused(others).join(), `"${field}" is missing; `);
  });
}

Deno.test("A token of a wrong type is not quoted either", () => {
  for (const api_token of [["hunter2"], { hunter2: "hunter2" }, [{ a: "hunter2" }]]) {
    refused({ ...GOOD, api_token });
  }
  assert(!refused({ ...GOOD, api_token: 424242 }).join().includes("424242"));
});

Deno.test("Each rate from 1 to 1,000,000 is taken, and no other", () => {
  for (const rate of [1, 60, 1_000_000]) {
    assertEquals(parse(withField("advanced/requests_per_minute", rate)).config.requestsPerMinute, rate);
  }
  for (const rate of [0, -1, 1_000_001, 59.5, 1e300, "60"]) {
    assertStringIncludes(
      refused(withField("advanced/requests_per_minute", rate)).join(),
      `give a whole number from 1 to 1000000 (it is ${JSON.stringify(rate)})`,
    );
  }
});

Deno.test("A base URL is one of http or https, and is not quoted, since it may hold a password", () => {
  for (
    const url of [
      "ftp://a.test",
      "javascript:alert(1)",
      "api.aircall.io",
      "//api.aircall.io",
      "https//hunter2",
    ]
  ) {
    assertStringIncludes(
      refused(withField("advanced/base_url", url)).join(),
      '"advanced/base_url" is not right',
    );
  }
});

Deno.test("A call detail that there is not is told which there are", () => {
  assertStringIncludes(
    refused({ ...GOOD, advanced: { call_details: ["contact", "hat_size"] } }).join(),
    '"advanced/call_details/1" is not right; choose one of contact, short_urls, timeline, ai_voice_agents (it is "hat_size")',
  );
});

Deno.test("Every problem is told at once", () => {
  const problems = refused({ api_token: 5, start_date: "yesterday", advanced: { requests_per_minute: 0 } });
  assertEquals(problems.length, 4);
});

Deno.test("What is no object at all is no configuration", () => {
  for (const input of [null, undefined, 17, "hunter2", ["hunter2"], true]) {
    assertMatch(refused(input).join(), /^the configuration is not right; it has to be an object/);
  }
});

Deno.test("Keys that are not known are reported once, all together, without their values, and are ignored", () => {
  const { config, unknown } = parse({ ...GOOD, colour: TOKEN, size: 1, advanced: { speed: TOKEN } });
  assertEquals(unknown, [["colour", "size", "advanced/speed"]]);
  assertEquals(config.requestsPerMinute, 60);
});

Deno.test("Whatever JSON arrives, it is taken or refused with a problem for a person", () => {
  const known = fc.record(
    {
      api_id: fc.jsonValue(),
      api_token: fc.jsonValue(),
      start_date: fc.jsonValue(),
      advanced: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(fc.property(fc.oneof(fc.jsonValue(), known), (input) => {
    try {
      parse(input);
    } catch (error) {
      assert(error instanceof ConfigError);
      for (const problem of error.problems) {
        assertMatch(problem, /^the configuration(: "[^"]+")? is (not right|missing); /);
      }
    }
  }));
});

/** Bindings' keys that are not known, as they are reported. */

Deno.test("A field that is wrong in two ways is one problem", () => {
  const input = { api_id: [], api_token: "x", start_date: "2023-01-01T00:00:00Z" };
  assertEquals(assertThrows(() => parseConfig(input, () => {}), ConfigError).problems.length, 1);
});
