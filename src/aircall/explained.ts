import { HttpFault, Unreachable } from "../http/fault.ts";
import { ConfigError, CredentialsRefused, IncompleteError, StateError } from "./errors.ts";

/** What went wrong, for whoever has to act. */
export interface Explained {
  message: string;
  /** 2 for a configuration that cannot be used, credentials that are refused too; else 1. */
  code: 1 | 2;
  /** Nobody foresaw it: a fault of this program. */
  unforeseen: boolean;
}

/** Turns what ended a run into words. Never a stack, never a secret. */
export function explained(error: unknown): Explained {
  if (error instanceof ConfigError || error instanceof CredentialsRefused) {
    return { message: error.message, code: 2, unforeseen: false };
  }
  if (error instanceof StateError || error instanceof IncompleteError || error instanceof Unreachable) {
    return { message: error.message, code: 1, unforeseen: false };
  }
  if (error instanceof HttpFault && error.kind === "limited") {
    const message =
      `Aircall's rate limit is used up (${error.message}). It is the whole company's: try again when other programs leave some of it.`;
    return { message, code: 1, unforeseen: false };
  }
  if (error instanceof HttpFault) {
    const happened = error.kind === "passing" ? "does not answer" : "does not answer as expected";
    const message =
      `Aircall ${happened} (${error.message}). Check the network, base_url and Aircall's status page, then try again.`;
    return { message, code: 1, unforeseen: false };
  }
  if (error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")) {
    const message =
      `No room is left where the output goes (${error.message}). What was kept before is there: make room, then run it again.`;
    return { message, code: 1, unforeseen: false };
  }
  if (error instanceof Deno.errors.NotCapable) {
    const message =
      `It was started without a permission that it needs (${error.message}). From a checkout, deno task cli gives them.`;
    return { message, code: 2, unforeseen: false };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message.split("\n")[0]}` : String(error);
  const message =
    `A fault of this connector: ${text}. Nothing was lost: the next run goes on at the last checkpoint. Please report it with this line.`;
  return { message, code: 1, unforeseen: true };
}
