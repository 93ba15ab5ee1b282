import type { Clock } from "../capture/clock.ts";
import { type Paint, painter } from "./paint.ts";

/** Where text for a person goes. */
export interface Terminal {
  write(text: string): void;
  /** Whether somebody looks at it live, so that lines can be drawn over. */
  readonly interactive: boolean;
  readonly colors: boolean;
  /** As it is now: a window can be resized. Without a window, wide enough for everything. */
  size(): { columns: number; rows: number };
}

/** This process's stdout; `NO_COLOR` is honoured, and a terminal that calls itself `dumb` is written to like a file. */
export function standardOutput(): Terminal {
  const interactive = Deno.stdout.isTerminal() && Deno.env.get("TERM") !== "dumb";
  return {
    write(text) {
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
    },
    interactive,
    colors: interactive && !Deno.noColor,
    size: () => interactive ? windowSize() : { columns: 120, rows: 40 },
  };
}

function windowSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    // one that nobody has measured has none
    if (columns > 0 && rows > 0) return { columns, rows };
  } catch {
    // the window has gone; who wrote to it will hear of that
  }
  return { columns: 80, rows: 24 };
}

/** A line that is drawn over: plain text, so that it can be cut at the edge, and how it is coloured then. */
export interface Drawn {
  text: string;
  paint?: (text: string) => string;
}

/** Lines that stay, and under them some that are drawn over and over. */
export class Screen {
  readonly paint: Paint;
  #terminal: Terminal;
  #clock: Clock;
  /** How many columns each line that is drawn takes. */
  #drawn: number[] = [];
  #told: number;

  constructor(terminal: Terminal, clock: Clock) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#told = clock.now();
    this.paint = painter(terminal.colors);
  }

  /** The columns there are. */
  get columns(): number {
    return this.#terminal.size().columns;
  }

  /** Whether so many lines can be drawn over. */
  holds(lines: number): boolean {
    return this.#terminal.interactive && lines < this.#terminal.size().rows;
  }

  /** Writes lines that stay. What was drawn before leaves, unless it was kept. */
  print(...lines: string[]): void {
    const echo = this.#terminal.interactive ? "\r\x1b[K" : ""; // what somebody has typed: ^C
    const clear = this.#drawn.length > 0 ? `${this.#up()}\x1b[J\x1b[?25h` : echo;
    this.#drawn = [];
    this.#terminal.write(clear + lines.map((line) => `${line}\n`).join(""));
  }

  /** Writes a line that stays, unless the last one was written less than a second ago. */
  tell(line: string): void {
    if (this.#clock.now() - this.#told < 1000) return;
    this.#told = this.#clock.now();
    this.print(line);
  }

  /** Draws lines in place of those drawn before. */
  draw(lines: Drawn[]): void {
    const { columns } = this.#terminal.size();
    const texts = lines.map(({ text }) => cut(text, columns));
    // erased before and not behind it: behind the last column some terminals erase that
    const shown = texts.map((text, i) => `\x1b[K${(lines[i]?.paint ?? plain)(text)}\n`).join("");
    const begin = this.#drawn.length === 0
      ? "\x1b[?25l"
      : this.#rows() === lines.length
      ? this.#up()
      : `${this.#up()}\x1b[J`;
    this.#terminal.write(begin + shown);
    this.#drawn = texts.map((text) => [...text].length);
  }

  /** Lets what is drawn now stay. */
  keep(): void {
    if (this.#drawn.length > 0) this.#terminal.write("\x1b[?25h");
    this.#drawn = [];
  }

  /** Goes to the beginning of what is drawn. */
  #up(): string {
    return `\x1b[${this.#rows()}A\r`;
  }

  /** How many rows of the window the drawn lines take: in one that became narrower they are broken. */
  #rows(): number {
    const columns = Math.max(this.#terminal.size().columns, 1);
    return this.#drawn.reduce((sum, wide) => sum + Math.max(Math.ceil(wide / columns), 1), 0);
  }
}

function plain(text: string): string {
  return text;
}

/** A line that fits into so many columns. */
export function cut(line: string, columns: number): string {
  const characters = [...line];
  return characters.length <= columns ? line : `${characters.slice(0, Math.max(columns - 1, 0)).join("")}…`;
}
