import type { Terminal } from "../../src/local/screen.ts";

/** A terminal that understands just what the screen writes: up, erase, colours, cursor on and off. */
export class Sheet implements Terminal {
  lines: string[] = [""];
  cursorShown = true;
  #row = 0;

  constructor(
    readonly interactive: boolean,
    public columns = 80,
    public rows = 24,
    readonly colors = false,
  ) {}

  size = () => ({ columns: this.columns, rows: this.rows });

  write(text: string): void {
    // deno-lint-ignore no-control-regex
    for (const [part] of text.matchAll(/\x1b\[\??\d*[A-Za-z]|\n|\r|[^\x1b\n\r]+/g)) this.#take(part);
  }

  /** The window gets another width; lines that are longer are broken, as terminals do. */
  resize(columns: number): void {
    this.columns = columns;
    const broken = this.lines.map((line) => line.match(new RegExp(`.{1,${columns}}`, "gu")) ?? [""]);
    this.#row = broken.slice(0, this.#row).flat().length;
    this.lines = broken.flat();
  }

  /** What a person sees. */
  get text(): string[] {
    return this.lines.slice(0, -1);
  }

  #take(part: string): void {
    const up = /^.\[(\d+)A$/.exec(part);
    if (part === "\n") {
      this.#row++;
      if (this.lines.length === this.#row) this.lines.push("");
    } else if (part === "\r" || part === "\x1b[K" || /^.\[\d+m$/.test(part)) return;
    else if (up) this.#row -= Number(up[1]);
    else if (part === "\x1b[J") this.lines.splice(this.#row, Infinity, "");
    else if (part === "\x1b[?25l") this.cursorShown = false;
    else if (part === "\x1b[?25h") this.cursorShown = true;
    else this.lines[this.#row] = part;
  }
}
