import { z } from "zod";

/** Optional parts of a call that can be asked for; none costs a request more. */
export const CALL_DETAILS = ["contact", "short_urls", "timeline", "ai_voice_agents"] as const;

/** RFC 3339, which lets `t` and `z` be small too. */
function isDateTime(text: string): boolean {
  return z.iso.datetime({ offset: true }).safeParse(text.toUpperCase()).success;
}

const Advanced = z.looseObject({
  requests_per_minute: z.int().min(1).max(1_000_000).default(60).meta({
    title: "Requests per Minute",
    description:
      "How many requests a minute the capture may send. Aircall allows 60 to 120 a minute to your whole company, " +
      "whatever the program, so leave room for others.",
    order: 0,
  }),
  reread: z.number().min(0).max(1).default(0.5).meta({
    title: "Reread Share",
    description:
      "The share of the requests, from 0 to 1, that may be spent on reading old calls and contacts again, to find the edits that " +
      "Aircall tells nobody of. At 0 they are not looked for.",
    order: 1,
  }),
  call_details: z.array(z.enum(CALL_DETAILS)).default(["contact"]).meta({
    title: "Call Details",
    description: "Optional parts of a call to ask Aircall for. None of them costs a request more.",
    order: 2,
  }),
  base_url: z.url({ protocol: /^https?$/ }).default("https://api.aircall.io").meta({
    title: "Base URL",
    description: "Where the Aircall API is reached. Change it only to go through a proxy or to test.",
    order: 3,
  }),
});

/**
 * The endpoint configuration, as the platform's form shows it and as it arrives. Flat and open to further keys, like the original
 * connector's, so that a configuration written for that one is accepted unchanged.
 */
export const EndpointConfig = z.looseObject({
  api_id: z.string().trim().min(1).meta({
    title: "API ID",
    description: "You find it in your Aircall dashboard under Integrations & API → API Keys.",
    order: 0,
  }),
  api_token: z.string().trim().min(1).meta({
    title: "API Token",
    description:
      "You see it once, when you create the API key in your Aircall dashboard under Integrations & API → API Keys.",
    secret: true,
    order: 1,
  }),
  start_date: z.string().refine(isDateTime).meta({
    format: "date-time",
    title: "Start Date",
    description:
      "Calls that started before this moment are not captured. Aircall serves about six months of calls at most, " +
      "however early the date.",
    default: "2023-01-01T00:00:00.000Z",
    order: 2,
  }),
  advanced: Advanced.prefault({}).meta({
    title: "Advanced",
    description: "Settings that you rarely need to change.",
    advanced: true,
    order: 3,
  }),
}).meta({ title: "Aircall" });

/** The names that a configuration may hold, at its root and under `advanced`. */
export const KNOWN_KEYS = {
  root: Object.keys(EndpointConfig.shape),
  advanced: Object.keys(Advanced.shape),
};
