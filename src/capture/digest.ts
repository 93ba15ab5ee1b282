import { hashBytes } from "./byte_hash.ts";
import { Unusual } from "./json_bytes.ts";
import { rawOf, RowReader } from "./raw_rows.ts";
import { PageBytes, RAW, type Raw, type Row } from "./source.ts";

/** What is left out of a row's digest, since it changes without the row having changed. Paths run through arrays. */
export interface Volatile {
  /** Fields whose text is new at each read (signed URLs): whether there is one counts, not which. */
  presence?: readonly string[];
  /** Objects, or lists of them, that are filled with the present at each read: which ones they are counts (`id`), not what they hold. */
  references?: readonly string[];
  /** Fields that are kept for a shorter time than their row: that they are not there any more is no change. */
  lapsing?: readonly string[];
}

/** Digests are made another way when this is another number. */
export const DIGESTS = 2;

/** Digests rows of one stream: equal rows have equal digests, whatever the order of their fields and however they are written. */
export class Digester {
  readonly #reader: RowReader;

  /** Without `volatile` every field counts. */
  constructor(volatile: Volatile = {}) {
    this.#reader = new RowReader({ reads: [], volatile });
  }

  /** A whole number of 53 bits for all that counts of a row. */
  full(row: Row): number {
    return this.#raw(row).full;
  }

  /** A whole number of 48 bits, other than 0, that holds for as long as the row: without what lapses before it. */
  lasting(row: Row): number {
    return this.#raw(row).lasting;
  }

  /** A row that came as bytes was digested when it was read. */
  #raw(row: Row): Raw {
    const raw = row[RAW];
    if (raw) return raw;
    // a `_meta` of the API's own never comes out
    const bytes = new TextEncoder().encode(JSON.stringify({ ...row, _meta: undefined }));
    try {
      return this.#reader.next(this.#reader.scanner(bytes), new PageBytes(bytes))[RAW] ?? asText(bytes);
    } catch (error) {
      if (error instanceof Unusual) return asText(bytes);
      throw error;
    }
  }
}

/** A row that lies too deep to be read counts as it is written. */
function asText(bytes: Uint8Array): Raw {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const high = hashBytes(view, 0, bytes.length, 1, 0x9e3779b1);
  const low = hashBytes(view, 0, bytes.length, 2, 0x85ebca77);
  return rawOf(new PageBytes(bytes), 0, bytes.length, { high, low, fullHigh: high, fullLow: low });
}
