import { type Fault, faultsIn, fits } from "../capture/fits.ts";
import type { Settings, Stream } from "../capture/stream.ts";
import { Secret } from "../http/secret.ts";
import type { ObjectShape } from "../capture/shape.ts";
import { parseDuration } from "./duration.ts";
import { ConfigError } from "./errors.ts";
import { addressOf, Advanced, EndpointConfig } from "./endpoint_config.ts";
import { RESOURCE_KEYS, resourceConfig } from "./resource_config.ts";
import { streams } from "./streams/mod.ts";

/** An endpoint configuration that was checked. */
export interface Config {
  apiId: string;
  apiToken: Secret;
  /** Unix second. A call's start is known to the second, so one in the start date's own second is in. */
  start: number;
  requestsPerMinute: number;
  /** The most that re-reads take of the rate, from 0 (none) to 1. */
  reread: number;
  callDetails: readonly string[];
  baseUrl: string;
}

/** A binding's configuration that was checked. */
export interface Resource {
  stream: Stream;
  settings: Settings;
}

/** What a binding's configuration has to look like. */
export const ResourceConfig = resourceConfig(streams.map(({ name }) => name));

/**
 * Checks an endpoint configuration.
 *
 * @param unknown called once with the names of keys that are not known; they are ignored
 * @throws {ConfigError} with every problem found, none of them quoting the token
 */
export function parseConfig(input: unknown, unknown: (names: string[]) => void): Config {
  if (!fits(EndpointConfig, input)) {
    throw new ConfigError(problems(faultsIn(EndpointConfig, input), "the configuration", input));
  }
  const { api_id, api_token, start_date, advanced = {} } = input;
  const strange = [
    ...strangeNames(input, EndpointConfig),
    ...strangeNames(advanced, Advanced).map((name) => `advanced/${name}`),
  ];
  if (strange.length > 0) unknown(strange);
  const { fields: defaults } = Advanced;
  return {
    apiId: api_id.trim(),
    apiToken: new Secret(api_token.trim()),
    start: Math.floor(Date.parse(start_date.toUpperCase()) / 1000),
    requestsPerMinute: advanced.requests_per_minute ?? defaults.requests_per_minute.default,
    reread: advanced.reread ?? defaults.reread.default,
    callDetails: advanced.call_details ?? defaults.call_details.default,
    baseUrl: addressOf(advanced.base_url ?? defaults.base_url.default),
  };
}

/** The names in an object that its shape does not have. */
function strangeNames(input: object, { fields }: ObjectShape): string[] {
  return Object.keys(input).filter((name) => !Object.hasOwn(fields, name));
}

/**
 * Checks the configurations of all bindings, in their order.
 *
 * @throws {ConfigError} with every problem of every binding, and one for each stream that is bound twice
 */
export function parseResources(
  inputs: unknown[],
  common: Pick<Settings, "start" | "rereads">,
  unknown: (names: string[]) => void,
): Resource[] {
  const wrong: string[] = [];
  const bound = new Set<string>();
  const resources = inputs.flatMap((input, i): Resource[] => {
    const place = `binding ${i + 1}`;
    if (!fits(ResourceConfig, input)) {
      wrong.push(...problems(faultsIn(ResourceConfig, input), place, input));
      return [];
    }
    const { fields: defaults } = ResourceConfig;
    const { stream: name, syncMode = defaults.syncMode.default, interval = defaults.interval.default } =
      input;
    if (bound.has(name)) {
      wrong.push(`${place}: stream "${name}" is bound twice; remove one of the two bindings`);
    }
    bound.add(name);
    const strange = Object.keys(input).filter((key) => !RESOURCE_KEYS.includes(key));
    if (strange.length > 0) unknown(strange.map((key) => `${place}: ${key}`));
    const stream = streams.find((known) => known.name === name);
    const settings = { mode: syncMode, interval: parseDuration(interval) ?? 300_000, ...common };
    return stream ? [{ stream, settings }] : [];
  });
  if (wrong.length > 0) throw new ConfigError(wrong);
  return resources;
}

/** The problems of one object, one for each field. */
function problems(faults: Fault[], place: string, input: unknown): string[] {
  return faults.map((fault) => problem(fault, place, input));
}

/** One problem for a person: which field, what is wrong, what to do. Values are quoted only where they cannot be secret. */
function problem(fault: Fault, place: string, input: unknown): string {
  const path = fault.path.map(String);
  const field = path.join("/");
  const name = field ? `${place}: "${field}"` : place;
  const given = at(input, path);
  if (given === undefined && field) return `${name} is missing; ${wanted(fault, field)}`;
  const whole = field === "interval" && fault.expected === undefined;
  return `${name} ${whole ? fault.words : `is not right; ${wanted(fault, field)}`}${shown(given, field)}`;
}

function wanted({ expected, oneOf, words }: Fault, field: string): string {
  switch (field) {
    case "api_id":
    case "api_token":
      return "copy it from your Aircall dashboard, Integrations & API → API Keys";
    case "start_date":
      return 'give a date and time with its zone, as in "2023-01-01T00:00:00Z"';
    case "advanced/requests_per_minute":
      return "give a whole number from 1 to 1000000";
    case "advanced/reread":
      return "give a share from 0 (off) to 1, as in 0.5";
    case "advanced/base_url":
      return 'give a URL, as in "https://api.aircall.io"';
  }
  if (oneOf) return `choose one of ${oneOf.join(", ")}`;
  return expected ? `it has to be ${/^[aeio]/.test(expected) ? "an" : "a"} ${expected}` : words;
}

function shown(given: unknown, field: string): string {
  if (field === "" || field.startsWith("api_") || field.endsWith("base_url") || typeof given === "object") {
    return "";
  }
  return ` (it is ${JSON.stringify(given)?.slice(0, 60)})`;
}

function at(input: unknown, path: string[]): unknown {
  let value = input;
  for (const name of path) {
    value = typeof value === "object" && value !== null
      ? Object.entries(value).find(([key]) => key === name)?.[1]
      : undefined;
  }
  return value;
}
