/** The few ways in which a text is coloured; each leaves it alone where there are no colours. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

/** @param colors whether the reader wants any */
export function painter(colors: boolean): Paint {
  const with_ = (code: number) => (text: string) =>
    colors && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text;
  return { bold: with_(1), dim: with_(2), good: with_(32), bad: with_(31) };
}
