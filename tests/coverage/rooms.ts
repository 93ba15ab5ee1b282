import { codeLines } from "./code.ts";
import type { FileCoverage } from "./lcov.ts";

/** Share of the lines, and of the branches, that tests have to run, in percent. */
export const FLOOR = 95;

/** What of something was run. */
export interface Share {
  name: string;
  lines: { all: number; run: number };
  branches: { all: number; run: number };
}

/** The rooms as wholes, and the files in them. */
export interface Judged {
  rooms: Share[];
  files: Share[];
}

/**
 * Adds up what was run in each room. A source file that no test has loaded counts with all its lines; one without code does not count.
 *
 * @param sources every file of the rooms, by its path from the root
 */
export function judged(
  rooms: readonly string[],
  sources: ReadonlyMap<string, string>,
  coverage: readonly FileCoverage[],
): Judged {
  const files = [...sources].map(([name, source]): Share => {
    const found = coverage.find(({ path }) => path.endsWith(`/${name}`));
    if (!found) {
      return { name, lines: { all: codeLines(name, source), run: 0 }, branches: { all: 0, run: 0 } };
    }
    const { lines, branches } = found;
    return { name, lines: counted([...lines.values()]), branches: counted(branches) };
  });
  return {
    files,
    rooms: rooms.map((room) => {
      const here = files.filter(({ name }) => name.startsWith(`src/${room}/`));
      return {
        name: room,
        lines: sum(here.map(({ lines }) => lines)),
        branches: sum(here.map(({ branches }) => branches)),
      };
    }),
  };
}

/** Whether lines and branches both reach the floor. A room that holds nothing does not. */
export function isEnough({ lines, branches }: Share): boolean {
  return lines.all > 0 && percent(lines) >= FLOOR && percent(branches) >= FLOOR;
}

/** The rooms, then the files below the floor. */
export function table({ rooms, files }: Judged): string[] {
  const low = files.filter((file) => file.lines.all > 0 && !isEnough(file));
  return [
    row("room", "lines", "branches"),
    ...rooms.map(figures),
    ...low.length > 0 ? ["", `Files below ${FLOOR} %:`, ...low.map(figures)] : [],
  ];
}

function figures(share: Share): string {
  const { name, lines, branches } = share;
  return row(name, shown(lines), shown(branches)) + (isEnough(share) ? "" : `  below ${FLOOR} %`);
}

function shown({ all, run }: Share["lines"]): string {
  return `${(Math.floor(10 * percent({ all, run })) / 10).toFixed(1)} % of ${all}`;
}

function row(name: string, lines: string, branches: string): string {
  return `${name.padEnd(36)} ${lines.padStart(18)} ${branches.padStart(18)}`;
}

function counted(times: number[]): Share["lines"] {
  return { all: times.length, run: times.filter((time) => time > 0).length };
}

function sum(shares: Share["lines"][]): Share["lines"] {
  return {
    all: shares.reduce((all, share) => all + share.all, 0),
    run: shares.reduce((run, share) => run + share.run, 0),
  };
}

function percent({ all, run }: Share["lines"]): number {
  return all === 0 ? 100 : 100 * run / all;
}
