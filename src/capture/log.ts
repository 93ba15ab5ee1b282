/** Facts beside a log line's text, by name. */
export type Fields = Record<string, unknown>;

/** Where a run says what it does. Handed in; the face that runs decides on form and level. */
export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}
