import type { Words } from "./form.ts";

/** What the form of the endpoint configuration says. */
export const ENDPOINT_WORDS: Words = {
  api_id: {
    title: "API ID",
    description: "You find it in your Aircall dashboard under Integrations & API → API Keys.",
  },
  api_token: {
    title: "API Token",
    description:
      "You see it once, when you create the API key in your Aircall dashboard under Integrations & API → API Keys.",
    secret: true,
  },
  start_date: {
    title: "Start Date",
    description:
      "Calls that started before this moment are not captured. Aircall serves about six months of calls at most, " +
      "however early the date.",
    // what the form proposes; a configuration has to say it
    default: "2023-01-01T00:00:00.000Z",
  },
  advanced: {
    title: "Advanced",
    description: "Settings that you rarely need to change.",
    advanced: true,
    fields: {
      requests_per_minute: {
        title: "Requests per Minute",
        description:
          "How many requests a minute the capture may send. Aircall allows 60 to 120 a minute to your whole company, " +
          "whatever the program, so leave room for others.",
      },
      reread: {
        title: "Reread Share",
        description:
          "The share of the requests, from 0 to 1, that may be spent on reading old calls and contacts again, to find the edits that " +
          "Aircall tells nobody of. At 0 they are not looked for.",
      },
      call_details: {
        title: "Call Details",
        description: "Optional parts of a call to ask Aircall for. None of them costs a request more.",
      },
      base_url: {
        title: "Base URL",
        description: "Where the Aircall API is reached. Change it only to go through a proxy or to test.",
      },
    },
  },
};
