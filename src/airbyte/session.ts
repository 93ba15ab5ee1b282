import { connect } from "../aircall/connect.ts";
import { withMoment } from "../aircall/endpoint_config.ts";
import { ConfigError } from "../aircall/errors.ts";
import { explained } from "../aircall/explained.ts";
import type { Outside } from "../aircall/outside.ts";
import { streams } from "../aircall/streams/mod.ts";
import { readWanted } from "../aircall/wanted.ts";
import { OutputClosed } from "../capture/output.ts";
import { discovered } from "./catalog.ts";
import { failure } from "./failure.ts";
import type { AirbyteLog } from "./log.ts";
import type { Messages } from "./messages.ts";
import type { STATES } from "./sink.ts";

/** What a command works with. */
export interface Environment extends Outside {
  log: AirbyteLog;
  messages: Messages;
  /** How often a stream's state is said. @default every 5,000 records or 10 seconds */
  states?: typeof STATES;
}

/** How long an API that does not answer is asked again by `check` and `discover`, in milliseconds. */
const PATIENCE = 20_000;

/**
 * Does a command's work. It never throws: what goes wrong is a trace that a person can read.
 *
 * @param work gives the exit code
 * @returns the exit code: 0 done or asked to stop, 1 a fault at run time, 2 a wrong configuration, catalog or state
 */
export async function perform(work: () => Promise<number>, environment: Environment): Promise<number> {
  const { messages, log, signal } = environment;
  const code = await work().catch((error) => {
    if (error instanceof OutputClosed) return 1;
    if (signal.aborted && !(error instanceof ConfigError)) return 0;
    const { error: { message, internal_message = "", ...rest }, code } = failure(error);
    messages.trace({
      type: "ERROR",
      error: { message: log.redacted(message), internal_message: log.redacted(internal_message), ...rest },
    });
    return code;
  });
  return await messages.written().then(() => code, () => 1);
}

/** Whether a configuration is right and its credentials are taken. What it answers is no fault of the command's, whatever it is. */
export async function check(config: unknown, environment: Environment): Promise<number> {
  const { messages, log } = environment;
  try {
    await ping(config, environment);
    messages.say({ type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } });
  } catch (error) {
    const { message, unforeseen } = explained(error);
    if (unforeseen) throw error;
    messages.say({
      type: "CONNECTION_STATUS",
      connectionStatus: { status: "FAILED", message: log.redacted(message) },
    });
  }
  return 0;
}

/** Which streams there are. @throws {ConfigError} {@link CredentialsRefused} */
export async function discover(config: unknown, environment: Environment): Promise<number> {
  await ping(config, environment);
  environment.messages.say({ type: "CATALOG", catalog: { streams: streams.map(discovered) } });
  return 0;
}

async function ping(input: unknown, environment: Environment): Promise<void> {
  const { config } = readWanted(withMoment(input), [], environment);
  const { api } = connect(config, environment, { patience: PATIENCE });
  await api.ping("credentials", "tail", environment.signal);
}
