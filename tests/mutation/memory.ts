import { z } from "zod";
import type { Verdict } from "./judge.ts";
import type { Mutant } from "./mutant.ts";

/**
 * What earlier runs have found, so that a run that was broken off goes on, and one after a change tries only what the change may have
 * altered. Keys are digests of all that the finding rests on.
 */
export class Memory {
  readonly #path: string;
  readonly #found: Map<string, unknown>;

  private constructor(path: string, found: Map<string, unknown>) {
    this.#path = path;
    this.#found = found;
  }

  /** Opens the notes in a folder, which is made if need be. */
  static async open(folder: string): Promise<Memory> {
    await Deno.mkdir(folder, { recursive: true });
    const path = `${folder}/found.ndjson`;
    const text = await Deno.readTextFile(path).catch(() => "");
    // a run that was killed may have left half a line
    const lines = text.split("\n").flatMap((line): [string, unknown][] => {
      try {
        const entry = Entry.safeParse(JSON.parse(line));
        return entry.success ? [entry.data] : [];
      } catch {
        return [];
      }
    });
    return new Memory(path, new Map(lines));
  }

  /** What was found under a key, if it still is what the schema says. */
  recall<T>(key: string, schema: z.ZodType<T>): T | undefined {
    const found = schema.safeParse(this.#found.get(key));
    return found.success ? found.data : undefined;
  }

  async note(key: string, value: unknown): Promise<void> {
    this.#found.set(key, value);
    await Deno.writeTextFile(this.#path, `${JSON.stringify([key, value])}\n`, { append: true });
  }
}

const Entry = z.tuple([z.string(), z.unknown()]);

/** What a {@link Verdict} looks like in the notes. */
export const KnownVerdict: z.ZodType<Verdict> = z.object({
  end: z.enum(["killed", "hung", "survived"]),
  by: z.array(z.string()),
});

/** A short name for texts: the same only if all of them are. */
export async function digest(...texts: string[]): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(texts)));
  return new Uint8Array(bytes).slice(0, 16).toHex();
}

/** What a mutant is, without where its line is. */
export function textOf({ file, start, end, text }: Mutant): string {
  return `${file} ${start} ${end} ${text}`;
}
