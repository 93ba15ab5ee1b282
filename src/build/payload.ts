import { z } from "zod";

/** What is embedded in a linked binary: what it may do, how it begins, and every file in it. */
export interface Payload {
  /** Bytes of all of it. */
  size: number;
  /** Path of the module it begins with. */
  entry: string;
  v8Flags: string[];
  /** What is allowed, by the kind of permission; a kind that is not here is denied. An empty list allows all of its kind. */
  allowed: Record<string, string[]>;
  /** Whether a person may be asked for more at run time. */
  prompts: boolean;
  /** Path and size in bytes of each file. */
  files: Map<string, number>;
}

/** A binary does not hold what it should, or in a way that is not known. */
export class PayloadError extends Error {
  override name = "PayloadError";
}

/**
 * What stands before what is embedded, and behind it the length in eight bytes and the metadata. The runtime's own code holds the word too,
 * and so does the name of the section that it stands in on Linux.
 */
const MARK = new TextEncoder().encode("d3n0l4nd");
/** How the metadata begin. */
const OPENING = new TextEncoder().encode('{"');

const Metadata = z.looseObject({
  entrypoint_key: z.string(),
  v8_flags: z.array(z.string()),
  permissions: z.record(z.string(), z.union([z.array(z.string()), z.boolean()]).nullable()),
});

/** Where bytes stand behind the list of files: from, and how many. */
const Place = z.tuple([z.number(), z.number()]);
/** A file: its source and, where it has them, what was made of it, the map between the two, and its kind of module. */
const File = z.object({
  n: z.string(),
  o: Place,
  m: Place.optional(),
  s: Place.optional(),
  c: Place.optional(),
});
/** A folder's entry. */
interface Entry {
  Dir?: { n: string; e: Entry[] } | undefined;
  File?: z.infer<typeof File> | undefined;
}
const Entry: z.ZodType<Entry> = z.lazy(() =>
  z.strictObject({
    Dir: z.looseObject({ n: z.string(), e: z.array(Entry) }).optional(),
    File: File.optional(),
  })
);

/**
 * Reads what is embedded in a binary that `deno compile` has linked, for whatever system it is.
 *
 * @throws {PayloadError} there is nothing embedded, or it is laid out in a way that is not known
 */
export function readPayload(binary: Uint8Array<ArrayBuffer>): Payload {
  let at = indexOf(binary, MARK, 0);
  while (at >= 0 && indexOf(binary.subarray(at + MARK.length + 8, at + MARK.length + 10), OPENING, 0) < 0) {
    at = indexOf(binary, MARK, at + 1);
  }
  if (at < 0) throw new PayloadError("nothing is embedded in it: no payload was found");
  const [text, after] = section(binary, at + MARK.length);
  const metadata = Metadata.parse(JSON.parse(text));
  const files = new Map<string, number>();
  // between the two lists stand packages and remote modules, which are laid out otherwise
  const folders = indexOf(binary, new TextEncoder().encode('[{"'), after);
  if (folders < 8) throw new PayloadError("the list of embedded files was not found");
  const [list, rest] = section(binary, folders - 8);
  let size = 0;
  const walk = (entries: readonly Entry[], path: string): void => {
    for (const { Dir, File } of entries) {
      if (Dir) walk(Dir.e, `${path}${Dir.n}/`);
      if (!File) continue;
      files.set(`${path}${File.n}`, File.o[1]);
      for (const place of [File.o, File.m, File.s, File.c]) {
        if (place) size = Math.max(size, place[0] + place[1]);
      }
    }
  };
  walk(z.array(Entry).parse(JSON.parse(list)), "");
  return {
    size: rest - at + size,
    entry: metadata.entrypoint_key,
    v8Flags: metadata.v8_flags,
    allowed: allowed(metadata.permissions),
    prompts: metadata.permissions["prompt"] !== false,
    files,
  };
}

function allowed(permissions: z.infer<typeof Metadata>["permissions"]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(permissions)) {
    if (name.startsWith("allow_") && Array.isArray(value)) {
      found[name.slice("allow_".length)] = value.toSorted();
    }
  }
  return found;
}

/** A text and where it ends; its length stands before it, in eight bytes. */
function section(bytes: Uint8Array<ArrayBuffer>, at: number): [text: string, end: number] {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true));
  const end = at + 8 + length;
  if (end > bytes.length) throw new PayloadError("what is embedded is laid out in a way that is not known");
  return [new TextDecoder().decode(bytes.subarray(at + 8, end)), end];
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(wanted[0] ?? 0, from); at >= 0; at = bytes.indexOf(wanted[0] ?? 0, at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
