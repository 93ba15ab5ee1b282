import { isObject } from "../capture/fits.ts";
import { list, number, object, oneOf, otherwise, type Rule, ruled, whole } from "../capture/shape.ts";

/** Optional parts of a call that can be asked for; none costs a request more. */
export const CALL_DETAILS = ["contact", "short_urls", "timeline", "ai_voice_agents"] as const;

const DAY = [
  // 29 February of leap years, then the days that every year has
  String.raw`(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29`,
  String.raw`\d{4}-(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])`,
  String.raw`\d{4}-(?:0[469]|11)-(?:0[1-9]|[12]\d|30)`,
  String.raw`\d{4}-02-(?:0[1-9]|1\d|2[0-8])`,
].join("|");
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)`;
const DATE_TIME = new RegExp(`^(?:${DAY})T${TIME}$`);

/** Half of a key as it was pasted: spaces around it do not count. */
const half: Rule = {
  holds: (text) => text.trim() !== "",
  words: "it is empty",
  schema: { minLength: 1 },
};

/** Whether a text is a moment as RFC 3339 writes it, which lets `t` and `z` be small too. */
export function isDateTime(text: string): boolean {
  return DATE_TIME.test(text.toUpperCase());
}

/** A date alone as its midnight, UTC, which {@link isDateTime} takes; any other text as it is. */
export function momentOf(text: string): string {
  const midnight = `${text.trim()}T00:00:00Z`;
  return isDateTime(midnight) ? midnight : text;
}

/**
 * A configuration whose start date may be a date alone, as people write it. Flow's is not read so: its form and its runtime go by the schema,
 * which says `date-time`, and what that takes is what is taken there.
 */
export function withMoment<T>(input: T): T {
  if (!isObject(input) || typeof input["start_date"] !== "string") return input;
  return { ...input, start_date: momentOf(input["start_date"]) };
}

const dateTime: Rule = {
  holds: isDateTime,
  words: "it is no date and time with a zone",
  schema: { format: "date-time" },
};

/** An absolute address; spaces around it do not count, as in {@link addressOf}. */
const address: Rule = {
  holds: (text) => /^\s*https?:\/\//i.test(text) && /^https?:$/.test(URL.parse(text.trim())?.protocol ?? ""),
  words: "it is no URL",
  schema: { format: "uri" },
};

/** The address as it is meant: URLs have no white space around them, and tabs and line ends are nothing within them. */
export function addressOf(text: string): string {
  return text.trim().replaceAll(/[\t\n\r]/g, "");
}

/** The settings that rarely need to change. */
export const Advanced = object({
  requests_per_minute: otherwise(whole(1, 1_000_000), 60),
  reread: otherwise(number(0, 1), 0.5),
  call_details: otherwise(list(oneOf(CALL_DETAILS)), ["contact"]),
  base_url: otherwise(ruled(address), "https://api.aircall.io"),
});

/**
 * The endpoint configuration as it arrives. Flat and open to further keys, like the original connector's, so that a configuration written
 * for that one is accepted unchanged.
 */
export const EndpointConfig = object({
  api_id: ruled(half),
  api_token: ruled(half),
  start_date: ruled(dateTime),
  advanced: otherwise(Advanced, {}),
});
