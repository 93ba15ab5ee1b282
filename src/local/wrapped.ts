/** A text in lines of so many columns at most, broken between words where that is possible. */
export function wrapped(text: string, columns: number): string[] {
  if (text.length <= columns) return [text];
  const lines: string[] = [];
  let line = "";
  for (let word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = "";
    }
    for (; word.length > columns; word = word.slice(columns)) lines.push(word.slice(0, columns));
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
