import type { Account } from "./account.ts";

/** A row as a capture gave it out. */
export interface Row {
  /** As this project calls it. */
  stream: string;
  /** What tells it from the stream's other rows. */
  key: string;
}

/** A capture that can be started. */
export interface Capture {
  command: string;
  args: string[];
  env?: Record<string, string>;
  /** What it is told on stdin, which is closed then. */
  input?: string;
  /** How each line begins that holds a row; others are not looked at. */
  prefix: string;
  /** The row of such a line. */
  row: (line: unknown) => Row;
  /** Whether it goes on for ever, and has to be stopped once all has come. */
  endless: boolean;
}

/** One of the connectors that are compared. */
export interface Contender {
  /** What it is called in the table. */
  name: string;
  /** What exactly was measured: versions, and what it runs on. */
  version: string;
  /** How it is asked for its spec; left out where that is another one's, too. */
  spec?: Pick<Capture, "command" | "args" | "env" | "input">;
  /** How it captures an account. */
  capture: (account: Account) => Promise<Capture>;
}

/** The member that tells a row from its stream's others. */
export function keyOf(stream: string, document: Record<string, unknown>): string {
  const key = { company: "name", webhooks: "webhook_id" }[stream] ?? "id";
  const value = document[key];
  if (typeof value !== "number" && typeof value !== "string") {
    throw new Error(`${stream}: a row without ${key}`);
  }
  return String(value);
}
