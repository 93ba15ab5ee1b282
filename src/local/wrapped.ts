/**
 * A text in lines of so many columns at most, broken between words.
 *
 * @param cut whether a word that is longer than a line is cut; else it has a line of its own. @default true
 */
export function wrapped(text: string, columns: number, { cut = true }: { cut?: boolean } = {}): string[] {
  if (text.length <= columns) return [text];
  const lines: string[] = [];
  let line = "";
  for (let word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = "";
    }
    for (; cut && word.length > columns; word = word.slice(columns)) lines.push(word.slice(0, columns));
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
