import { CaptureRun, PATIENCE } from "../aircall/capture_run.ts";
import { connect } from "../aircall/connect.ts";
import { withMoment } from "../aircall/endpoint_config.ts";
import { IncompleteError } from "../aircall/errors.ts";
import { streams } from "../aircall/streams/mod.ts";
import { readWanted } from "../aircall/wanted.ts";
import type { Binding } from "../capture/engine.ts";
import { OutputClosed } from "../capture/output.ts";
import { readCatalog } from "./configured.ts";
import { streamFailure } from "./failure.ts";
import { heard, type Hearing } from "./heard.ts";
import type { Environment } from "./session.ts";
import { AirbyteSink } from "./sink.ts";
import { openStates } from "./state.ts";

/** From one line about what goes on to the next, in milliseconds. */
const TELLS = 60_000;
/** A read ends when it has caught up; no platform waits for longer than this. In milliseconds. */
const LIFE = 20 * 86_400_000;

/** What `read` is given, as it stands in the files. */
export interface Input {
  config: unknown;
  catalog: unknown;
  /** Undefined where there is none. */
  state: unknown;
}

/**
 * Reads what a configured catalog asks for until it has caught up, or is asked to stop: then the batch in hand is finished.
 *
 * @returns whether every stream was read completely, or it was asked to stop
 * @throws {ConfigError} before anything is read
 */
export async function read(
  { config: input, catalog, state }: Input,
  environment: Environment,
): Promise<boolean> {
  const { clock, log, messages } = environment;
  const all = readCatalog(catalog, streams);
  const { config, resources } = readWanted(
    withMoment(input),
    all.map(({ name }) => ({ stream: name })),
    environment,
  );
  const wanted = all.flatMap((configured, i) => {
    const resource = resources[i];
    return resource ? [{ ...resource, configured }] : [];
  });
  const states = openStates(state, wanted, (names) => {
    log.info(
      `The state of ${
        names.join(", ")
      } was written by another connector; it is not used, and everything is read from the beginning.`,
    );
  });
  const connection = connect(config, environment, { resumed: true, patience: PATIENCE });

  const places = wanted.map(({ stream, settings, configured }, i) => {
    const hearing: Hearing = {
      kept: estimating(configured.name, environment),
      async complete({ gaps }) {
        if (gaps.size === 0) return await sink.end(binding, "COMPLETE");
        await sink.end(binding, "INCOMPLETE");
        messages.trace({
          type: "ERROR",
          error: {
            message: log.redacted(
              `${configured.name} could not be read completely: ${[...gaps.values()].join("; ")}.`,
            ),
            failure_type: "system_error",
            stream_descriptor: { name: configured.name },
          },
        });
      },
      async failed(error) {
        await sink.end(binding, "INCOMPLETE");
        const { message, internal_message = "", ...rest } = streamFailure(configured.name, error);
        messages.trace({
          type: "ERROR",
          error: {
            message: log.redacted(message),
            internal_message: log.redacted(internal_message),
            ...rest,
          },
        });
      },
    };
    const binding: Binding = { stream: heard(stream, hearing), settings, state: states[i] ?? {} };
    return { binding, configured };
  });
  const sink = new AirbyteSink(messages, clock, places, environment.states);
  const run = new CaptureRun({
    bindings: places.map(({ binding }) => binding),
    sink,
    connection,
    outside: environment,
    once: true,
    due: true,
    life: LIFE,
  });
  const ended = new AbortController();
  const tell = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(TELLS, ended.signal);
      log.info(run.report().message);
    }
  };
  sink.begin();
  tell().catch(() => {});
  let complete = true;
  try {
    await run.run();
  } catch (error) {
    // what could not be read has said so by now
    complete = false;
    if (!(error instanceof IncompleteError)) {
      if (!(error instanceof OutputClosed)) await leave(places, sink);
      throw error;
    }
  } finally {
    ended.abort();
  }
  await leave(places, sink);
  log.info(`Read ended ${run.spent}.`);
  return complete;
}

/** Says of every stream that has not ended that it is not complete, and where it is. */
async function leave(places: readonly { binding: Binding }[], sink: AirbyteSink): Promise<void> {
  for (const { binding } of places) {
    if (!sink.hasEnded(binding)) await sink.end(binding, "INCOMPLETE");
  }
}

/** Tells once how many rows there will be, as soon as that is known. */
function estimating(name: string, { messages }: Environment): Hearing["kept"] {
  let told = false;
  return ({ documents, remaining }) => {
    if (told || !remaining) return;
    told = true;
    messages.trace({
      type: "ESTIMATE",
      estimate: { name, type: "STREAM", row_estimate: documents + remaining },
    });
  };
}
