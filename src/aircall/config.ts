import type { z } from "zod";
import type { Settings, Stream } from "../capture/stream.ts";
import { Secret } from "../http/secret.ts";
import { parseDuration } from "./duration.ts";
import { ConfigError } from "./errors.ts";
import { EndpointConfig, KNOWN_KEYS } from "./endpoint_config.ts";
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

const [first, ...others] = streams.map(({ name }) => name);
/** What a binding's configuration has to look like. */
export const ResourceConfig = resourceConfig([first ?? "", ...others]);

/**
 * Checks an endpoint configuration.
 *
 * @param unknown called once with the names of keys that are not known; they are ignored
 * @throws {ConfigError} with every problem found, none of them quoting the token
 */
export function parseConfig(input: unknown, unknown: (names: string[]) => void): Config {
  const parsed = EndpointConfig.safeParse(input);
  if (!parsed.success) {
    throw new ConfigError(problems(parsed.error, "the configuration", input));
  }
  const { api_id, api_token, start_date, advanced } = parsed.data;
  const strange = [
    ...Object.keys(parsed.data).filter((name) => !KNOWN_KEYS.root.includes(name)),
    ...Object.keys(advanced).filter((name) => !KNOWN_KEYS.advanced.includes(name)).map((name) =>
      `advanced/${name}`
    ),
  ];
  if (strange.length > 0) unknown(strange);
  return {
    apiId: api_id,
    apiToken: new Secret(api_token),
    start: Math.floor(Date.parse(start_date.toUpperCase()) / 1000),
    requestsPerMinute: advanced.requests_per_minute,
    reread: advanced.reread,
    callDetails: advanced.call_details,
    baseUrl: advanced.base_url,
  };
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
    const parsed = ResourceConfig.safeParse(input);
    if (!parsed.success) {
      wrong.push(...problems(parsed.error, place, input));
      return [];
    }
    const { stream: name, syncMode, interval } = parsed.data;
    if (bound.has(name)) {
      wrong.push(`${place}: stream "${name}" is bound twice; remove one of the two bindings`);
    }
    bound.add(name);
    const strange = Object.keys(parsed.data).filter((key) => !RESOURCE_KEYS.includes(key));
    if (strange.length > 0) unknown(strange.map((key) => `${place}: ${key}`));
    const stream = streams.find((known) => known.name === name);
    const settings = { mode: syncMode, interval: parseDuration(interval) ?? 300_000, ...common };
    return stream ? [{ stream, settings }] : [];
  });
  if (wrong.length > 0) throw new ConfigError(wrong);
  return resources;
}

/** The problems of one object, one for each field. */
function problems({ issues }: z.ZodError, place: string, input: unknown): string[] {
  const fields = new Map(issues.toReversed().map((issue) => [issue.path.join("/"), issue]));
  return [...fields.values()].toReversed().map((issue) => problem(issue, place, input));
}

/** One problem for a person: which field, what is wrong, what to do. Values are quoted only where they cannot be secret. */
function problem(issue: z.core.$ZodIssue, place: string, input: unknown): string {
  const path = issue.path.map(String);
  const field = path.join("/");
  const name = field ? `${place}: "${field}"` : place;
  const given = at(input, path);
  if (given === undefined && field) return `${name} is missing; ${wanted(issue, field)}`;
  return `${name} ${
    issue.code === "custom" && field === "interval" ? issue.message : `is not right; ${wanted(issue, field)}`
  }${shown(given, field)}`;
}

function wanted(issue: z.core.$ZodIssue, field: string): string {
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
  if (issue.code === "invalid_value") return `choose one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_type") {
    return `it has to be ${/^[aeio]/.test(issue.expected) ? "an" : "a"} ${issue.expected}`;
  }
  return issue.message;
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
