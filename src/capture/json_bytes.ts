/** What is a byte order mark elsewhere is a character here. */
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });
const BLANK = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ONES = 0x01010101;
const HIGHS = 0x80808080 | 0;
const SPACES = 0x20202020;
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;

/** The bytes are not as this scanner knows JSON; whether they are JSON at all is for `JSON.parse` to say. */
export class Unusual extends Error {
  /** @ignore */
  override name = "Unusual";
}

/** Thrown without a stack of its own: it is no fault, and what catches it parses instead. */
export const UNUSUAL = new Unusual("not as expected");

/**
 * Passes over JSON, byte by byte. What it accepts, `JSON.parse` accepts, and one line holds it: white space other than a blank is unusual,
 * and so is whatever is no JSON or no UTF-8.
 */
export class JsonBytes {
  /** What is read. */
  readonly bytes: Uint8Array;
  /** The same, for words of four bytes. */
  protected readonly view: DataView;
  /** The next byte. */
  at = 0;

  /** Begins at the first byte. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The byte at hand, 0 behind the last; blanks are passed over. */
  peek(): number {
    const byte = this.bytes[this.at] ?? 0;
    return byte === BLANK ? this.#behindBlanks() : byte;
  }

  #behindBlanks(): number {
    while (this.bytes[this.at] === BLANK) this.at++;
    return this.bytes[this.at] ?? 0;
  }

  /** Passes over a byte. @throws {Unusual} it is another */
  expect(byte: number): void {
    if (this.peek() !== byte) throw UNUSUAL;
    this.at++;
  }

  /** Passes over the byte at hand, whatever it is. @returns it; 0 behind the last */
  next(): number {
    const byte = this.peek();
    this.at++;
    return byte;
  }

  /** Passes over these bytes, if they are what stands next. @returns whether they are */
  follows({ words, rest }: { words: Int32Array; rest: Uint8Array }): boolean {
    const { bytes, view } = this;
    let { at } = this;
    if (at + 4 * words.length > bytes.length) return false;
    for (let i = 0; i < words.length; i++, at += 4) if (view.getInt32(at, true) !== words[i]) return false;
    for (let i = 0; i < rest.length; i++, at++) if (bytes[at] !== rest[i]) return false;
    this.at = at;
    return true;
  }

  /** Whether nothing is left. */
  get ended(): boolean {
    return this.peek() === 0 && this.at >= this.bytes.length;
  }

  /** Passes over a text behind its first quote, and over its last one. @returns whether it holds an escape */
  string(): boolean {
    const { bytes } = this;
    const view = this.view;
    const last = bytes.length - 4;
    let escaped = false;
    let at = this.at;
    for (;;) {
      // four at a time, as long as none of them is a quote, a backslash, a control character or beyond ASCII
      while (at <= last) {
        const word = view.getInt32(at, true);
        const quote = word ^ QUOTES;
        const back = word ^ BACKSLASHES;
        const special = ((word - SPACES) | word | ((quote - ONES) & ~quote) | ((back - ONES) & ~back)) &
          HIGHS;
        if (special !== 0) break;
        at += 4;
      }
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) {
        this.at = at + 1;
        return escaped;
      }
      if (byte < 0x20) throw UNUSUAL;
      if (byte === BACKSLASH) {
        escaped = true;
        at = this.#escape(at + 1);
      } else at = byte < 0x80 ? at + 1 : this.#beyondAscii(at, byte);
    }
  }

  #escape(at: number): number {
    const { bytes } = this;
    switch (bytes[at]) {
      case 0x22: // "
      case 0x5c: // \
      case 0x2f: // /
      case 0x62: // b
      case 0x66: // f
      case 0x6e: // n
      case 0x72: // r
      case 0x74: // t
        return at + 1;
      case 0x75: // u
        for (let i = at + 1; i < at + 5; i++) if (!isHex(bytes[i] ?? 0)) throw UNUSUAL;
        return at + 5;
      default:
        throw UNUSUAL;
    }
  }

  /** Passes over one character of UTF-8, as the Unicode standard's table 3-7 has them. */
  #beyondAscii(at: number, first: number): number {
    const { bytes } = this;
    const second = bytes[at + 1] ?? 0;
    if (first >= 0xc2 && first <= 0xdf) {
      if (isTrail(second)) return at + 2;
    } else if (first >= 0xe0 && first <= 0xef) {
      const least = first === 0xe0 ? 0xa0 : 0x80;
      const most = first === 0xed ? 0x9f : 0xbf;
      if (second >= least && second <= most && isTrail(bytes[at + 2] ?? 0)) return at + 3;
    } else if (first >= 0xf0 && first <= 0xf4) {
      const least = first === 0xf0 ? 0x90 : 0x80;
      const most = first === 0xf4 ? 0x8f : 0xbf;
      if (second >= least && second <= most && isTrail(bytes[at + 2] ?? 0) && isTrail(bytes[at + 3] ?? 0)) {
        return at + 4;
      }
    }
    throw UNUSUAL;
  }

  /** Passes over a number. @returns whether it is a whole one, written as JSON.stringify would */
  number(): boolean {
    const { bytes } = this;
    let at = this.at;
    const negative = bytes[at] === 0x2d;
    if (negative) at++;
    // -0 is 0
    let plain = !negative || bytes[at] !== 0x30;
    at = bytes[at] === 0x30 ? at + 1 : this.#digits(at);
    if (bytes[at] === 0x2e) {
      plain = false;
      at = this.#digits(at + 1);
    }
    if (((bytes[at] ?? 0) | 0x20) === 0x65) {
      plain = false;
      const sign = bytes[++at];
      if (sign === 0x2b || sign === 0x2d) at++;
      at = this.#digits(at);
    }
    this.at = at;
    return plain;
  }

  /** Passes over one digit and those that follow it. */
  #digits(at: number): number {
    const { bytes } = this;
    const from = at;
    for (let byte = bytes[at] ?? 0; byte >= 0x30 && byte <= 0x39; byte = bytes[++at] ?? 0);
    if (at === from) throw UNUSUAL;
    return at;
  }

  /** A stretch as text. */
  text(from: number, to: number): string {
    return DECODER.decode(this.bytes.subarray(from, to));
  }
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

function isTrail(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
