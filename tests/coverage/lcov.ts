/** What was run of a file, as lcov has it. */
export interface FileCoverage {
  /** As the report names it: an absolute path. */
  path: string;
  /** How often each line with code was run, by its number. */
  lines: Map<number, number>;
  /** How often each branch was taken. */
  branches: number[];
}

/** Reads a report in lcov's format: `SF:` begins a file, `DA:` is a line, `BRDA:` a branch, `end_of_record` the end. */
export function readLcov(text: string): FileCoverage[] {
  const files: FileCoverage[] = [];
  let file: FileCoverage | undefined;
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    const [tag, rest] = colon < 0 ? [line.trim(), ""] : [line.slice(0, colon), line.slice(colon + 1).trim()];
    const values = rest.split(",");
    if (tag === "SF") file = { path: rest, lines: new Map(), branches: [] };
    else if (tag === "DA") file?.lines.set(Number(values[0]), Number(values[1]));
    // a branch of code that was never reached is "-"
    else if (tag === "BRDA") file?.branches.push(values[3] === "-" ? 0 : Number(values[3]));
    else if (tag === "end_of_record" && file) {
      files.push(file);
      file = undefined;
    }
  }
  return files;
}
