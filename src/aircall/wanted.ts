import { type Config, parseConfig, parseResources, type Resource } from "./config.ts";
import { authorization } from "./connect.ts";
import { ConfigError } from "./errors.ts";
import type { DiscreetLog, Outside } from "./outside.ts";

/** What a request asks for, checked. */
export interface Wanted {
  config: Config;
  /** One for each binding, in the same order. */
  resources: Resource[];
}

/**
 * Checks a configuration and the bindings' together, so that everything that is wrong is told at once. Keys that are not known are
 * said in one line.
 *
 * @throws {ConfigError} with every problem of both
 */
export function readWanted(
  input: unknown,
  resourceConfigs: unknown[],
  { log, mayReach }: Pick<Outside, "log" | "mayReach">,
): Wanted {
  hide(log, input);
  const strange: string[] = [];
  const problems: string[] = [];
  const note = (names: string[]) => void strange.push(...names);
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
    }
  };
  const config = attempt(() => {
    const config = parseConfig(input, note);
    const host = hostOf(config.baseUrl);
    if (!mayReach(host)) throw new ConfigError([barred(host)]);
    return config;
  });
  const resources = attempt(() =>
    parseResources(resourceConfigs, { start: config?.start ?? 0, rereads: (config?.reread ?? 0) > 0 }, note)
  );
  if (!config || !resources) throw new ConfigError(problems);
  log.hide(authorization(config).reveal().slice("Basic ".length));
  if (strange.length > 0) {
    log.warn(`These keys of the configuration are not known and are ignored: ${strange.join(", ")}`);
  }
  return { config, resources };
}

/** Host and port of an address, as permissions name them. */
function hostOf(address: string): string {
  const { protocol, hostname, port } = new URL(address);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}

function barred(host: string): string {
  return `the configuration: "advanced/base_url" names ${host}, which this build has no permission to reach; leave it out. ` +
    `The image reaches api.aircall.io:443 and nothing else, the command-line build this machine too`;
}

/** Keeps the key's values out of the log, whatever else is wrong with the configuration. */
function hide(log: DiscreetLog, input: unknown): void {
  const config: Map<string, unknown> = new Map(
    typeof input === "object" && input !== null ? Object.entries(input) : [],
  );
  for (const name of ["api_id", "api_token"]) {
    const value = config.get(name);
    // one that is called like its field tells nothing, and hiding it would hide the field's name
    if (typeof value === "string" && value !== "api_id" && value !== "api_token") log.hide(value.trim());
  }
}
