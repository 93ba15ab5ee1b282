import type { Line } from "./lines.ts";
import type { Log } from "./logs.ts";

/** The connector broke a rule of the protocol. The message says at which line, which rule, and what was there. */
export class ProtocolError extends Error {
  override name = "ProtocolError";
  /** The rule, without the place. */
  readonly rule: string;
  /** The line it was broken at, once that is known. */
  readonly line: Line | undefined;

  constructor(rule: string, line?: Line) {
    super(line ? `${line.source} line ${line.number}: ${rule}${excerpt(line.text)}` : rule);
    this.rule = rule;
    this.line = line;
  }

  /** The same breach, with its place; a place that is known already stays. */
  at(line: Line): ProtocolError {
    return this.line ? this : new ProtocolError(this.rule, line);
  }
}

/**
 * The connector ended with a code other than 0: by itself, as it may when something is wrong, or by a signal that was not
 * ours (codes above 128). The message is that of its last log line.
 */
export class ConnectorFailed extends Error {
  override name = "ConnectorFailed";

  constructor(readonly code: number, readonly log: Log | undefined) {
    super(log?.message ?? "it said nothing");
  }
}

/** Runs a check; a breach in it is told with the line. */
export function at<T>(line: Line, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw error instanceof ProtocolError ? error.at(line) : error;
  }
}

/** The beginning of a line, short enough to print. */
function excerpt(text: string): string {
  if (text === "") return "";
  return `; the line is ${text.length > 120 ? `${text.slice(0, 120)}…` : text}`;
}
