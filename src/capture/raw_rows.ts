import { parseJson } from "../json.ts";
import type { Rule } from "./rule.ts";
import { type Found, nameHash, Scanner } from "./scan.ts";
import type { Volatile } from "./digest.ts";
import { PageBytes, RAW, type Raw, type Row, type Strange } from "./source.ts";
import { Kinds } from "./kinds.ts";
import { Names } from "./names.ts";

/** What is wanted of each row, and what of it counts. */
export interface RowRules {
  /** The fields that a row is to show. */
  reads: readonly string[];
  /** See {@link Volatile}. @default everything counts */
  volatile?: Volatile | undefined;
}

/** Reads the rows of one stream as bytes: each shows the fields that are wanted, and what it is in all by its bytes and digests. */
export class RowReader {
  readonly #rules: Rule = {};
  readonly #reads: readonly string[];
  readonly #kinds = new Kinds();
  readonly #names = new Names();
  /** A row that shows nothing yet: copied, it has room for all that it will. */
  readonly #blank: Row = { [RAW]: undefined };

  /** Compiles what is wanted; reads nothing yet. */
  constructor({ reads, volatile = {} }: RowRules) {
    this.#reads = reads;
    const { presence = [], references = [], lapsing = [] } = volatile;
    for (const path of presence) this.#rule(path).presence = true;
    for (const path of references) this.#rule(path).reference = true;
    for (const path of lapsing) this.#rule(path).lapsing = true;
    for (const [place, name] of reads.entries()) {
      this.#rule(name).wanted = place;
      this.#blank[name] = undefined;
    }
  }

  /** A scanner for these rows. */
  scanner(bytes: Uint8Array): Scanner {
    return new Scanner(bytes, this.#reads.length, this.#kinds, this.#names);
  }

  /**
   * The row that stands next.
   *
   * @throws {Unusual} it is no object, or is to be parsed
   */
  next(scanner: Scanner, page: PageBytes): Row {
    scanner.peek();
    const from = scanner.at;
    scanner.row(this.#rules);
    const { at, found } = scanner;
    const row: Row = { ...this.#blank };
    row[RAW] = rawOf(page, from, at, scanner, this.#strange(scanner));
    for (let place = 0; place < found.length; place++) {
      const one = found[place];
      if (one && one.from >= 0) row[this.#reads[place] ?? ""] = valueOf(one, scanner);
    }
    return row;
  }

  #strange({ strange }: Scanner): Strange | undefined {
    return strange.length > 0 ? { accept: () => this.#kinds.learn(strange) } : undefined;
  }

  /** The rule of a path, made where there is none yet. */
  #rule(path: string): Rule {
    let rule = this.#rules;
    for (const name of path.split("/")) {
      const fields = rule.fields ??= new Map();
      const hash = nameHash(name);
      const inner: Rule = fields.get(hash) ?? {};
      fields.set(hash, inner);
      rule = inner;
    }
    return rule;
  }
}

/** A row's bytes and what was made of them. */
export function rawOf(
  page: PageBytes,
  from: number,
  to: number,
  { high, low, fullHigh, fullLow }: Pick<Scanner, "high" | "low" | "fullHigh" | "fullLow">,
  strange?: Strange,
): Raw {
  return {
    page,
    from,
    to,
    lasting: (high & 0xffff) * 2 ** 32 + (low >>> 0) || 1,
    full: (fullHigh & 0x1fffff) * 2 ** 32 + (fullLow >>> 0),
    keyField: undefined,
    key: undefined,
    strange,
  };
}

function valueOf({ whole, from, to }: Found, scanner: Scanner): unknown {
  return Number.isNaN(whole) ? parseJson(scanner.text(from, to)) : whole;
}

/** A row as it came, parsed whole; one that did not come as bytes is whole already. */
export function wholeRow(row: Row): Row {
  const raw = row[RAW];
  if (!raw) return row;
  const bytes = raw.page.bytes.subarray(raw.from, raw.to);
  return parseJson(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)) as Row;
}

/** The same row with bytes of its own, so that it outlives its page. */
export function keptRow(row: Row): Row {
  const raw = row[RAW];
  if (!raw) return row;
  const bytes = raw.page.bytes.slice(raw.from, raw.to);
  return { ...row, [RAW]: { ...raw, page: new PageBytes(bytes), from: 0, to: bytes.length } };
}
