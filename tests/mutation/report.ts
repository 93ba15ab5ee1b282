import type { Verdict } from "./judge.ts";
import { type Mutant, roomOf, told } from "./mutant.ts";

/** A mutant that was tried. */
export interface Tried {
  mutant: Mutant;
  verdict: Verdict;
}

/** Share of the mutants that has to be killed in each room, in percent. */
export const FLOOR = 85;

/** What is said at the end, and whether every room reaches the floor. */
export interface Summary {
  lines: string[];
  enough: boolean;
}

/**
 * A table of the rooms and their files, then each survivor.
 *
 * @param excused how many of each file were left out as equivalent, and as of wrong types
 */
export function summary(tried: readonly Tried[], excused: readonly Left[] = []): Summary {
  const rooms = [...new Set(tried.map(({ mutant }) => roomOf(mutant.file)))].sort();
  const lines = [row("room", "file", "mutants", "killed", "survived", "share", "equivalent", "wrong types")];
  let enough = tried.length > 0;
  for (const room of rooms) {
    const here = tried.filter(({ mutant }) => roomOf(mutant.file) === room);
    for (const file of [...new Set(here.map(({ mutant }) => mutant.file))].sort()) {
      const name = file.slice(`src/${room}/`.length);
      lines.push(
        figures(room, name, here.filter(({ mutant }) => mutant.file === file), leftOf(excused, file)),
      );
    }
    lines.push(figures(room, "all", here, leftOf(excused, `src/${room}/`)));
    if (share(here) < FLOOR) enough = false;
  }
  const survivors = tried.filter(({ verdict }) => verdict.end === "survived").map(({ mutant }) => mutant);
  survivors.sort((a, b) => a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start);
  if (survivors.length > 0) lines.push("", "Survivors:", ...survivors.map(told));
  lines.push(
    "",
    enough
      ? `Every room kills ${FLOOR} % or more.`
      : `A room kills less than ${FLOOR} %, or no mutant was tried.`,
  );
  return { lines, enough };
}

/** Mutants of a file that were not tried. */
export interface Left {
  file: string;
  equivalent: number;
  wrongTypes: number;
}

function leftOf(all: readonly Left[], prefix: string): Omit<Left, "file"> {
  const here = all.filter(({ file }) => file.startsWith(prefix));
  return {
    equivalent: here.reduce((sum, left) => sum + left.equivalent, 0),
    wrongTypes: here.reduce((sum, left) => sum + left.wrongTypes, 0),
  };
}

/** Percent of mutants that were killed. */
export function share(tried: readonly Tried[]): number {
  const killed = tried.filter(({ verdict }) => verdict.end !== "survived").length;
  return 100 * killed / tried.length;
}

function figures(room: string, file: string, tried: Tried[], left: Omit<Left, "file">): string {
  const survived = tried.filter(({ verdict }) => verdict.end === "survived").length;
  const killed = tried.length - survived;
  const percent = `${(Math.floor(10 * share(tried)) / 10).toFixed(1)} %`;
  return row(room, file, tried.length, killed, survived, percent, left.equivalent, left.wrongTypes);
}

function row(room: string, file: string, ...figures: (string | number)[]): string {
  return [room.padEnd(8), file.padEnd(26), ...figures.map((figure) => String(figure).padStart(11))].join(" ")
    .trimEnd();
}
