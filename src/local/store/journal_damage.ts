import { ConfigError, StateError } from "../../aircall/errors.ts";
import { metaOf } from "./change_lines.ts";
import { ANEW } from "./checked.ts";
import { lines } from "./lines.ts";

/** How a journal of ours begins. */
const BEGIN = `{"sourceAircall":`;

/** What is wrong with a journal, for whoever has to act. */
export interface Damage {
  folder: string;
  /** The journal's file in it. */
  name: string;
  /** What is in that file; undefined where it cannot be read as one. */
  text: string | undefined;
  /** What is wrong, as the end of a sentence. */
  why: string;
  /** The other files that this program writes there. */
  others: readonly string[];
}

/** Why a folder is refused: its journal is damaged, or what is there is another program's. */
export function refused({ folder, name, text, why, others }: Damage): ConfigError | StateError {
  const there = others.filter((other) => exists(`${folder}/${other}`));
  const begun = text !== undefined && (BEGIN.startsWith(text) || text.startsWith(BEGIN));
  if (!begun && !there.some((other) => isOurs(`${folder}/${other}`))) {
    const [foreign = name] = text === undefined ? there : [name];
    return new ConfigError([
      `${folder} holds a ${foreign} that this program did not write: it is left as it is. Name an empty folder, or one that is not there yet.`,
    ]);
  }
  return new StateError(
    `${folder}/${name} is not what was written: ${why}. It says how far each stream is, and nothing is read or changed without it. ` +
      `Bring it back from a copy. ${ANEW}`,
  );
}

/** Whether something stands at a path. */
export function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Whether a file begins with a line of this program's. */
function isOurs(path: string): boolean {
  let file: Deno.FsFile | undefined;
  try {
    if (!Deno.statSync(path).isFile) return false;
    file = Deno.openSync(path);
    for (const { bytes } of lines(file, 0, 2 ** 24)) return metaOf(bytes) !== undefined;
    return false;
  } catch {
    // who may not look at it does not know it either
    return false;
  } finally {
    file?.close();
  }
}
