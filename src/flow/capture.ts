import { Api } from "../aircall/api.ts";
import { type Config, parseConfig, parseResources, type Resource } from "../aircall/config.ts";
import { ConfigError } from "../aircall/errors.ts";
import { Engine } from "../capture/engine.ts";
import { utc } from "../capture/utc.ts";
import { Reporter } from "../capture/report.ts";
import type { Work } from "../capture/source.ts";
import { Client } from "../http/client.ts";
import { Secret } from "../http/secret.ts";
import { TokenBucket } from "../http/token_bucket.ts";
import type { Environment } from "./environment.ts";
import { IncompleteError } from "./errors.ts";
import type { FlowLog } from "./log.ts";
import type { Output } from "./output.ts";
import type { Request } from "./requests.ts";
import { FlowSink } from "./sink.ts";
import { openState } from "./state.ts";
import { StatusLine } from "./status_line.ts";

/** What each class of work gets of the rate while all have work; re-reads get what the others leave over, up to their cap. */
const SHARES: Record<Work, number> = { tail: 50, backfill: 35, snapshot: 15, reread: 0 };
/** How long a request may keep failing before `--once` gives its stream up, in milliseconds. */
const PATIENCE = 60_000;
/** After this long a capture ends by itself, in milliseconds. */
const LIFE = 86_400_000;
/** How much later the engine would end by itself, were it not ended from here. */
const MARGIN = 60_000;

/** The status of a shard that has nothing to do. */
const ELSEWHERE =
  "Capture started. This shard captures nothing; the one whose key range begins at 0 captures everything.";

type Open = Extract<Request, { name: "open" }>["body"];

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
  { log, mayReach }: Environment,
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
function hide(log: FlowLog, input: unknown): void {
  const config: Map<string, unknown> = new Map(
    typeof input === "object" && input !== null ? Object.entries(input) : [],
  );
  for (const name of ["api_id", "api_token"]) {
    const value = config.get(name);
    // one that is called like its field tells nothing, and hiding it would hide the field's name
    if (typeof value === "string" && value !== "api_id" && value !== "api_token") log.hide(value.trim());
  }
}

/** A client for the API that a configuration names. */
export function connect(
  config: Config,
  environment: Environment,
  options: { resumed?: boolean; patience?: number } = {},
) {
  const { clock, fetch, random, log } = environment;
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

/**
 * Captures until it is told to stop, or its life is over, or, with `once`, everything is up to date.
 *
 * @throws {ConfigError} {@link StateError} before anything is captured
 * @throws {IncompleteError} it left while a stream was failing or incomplete
 */
export async function capture(request: Open, output: Output, environment: Environment): Promise<void> {
  const { clock, log, once, signal } = environment;
  const { bindings: asked, config: input } = request.capture;
  const { config, resources } = readWanted(
    input,
    asked.map(({ resourceConfig }) => resourceConfig),
    environment,
  );
  const places = resources.map((resource, i) => ({
    ...resource,
    stateKey: stateKey(request, i, resource.stream.name),
    backfill: asked[i]?.backfill ?? 0,
  }));
  const opened = openState(request.state, places);
  const mine = request.range.keyBegin === 0;

  const bindings = places.map(({ stream, settings, stateKey }) => ({
    stateKey,
    binding: { stream, settings, state: opened.bindings.get(stateKey) ?? {} },
  }));
  const { api, client, bucket } = connect(config, environment, {
    // a process that was killed before its first commit has left nothing, and has used the rate all the same
    resumed: true,
    ...(once ? { patience: PATIENCE } : {}),
  });
  const over = new AbortController();
  const engine: Engine = new Engine({
    bindings: mine ? bindings.map(({ binding }) => binding) : [],
    source: (stream) => api.source(stream.name),
    sink: new FlowSink(output, bindings, opened.replaced !== undefined),
    clock,
    log,
    once,
    life: LIFE + MARGIN,
    signal: AbortSignal.any([signal, over.signal]),
    changed: () => status.changed(),
  });
  const reporter = new Reporter(engine.running, clock.now());
  const status = new StatusLine(clock, log, (measure) => {
    if (!mine) return { message: ELSEWHERE, streams: {} };
    const until = bucket.closedUntil;
    const everything = until ? `Aircall's rate limit, until ${utc(until).slice(11, 19)} UTC` : undefined;
    return reporter.report(clock.now(), { troubles: client.troubles, everything }, measure);
  });

  await output.respond({ opened: { explicitAcknowledgements: false } });
  if (opened.replaced !== undefined) log.info(opened.replaced);
  if (!mine) {
    log.warn(
      `This shard's key range begins at ${request.range.keyBegin}: it captures nothing, the shard that begins at 0 captures everything.`,
    );
  }
  /** What keeps failing has to be asked before its requests are called off. */
  let troubled: string[] = [];
  const ended = new AbortController();
  clock.sleep(LIFE, ended.signal).then(() => {
    troubled = [...client.troubles].map(([name, { cause }]) => `${name}: ${cause}`);
    over.abort(new DOMException("the run's life is over", "AbortError"));
  }, () => {});
  status.begin();
  try {
    await engine.run();
  } finally {
    ended.abort();
    status.end();
  }
  const failing = engine.running.flatMap(({ binding, progress }) =>
    [...progress.failing.values(), ...progress.gaps.values()].map((reason) =>
      `${binding.stream.name}: ${reason}`
    )
  );
  if (!signal.aborted && failing.length + troubled.length > 0) {
    throw new IncompleteError([...new Set([...failing, ...troubled])]);
  }
  log.info(
    `Capture ended after ${client.counts.requests} requests, ${client.counts.refused429} of them answered with 429.`,
  );
}

/** What a binding's state is kept under; a runtime that sends none means the path and the backfill counter. */
function stateKey({ capture }: Open, index: number, name: string): string {
  const { stateKey = "", backfill = 0 } = capture.bindings[index] ?? {};
  return stateKey || (backfill > 0 ? `${name}.v${backfill}` : name);
}

function authorization({ apiId, apiToken }: Config): Secret {
  const bytes = new TextEncoder().encode(`${apiId}:${apiToken.reveal()}`);
  return new Secret(`Basic ${btoa(String.fromCharCode(...bytes))}`);
}
