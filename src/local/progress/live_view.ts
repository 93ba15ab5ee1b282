import type { Weight } from "../../aircall/redacted_log.ts";
import type { Screen } from "../screen.ts";
import { wrapped } from "../wrapped.ts";
import type { Board } from "./board.ts";
import { boardLines } from "./lines.ts";
import { beginning, PlainView } from "./plain_view.ts";
import { summary } from "./summary.ts";
import type { Outcome, Plan, View } from "./view.ts";

/** A line for each stream that is drawn over, and the log above them. In a window too low for that, lines that stay. */
export class LiveView implements View {
  readonly every = 200;
  readonly #screen: Screen;
  readonly #plain: PlainView;
  #board: Board | undefined;

  /** @param now Unix milliseconds */
  constructor(screen: Screen, now: () => number) {
    this.#screen = screen;
    this.#plain = new PlainView((...lines) => screen.print(...lines), now);
  }

  begin(plan: Plan): void {
    this.#screen.print(...wrapped(beginning(plan), this.#screen.columns), "");
  }

  say(weight: Weight, message: string): void {
    const { paint, columns } = this.#screen;
    const calm = weight === "info" || weight === "debug";
    const lines = wrapped(calm ? message : `${weight}: ${message}`, columns);
    this.#screen.print(...lines.map(calm ? paint.dim : paint.bad));
    // what was drawn has left for the line
    if (this.#board) this.#draw(this.#board);
  }

  show(board: Board): void {
    this.#board = board;
    this.#draw(board);
  }

  end(outcome: Outcome): void {
    this.#screen.keep();
    this.#board = undefined;
    this.#screen.print(...summary(outcome, this.#screen.columns, this.#screen.paint));
  }

  #draw(board: Board): void {
    const lines = boardLines(board, this.#screen.columns);
    if (!this.#screen.holds(lines.length)) return this.#plain.show(board);
    const { dim, bad } = this.#screen.paint;
    this.#screen.draw(lines.map((text, i) => {
      const stream = board.streams[i];
      if (!stream?.ended) return { text };
      return { text, paint: stream.phase === "up to date" ? dim : bad };
    }));
  }
}
