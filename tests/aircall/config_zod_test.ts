import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { z } from "zod";
import { parseConfig, parseResources } from "../../src/aircall/config.ts";
import { parseDuration } from "../../src/aircall/duration.ts";
import { CALL_DETAILS } from "../../src/aircall/endpoint_config.ts";
import { ConfigError } from "../../src/aircall/errors.ts";
import { streams } from "../../src/aircall/streams/mod.ts";
import { mutations } from "../support/mutations.ts";

/** The configurations as zod reads them, which knows dates and URLs by itself: what ours is held against. */
const Endpoint = z.looseObject({
  api_id: z.string().trim().min(1),
  api_token: z.string().trim().min(1),
  start_date: z.string().refine((text) =>
    z.iso.datetime({ offset: true }).safeParse(text.toUpperCase()).success
  ),
  advanced: z.looseObject({
    requests_per_minute: z.int().min(1).max(1_000_000).default(60),
    reread: z.number().min(0).max(1).default(0.5),
    call_details: z.array(z.enum(CALL_DETAILS)).default(["contact"]),
    base_url: z.url({ protocol: /^https?$/ }).default("https://api.aircall.io"),
  }).prefault({}),
});
const Resource = z.looseObject({
  stream: z.enum(streams.map(({ name }) => name)),
  syncMode: z.enum(["incremental", "full_refresh"]).default("incremental"),
  interval: z.string().default("PT5M").refine((text) => (parseDuration(text) ?? 0) >= 1000),
});

const GOOD = { api_id: "a1b2", api_token: "c3d4", start_date: "2026-01-01T00:00:00Z" };
const ADVANCED = {
  requests_per_minute: 90,
  reread: 0.25,
  call_details: ["contact"],
  base_url: "http://[::1]:8080/a",
};

/** What both make of a configuration: its values, or the fields that are wrong. */
function assertReadAlike(input: unknown): boolean {
  const wanted = Endpoint.safeParse(input);
  let read: unknown;
  try {
    const config = parseConfig(input, () => {});
    read = { ...config, apiToken: config.apiToken.reveal() };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    read = fieldsOf(error, "the configuration");
  }
  const { advanced } = wanted.data ?? {};
  const right = wanted.data && advanced && {
    apiId: wanted.data.api_id,
    apiToken: wanted.data.api_token,
    start: Math.floor(Date.parse(wanted.data.start_date.toUpperCase()) / 1000),
    requestsPerMinute: advanced.requests_per_minute,
    reread: advanced.reread,
    callDetails: advanced.call_details,
    baseUrl: advanced.base_url,
  };
  assertEquals(read, right ?? places(wanted.error), JSON.stringify(input));
  return wanted.success;
}

/** The fields that a refusal names; the whole where it names none. */
function fieldsOf({ problems }: ConfigError, whole: string): string[] {
  return problems.map((problem) => new RegExp(`^${whole}(?:: "([^"]*)")? is `).exec(problem)?.[1] ?? "");
}

function places(error: z.ZodError | undefined): string[] {
  return [...new Set(error?.issues.map(({ path }) => path.join("/")))];
}

const two = (most: number) => fc.integer({ min: 0, max: most }).map((one) => String(one).padStart(2, "0"));
/** Moments that there are, that there are not, and what is written almost like one. */
const moment = fc.tuple(
  fc.oneof(fc.integer({ min: 0, max: 9999 }), fc.constantFrom(1900, 2000, 2024, 2100)).map((year) =>
    String(year).padStart(4, "0")
  ),
  two(13),
  fc.oneof(two(32), fc.constantFrom("28", "29", "30", "31")),
  fc.constantFrom("T", "T", "T", "t", " "),
  ...[two(24), two(60), two(60)],
  fc.constantFrom("Z", "Z", "z", ".5Z", ".123456789z", "+01:00", "-23:59", "+24:00", ".Z", "", "+0100"),
).map(([year, month, day, t, hour, minute, second, zone]) =>
  `${year}-${month}-${day}${t}${hour}:${minute}:${second}${zone}`
);
/** Addresses, and what is written almost like one. */
const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.tuple(
    fc.constantFrom("", " ", "\n"),
    fc.constantFrom("http", "https", "HTTP", "Https", "ftp", "ht\ntp", ""),
    fc.constantFrom("://", "://", ":/", ":", "//", ":\\\\"),
    fc.string({ unit: fc.constantFrom(..."aé1.[]:/?#@% \n\t") }),
    fc.constantFrom("", " ", "\t"),
  ).map((parts) => parts.join("")),
);

Deno.test("whatever a configuration holds, it is taken, refused and read as by zod", () => {
  const good = { ...GOOD, advanced: ADVANCED };
  fc.assert(fc.property(mutations(good), (input) => void assertReadAlike(input)), { numRuns: 1000 });
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 2 }), (input) => void assertReadAlike(input)));
  for (const advanced of [undefined, {}, null, [], { reread: 0 }]) assertReadAlike({ ...GOOD, advanced });
});

Deno.test("whatever moments, ids and addresses a configuration holds, they are taken and refused as by zod", () => {
  const taken = new Map<string, number>();
  const read = (name: string, input: unknown) =>
    void taken.set(name, (taken.get(name) ?? 0) + Number(assertReadAlike(input)));
  const runs = { numRuns: 1000, seed: 1 };
  fc.assert(fc.property(moment, (start_date) => read("moments", { ...GOOD, start_date })), runs);
  fc.assert(fc.property(address, (base_url) => read("addresses", { ...GOOD, advanced: { base_url } })), runs);
  fc.assert(fc.property(fc.string(), (api_id) => read("ids", { ...GOOD, api_id })), {
    numRuns: 200,
    seed: 1,
  });
  for (const [name, count] of taken) assert(count > 50, `only ${count} ${name} were right`);
});

Deno.test("whatever a binding's configuration holds, it is taken, refused and read as by zod", () => {
  const settings = { start: 5, rereads: true };
  const read = (input: unknown): unknown => {
    try {
      return parseResources([input], settings, () => {}).map(({ stream, settings }) => ({
        ...settings,
        stream: stream.name,
      }));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return fieldsOf(error, "binding 1");
    }
  };
  const some = fc.constantFrom(...streams).chain(({ name }) =>
    mutations({ stream: name, syncMode: "full_refresh", interval: "PT1H" })
  );
  fc.assert(
    fc.property(fc.oneof({ weight: 5, arbitrary: some }, fc.jsonValue({ maxDepth: 1 })), (input) => {
      const { data, error } = Resource.safeParse(input);
      const right = data && [{
        ...settings,
        stream: data.stream,
        mode: data.syncMode,
        interval: parseDuration(data.interval),
      }];
      assertEquals(read(input), right ?? places(error), JSON.stringify(input));
    }),
    { numRuns: 500 },
  );
});
