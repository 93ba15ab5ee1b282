import type { Work } from "../capture/source.ts";
import { Client } from "../http/client.ts";
import { Secret } from "../http/secret.ts";
import { TokenBucket } from "../http/token_bucket.ts";
import { Api } from "./api.ts";
import type { Config } from "./config.ts";
import type { Outside } from "./outside.ts";

/** What each class of work gets of the rate while all have work; re-reads get what the others leave over, up to their cap. */
const SHARES: Record<Work, number> = { tail: 50, backfill: 35, snapshot: 15, reread: 0 };
/** A client for the API that a configuration names. */
export function connect(
  config: Config,
  outside: Outside,
  options: { resumed?: boolean; patience?: number } = {},
) {
  const { clock, fetch, random, log } = outside;
  const { requestsPerMinute: perMinute, baseUrl, callDetails: details } = config;
  const bucket = new TokenBucket<Work>({
    perMinute,
    clock,
    shares: SHARES,
    ...(config.reread > 0 ? { caps: { reread: config.reread } } : {}),
    resumed: options.resumed ?? false,
  });
  const patience = options.patience ?? Infinity;
  const client = new Client<Work>({
    baseUrl,
    authorization: authorization(config),
    bucket,
    clock,
    fetch,
    random,
    log,
    patience,
  });
  return { client, bucket, api: new Api({ client, clock, log, details, perMinute }) };
}

/** What identifies this program to the API. */
export function authorization({ apiId, apiToken }: Config): Secret {
  const bytes = new TextEncoder().encode(`${apiId}:${apiToken.reveal()}`);
  return new Secret(`Basic ${btoa(String.fromCharCode(...bytes))}`);
}
