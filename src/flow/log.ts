import type { Clock } from "../capture/clock.ts";
import type { Fields, Log } from "../capture/log.ts";
import { iso } from "../capture/printed.ts";

/** Levels that Flow knows, least important first. */
export const LEVELS = ["trace", "debug", "info", "warn", "error"] as const;
/** See {@link LEVELS}. */
export type Level = typeof LEVELS[number];

/** The level that a text names, in any case; `info` where it names none. */
export function levelOf(text: string | undefined): Level {
  const wanted = text?.trim().toLowerCase() === "warning" ? "warn" : text?.trim().toLowerCase();
  return LEVELS.find((level) => level === wanted) ?? "info";
}

/** A secret shorter than this may be a part of an innocent word. */
const SHORT = 8;

/** Logs as Flow reads them from a connector's stderr: one JSON object a line, `{"ts","level","msg","fields"}`. */
export class FlowLog implements Log {
  readonly #clock: Clock;
  readonly #least: number;
  readonly #write: (line: string) => void;
  readonly #secrets = new Map<string, RegExp>();

  /** @param write takes a whole line with its end */
  constructor(options: { clock: Clock; level: Level; write: (line: string) => void }) {
    this.#clock = options.clock;
    this.#least = LEVELS.indexOf(options.level);
    this.#write = options.write;
  }

  /**
   * From now on this text is `[redacted]` in every line, also where another program's words repeat it, and where they were cut off
   * within it. A short one only where it stands as a word of its own, since as a part of others it tells nothing; one of less
   * than four characters hides nowhere.
   */
  hide(secret: string): void {
    if (secret.length < 4) return;
    for (const form of [secret, encodeURIComponent(secret.toWellFormed())]) {
      this.#secrets.set(form, new RegExp(form.length < SHORT ? asWord(form) : whereverBegun(form), "gu"));
    }
  }

  debug(message: string, fields?: Fields): void {
    this.#line("debug", message, fields);
  }

  info(message: string, fields?: Fields): void {
    this.#line("info", message, fields);
  }

  warn(message: string, fields?: Fields): void {
    this.#line("warn", message, fields);
  }

  error(message: string, fields?: Fields): void {
    this.#line("error", message, fields);
  }

  #line(level: Level, msg: string, fields: Fields = {}): void {
    if (LEVELS.indexOf(level) < this.#least) return;
    const line = JSON.stringify(
      { ts: iso(this.#clock.now()), level, msg, fields },
      (_, value) => typeof value === "string" ? this.#redacted(value) : value,
    );
    this.#write(`${line}\n`);
  }

  #redacted(text: string): string {
    for (const secret of this.#secrets.values()) text = text.replaceAll(secret, "[redacted]");
    return text;
  }
}

function asWord(text: string): string {
  return `(?<![\\p{L}\\p{N}_])${RegExp.escape(text)}(?![\\p{L}\\p{N}_])`;
}

/** The text, or a half of it that goes on as far as it does. */
function whereverBegun(text: string): string {
  const characters = [...text];
  const sure = Math.max(12, characters.length >> 1);
  const rest = characters.slice(sure).reduceRight((after, one) => `(?:${RegExp.escape(one)}${after})?`, "");
  return RegExp.escape(characters.slice(0, sure).join("")) + rest;
}
