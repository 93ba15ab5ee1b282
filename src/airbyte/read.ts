import { connect } from "../aircall/connect.ts";
import { streams } from "../aircall/streams/mod.ts";
import { readWanted } from "../aircall/wanted.ts";
import { type Binding, Engine } from "../capture/engine.ts";
import { OutputClosed } from "../capture/output.ts";
import { Reporter } from "../capture/report.ts";
import { utc } from "../capture/utc.ts";
import { readCatalog } from "./configured.ts";
import { streamFailure } from "./failure.ts";
import { heard, type Hearing } from "./heard.ts";
import type { Environment } from "./session.ts";
import { AirbyteSink } from "./sink.ts";
import { openStates } from "./state.ts";

/** How long a request may keep failing before its stream is given up, in milliseconds. */
const PATIENCE = 60_000;
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
  const { clock, log, messages, signal } = environment;
  const all = readCatalog(catalog, streams);
  const { config, resources } = readWanted(input, all.map(({ name }) => ({ stream: name })), environment);
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
  const { api, client, bucket } = connect(config, environment, { resumed: true, patience: PATIENCE });

  let failed = 0;
  const places = wanted.map(({ stream, settings, configured }, i) => {
    const hearing: Hearing = {
      kept: estimating(configured.name, environment),
      async complete({ gaps }) {
        if (gaps.size === 0) return await sink.end(binding, "COMPLETE");
        failed++;
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
        failed++;
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
  const engine = new Engine({
    bindings: places.map(({ binding }) => binding),
    source: (stream) => api.source(stream.name),
    sink,
    clock,
    log,
    once: true,
    due: true,
    life: LIFE,
    signal,
  });
  const reporter = new Reporter(engine.running, clock.now());
  const ended = new AbortController();
  const tell = async (): Promise<void> => {
    await clock.sleep(TELLS, ended.signal);
    const until = bucket.closedUntil;
    const everything = until ? `Aircall's rate limit, until ${utc(until).slice(11, 19)} UTC` : undefined;
    log.info(reporter.report(clock.now(), { troubles: client.troubles, everything }).message);
    await tell();
  };
  sink.begin();
  tell().catch(() => {});
  try {
    await engine.run();
  } catch (error) {
    if (!(error instanceof OutputClosed)) await leave(places, sink);
    throw error;
  } finally {
    ended.abort();
  }
  await leave(places, sink);
  log.info(
    `Read ended after ${client.counts.requests} requests, ${client.counts.refused429} of them answered with 429.`,
  );
  return signal.aborted || failed === 0;
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
