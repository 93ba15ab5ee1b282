/** Columns of a terminal that every text for people fits into. */
const WIDTH = 80;

/** A text in lines of `width` columns at most, as far as its words let it. */
export function wrap(text: string, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((word) => word !== "")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}

/**
 * Two columns, the second aligned and wrapped. A first that is wider than `most` gets a line of its own.
 *
 *       --port N        port on 127.0.0.1
 *       --a-very-long-option PATH
 *                       what it is
 */
export function columns(rows: (readonly [string, string])[], most: number): string {
  const wide = Math.max(0, ...rows.map(([left]) => left.length).filter((length) => length <= most));
  const indent = " ".repeat(wide + 4);
  return rows.flatMap(([left, right]) => {
    const [first = "", ...rest] = wrap(right, WIDTH - wide - 4);
    const head = left.length > wide
      ? [...commandLine(left), indent + first]
      : [`  ${left.padEnd(wide)}  ${first}`.trimEnd()];
    return [...head, ...rest.map((line) => indent + line)];
  }).join("\n");
}

/** A command line in lines that a shell takes as one, each with whole options. */
function commandLine(line: string): string[] {
  const parts = line.split(/ (?=--?\w|\||>)/);
  const lines: string[] = [];
  let current = `  ${parts.shift() ?? ""}`;
  for (const part of parts) {
    // two columns are left for " \"
    if (current.length + 1 + part.length > WIDTH - 2) {
      lines.push(`${current} \\`);
      current = `      ${part}`;
    } else current += ` ${part}`;
  }
  return [...lines, current];
}

/** Paragraphs, wrapped; a line that begins with a space stays one, and what it is too long for goes on under its last column. */
export function paragraphs(text: string): string {
  return text.trim().split(/\n\s*\n/).map((paragraph) => {
    const lines: string[] = [];
    let flowing: string[] = [];
    const flow = () => {
      if (flowing.length > 0) lines.push(...wrap(flowing.join(" ")));
      flowing = [];
    };
    for (const line of paragraph.split("\n")) {
      if (line.startsWith(" ")) {
        flow();
        lines.push(...hanging(line));
      } else flowing.push(line);
    }
    flow();
    return lines.join("\n");
  }).join("\n\n");
}

/** A line that is set by hand; where it is too long, the rest is indented as far as its second column. */
function hanging(line: string): string[] {
  if (line.length <= WIDTH) return [line];
  const [head = "", indent = ""] = /^(?:( *)\S+(?: \S+)* {2,}|( *))/.exec(line) ?? [];
  const at = head.length || indent.length;
  const [first = "", ...rest] = wrap(line.slice(at), WIDTH - at);
  return [head + first, ...rest.map((more) => " ".repeat(at) + more)];
}
