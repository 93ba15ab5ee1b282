import { ConfigError, CredentialsRefused, StateError } from "../aircall/errors.ts";
import { explained } from "../aircall/explained.ts";
import { StreamFault } from "../capture/source.ts";
import { HttpFault, Unreachable } from "../http/fault.ts";
import type { FailureType, TraceError } from "./messages.ts";

/** Who has to act on an error. */
export function failureType(error: unknown): FailureType {
  if (error instanceof ConfigError || error instanceof CredentialsRefused || error instanceof StateError) {
    return "config_error";
  }
  if (error instanceof Unreachable) return "transient_error";
  // a list that contradicts itself may have come to rest by the next time
  if (error instanceof StreamFault) return error.cause ? failureType(error.cause) : "transient_error";
  if (!(error instanceof HttpFault)) return "system_error";
  switch (error.kind) {
    case "refused":
      return "config_error";
    case "passing":
    case "limited":
      return "transient_error";
    default:
      return "system_error";
  }
}

/** What ended a run, as a trace says it; its second part is the exit code. */
export function failure(error: unknown): { error: TraceError; code: 1 | 2 } {
  const { message, code } = explained(error);
  return {
    code,
    error: { message, internal_message: internal(error), failure_type: failureType(error) },
  };
}

/** What stopped one stream alone. */
export function streamFailure(name: string, error: StreamFault): TraceError {
  return {
    message: `${name}: ${error.message}. The other streams go on.`,
    internal_message: internal(error.cause ?? error),
    failure_type: failureType(error),
    stream_descriptor: { name },
  };
}

/** The error's kind and its first line. */
function internal(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.split("\n")[0]}` : String(error);
}
