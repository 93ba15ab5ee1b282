/** Facts beside a log line's text, by name. */
export type Fields = Record<string, unknown>;

/** Where a run says what it does. Handed in; the face that runs decides on form and level. */
export interface Log {
  /** Single rows and requests. */
  debug(message: string, fields?: Fields): void;
  /** What the run decides. */
  info(message: string, fields?: Fields): void;
  /** It goes on, but slower, later or with less than was asked for. */
  warn(message: string, fields?: Fields): void;
  /** Something is not captured, and why. */
  error(message: string, fields?: Fields): void;
}
