import { Api } from "../aircall/api.ts";
import { type Config, parseConfig, parseResources } from "../aircall/config.ts";
import { Engine } from "../capture/engine.ts";
import { Reporter } from "../capture/report.ts";
import type { Work } from "../capture/source.ts";
import { Client } from "../http/client.ts";
import { Secret } from "../http/secret.ts";
import { TokenBucket } from "../http/token_bucket.ts";
import type { Environment } from "./environment.ts";
import { IncompleteError } from "./errors.ts";
import type { Output } from "./output.ts";
import type { Request } from "./requests.ts";
import { FlowSink } from "./sink.ts";
import { openState } from "./state.ts";
import { StatusLine } from "./status_line.ts";

/** What each class of work gets of the rate while all have work. */
const SHARES: Record<Work, number> = { tail: 50, backfill: 35, snapshot: 15 };
/** How long a request may keep failing before `--once` gives its stream up, in milliseconds. */
const PATIENCE = 60_000;

type Open = Extract<Request, { name: "open" }>["body"];

/** Checks a configuration, and says in one line which of its keys are not known. */
export function readConfig(input: unknown, { log }: Environment): Config {
  const config = parseConfig(input, (names) => {
    log.warn(`These keys of the configuration are not known and are ignored: ${names.join(", ")}`);
  });
  log.hide(config.apiToken.reveal());
  log.hide(authorization(config).reveal().slice("Basic ".length));
  return config;
}

/** Checks the bindings' configurations, likewise. */
export function readResources(inputs: unknown[], config: Config, { log }: Environment) {
  return parseResources(inputs, config.start, (names) => {
    log.warn(`These keys of the bindings are not known and are ignored: ${names.join(", ")}`);
  });
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
  return { client, bucket, api: new Api({ client, clock, details, perMinute }) };
}

/**
 * Captures until it is told to stop, or its life is over, or, with `once`, everything is up to date.
 *
 * @throws {ConfigError} {@link StateError} before anything is captured
 * @throws {IncompleteError} it left while a stream was failing or incomplete
 */
export async function capture(request: Open, output: Output, environment: Environment): Promise<void> {
  const { clock, log, once, signal } = environment;
  const config = readConfig(request.capture.config, environment);
  const resources = readResources(
    request.capture.bindings.map((binding) => binding.resourceConfig),
    config,
    environment,
  );
  const places = resources.map((resource, i) => ({
    ...resource,
    stateKey: stateKey(request, i, resource.stream.name),
  }));
  const opened = openState(request.state, places);
  const mine = request.range.keyBegin === 0;

  const bindings = places.map(({ stream, settings, stateKey }) => ({
    stateKey,
    binding: { stream, settings, state: opened.bindings.get(stateKey) ?? {} },
  }));
  const { api, client, bucket } = connect(config, environment, {
    resumed: opened.resumed,
    ...(once ? { patience: PATIENCE } : {}),
  });
  const engine: Engine = new Engine({
    bindings: mine ? bindings.map(({ binding }) => binding) : [],
    source: (stream) => api.source(stream.name),
    sink: new FlowSink(output, bindings, opened.foreign),
    clock,
    log,
    once,
    signal,
    changed: () => status.changed(),
  });
  const reporter = new Reporter(engine.running, clock.now());
  const status = new StatusLine(clock, log, (measure) => {
    const until = bucket.closedUntil;
    const everything = until
      ? `Aircall's rate limit, until ${new Date(until).toISOString().slice(11, 19)} UTC`
      : undefined;
    return reporter.report(clock.now(), { troubles: client.troubles, everything }, measure);
  });

  await output.respond({ opened: { explicitAcknowledgements: false } });
  if (opened.foreign) {
    log.info(
      "The capture's state was written by another connector; it is not used, and everything is read from the beginning.",
    );
  }
  if (!mine) {
    log.warn(
      `This shard's key range begins at ${request.range.keyBegin}: it captures nothing, the shard that begins at 0 captures everything.`,
    );
  }
  status.begin();
  try {
    await engine.run();
  } finally {
    status.end();
  }
  const troubled = [...client.troubles].map(([name, { cause }]) => `${name}: ${cause}`);
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
