import { CaptureRun, PATIENCE } from "../aircall/capture_run.ts";
import { connect } from "../aircall/connect.ts";
import { readWanted } from "../aircall/wanted.ts";
import type { Environment } from "./environment.ts";
import type { Output } from "../capture/output.ts";
import type { Request } from "./requests.ts";
import { FlowSink } from "./sink.ts";
import { openState } from "./state.ts";
import { StatusLine } from "./status_line.ts";

/** After this long a capture ends by itself, in milliseconds. */
const LIFE = 86_400_000;

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
  const { clock, log, once } = environment;
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
  const connection = connect(config, environment, {
    // a process that was killed before its first commit has left nothing, and has used the rate all the same
    resumed: true,
    ...(once ? { patience: PATIENCE } : {}),
  });
  const run = new CaptureRun({
    bindings: mine ? bindings.map(({ binding }) => binding) : [],
    sink: new FlowSink(output, bindings, opened.replaced !== undefined),
    connection,
    outside: environment,
    once,
    life: LIFE,
    changed: () => status.changed(),
  });
  const status = new StatusLine(
    clock,
    log,
    (measure) => mine ? run.report(measure) : { message: ELSEWHERE, streams: {} },
  );

  await output.respond({ opened: { explicitAcknowledgements: false } });
  if (opened.replaced !== undefined) log.info(opened.replaced);
  if (!mine) {
    log.warn(
      `This shard's key range begins at ${request.range.keyBegin}: it captures nothing, the shard that begins at 0 captures everything.`,
    );
  }
  status.begin();
  try {
    await run.run();
  } finally {
    status.end();
  }
  log.info(`Capture ended ${run.spent}.`);
}

/** What a binding's state is kept under; a runtime that sends none means the path and the backfill counter. */
function stateKey({ capture }: Open, index: number, name: string): string {
  const { stateKey = "", backfill = 0 } = capture.bindings[index] ?? {};
  return stateKey || (backfill > 0 ? `${name}.v${backfill}` : name);
}
