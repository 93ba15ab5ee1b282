import { connect } from "../aircall/connect.ts";
import { IncompleteError } from "../aircall/errors.ts";
import { readWanted } from "../aircall/wanted.ts";
import { Engine } from "../capture/engine.ts";
import { Reporter } from "../capture/report.ts";
import { utc } from "../capture/utc.ts";
import type { Environment } from "./environment.ts";
import type { Output } from "../capture/output.ts";
import type { Request } from "./requests.ts";
import { FlowSink } from "./sink.ts";
import { openState } from "./state.ts";
import { StatusLine } from "./status_line.ts";

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
