import config from "../deno.json" with { type: "json" };

/** This program's version. */
export const version: string = config.version;
