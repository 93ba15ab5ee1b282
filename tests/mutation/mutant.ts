/** One small fault that could be written into a source file by mistake. */
export interface Mutant {
  /** From the root: `src/http/client.ts`. */
  file: string;
  /** What stands at [start, end) is replaced by `text`. */
  start: number;
  end: number;
  text: string;
  /** What kind of mistake it is: `boundary`, `statement`. */
  operator: string;
  /** Line of the place, from 1, and what stands in it. */
  line: number;
  at: string;
  /** The expression or statement around the place, as it is and as it would be, on one line. */
  original: string;
  mutant: string;
}

/** The file with the fault in it. */
export function mutated(
  source: string,
  { start, end, text }: Pick<Mutant, "start" | "end" | "text">,
): string {
  return source.slice(0, start) + text + source.slice(end);
}

/** A text on one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** `src/http/client.ts:12 [boundary] a < b → a <= b`. */
export function told({ file, line, operator, original, mutant }: Mutant): string {
  const short = (text: string) => text.length > 110 ? `${text.slice(0, 70)} … ${text.slice(-35)}` : text;
  return `${file}:${line} [${operator}] ${short(original)}  →  ${short(mutant)}`;
}

/** The room of src that a file is in: `http`. */
export function roomOf(file: string): string {
  return file.split("/")[1] ?? "";
}
