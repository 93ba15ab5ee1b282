import { CredentialsRefused } from "../aircall/errors.ts";
import { explained } from "../aircall/explained.ts";
import type { Log } from "../capture/log.ts";
import { OutputClosed } from "../capture/output.ts";
import { ProtocolError } from "./protocol_error.ts";

/**
 * Logs what went wrong as the last line, for whoever has to act.
 *
 * @param capturing whether a capture was open: credentials that are refused then are a fault at run time
 * @returns the exit code
 */
export function explain(error: unknown, log: Log, capturing: boolean): number {
  if (error instanceof OutputClosed) {
    log.error(
      "The reader of this connector's stdout has gone; it stops. Nothing was lost: the next run goes on at the last checkpoint.",
    );
    return 1;
  }
  if (error instanceof ProtocolError) {
    log.error(`The input is not the Flow capture protocol: ${error.message}.`);
    return 1;
  }
  const { message, code, unforeseen } = explained(error);
  if (unforeseen) log.debug("the fault's stack", { stack: error instanceof Error ? error.stack : undefined });
  log.error(message);
  return capturing && error instanceof CredentialsRefused ? 1 : code;
}
