/** A letter of a group, with the value that is glued to it if there is one. */
export interface Letter {
  letter: string;
  value?: string;
}

/**
 * The letters of `-abc`, up to the one that the rest of the group is the value of.
 *
 *     -abc       a, b, c
 *     -n5        n = "5"          a letter before something that ends in a number
 *     -f=x       f = "x"          a letter before =; the value is empty in `-f=`
 *     -o/tmp/x   o = "/tmp/x"     anything before what no name is made of
 *     -a-        a = "-"
 *
 * The last letter of a group never has a value here: it may be the next argument.
 */
export function shortGroup(arg: string): Letter[] {
  const letters: Letter[] = [];
  for (let at = 1; at < arg.length - 1; at++) {
    const letter = arg.charAt(at);
    const value = glued(letter, arg.slice(at + 1));
    if (value !== undefined) return [...letters, { letter, value }];
    letters.push({ letter });
  }
  return [...letters, { letter: arg.slice(-1) }];
}

function glued(letter: string, rest: string): string | undefined {
  if (rest === "-") return rest;
  if (rest === "=") return "";
  if (/[A-Za-z]/.test(letter)) {
    const assigned = /=(?<value>.+)/.exec(rest)?.groups?.value;
    if (assigned !== undefined) return assigned;
    if (/-?\d+(\.\d*)?(e-?\d+)?$/.test(rest)) return rest;
  }
  return rest.length > 1 && /^\W/.test(rest) ? rest : undefined;
}
