import { ConfigError } from "../aircall/errors.ts";
import { withMoment } from "../aircall/endpoint_config.ts";
import { jsonOf } from "../aircall/json_file.ts";
import { isObject } from "../capture/fits.ts";

/** Which variable of the environment stands for which field. */
const VARIABLES = {
  api_id: "AIRCALL_API_ID",
  api_token: "AIRCALL_API_TOKEN",
  start_date: "AIRCALL_START_DATE",
} as const;
/** What the form offers as a start. */
const START = "2023-01-01T00:00:00.000Z";

/** Where a configuration can come from. */
export interface Origins {
  /** The path of a JSON file. */
  file: string | undefined;
  /** A variable of the environment. */
  variable: (name: string) => string | undefined;
  /** Reads a file. */
  read: (path: string) => Promise<string>;
}

/**
 * The endpoint configuration of somebody at a terminal, not checked yet: a file's, and for what that leaves out the environment's. Without a
 * start date everything that Aircall serves is meant; a date alone is its midnight, UTC.
 *
 * @throws {ConfigError} the file cannot be read, or is no JSON object; or there is neither a file nor a variable
 */
export async function configuration({ file, variable, read }: Origins): Promise<Record<string, unknown>> {
  const found = Object.entries(VARIABLES).flatMap(([field, name]): [string, string][] => {
    const value = variable(name);
    return value === undefined || value.trim() === "" ? [] : [[field, value]];
  });
  if (file === undefined && found.length === 0) {
    throw new ConfigError([
      `there is no configuration: name a file with --config, or set ${
        Object.values(VARIABLES).slice(0, 2).join(" and ")
      }. ` +
      `The file holds {"api_id": "…", "api_token": "…", "start_date": "${START}"}; the keys are made in the Aircall dashboard, ` +
      `Integrations & API → API Keys`,
    ]);
  }
  const given = file === undefined ? {} : await readFile(file, read);
  return withMoment({ start_date: START, ...Object.fromEntries(found), ...given });
}

async function readFile(file: string, read: Origins["read"]): Promise<Record<string, unknown>> {
  const value = await jsonOf("configuration", file, read);
  if (!isObject(value)) throw new ConfigError([`the configuration ${file} is no JSON object`]);
  return value;
}
