/** A command line as a shell takes it apart: the program's arguments up to a pipe, a redirection or the end of a substitution. */
export function argumentsOf(line: string): string[] {
  const [, after] = /(?:^|[\s"(])source-aircall(?=[\s)]|$)(.*)$/s.exec(line) ?? [];
  if (after === undefined) throw new Error(`this is no line of the program: ${line}`);
  const args: string[] = [];
  for (
    const [, space, word = "", end] of after.matchAll(/(\s+)|((?:'[^']*'|"[^"]*"|\\.|[^\s'"|<>&;)])+)|(.)/gs)
  ) {
    if (end !== undefined) break;
    if (space === undefined) args.push(word.replaceAll(/'([^']*)'|"([^"]*)"|\\(.)/gs, "$1$2$3"));
  }
  return args;
}
