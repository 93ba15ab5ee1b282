/** A secret shorter than this may be a part of an innocent word. */
const SHORT = 8;

/** Texts that are to be said nowhere. */
export class Redaction {
  readonly #secrets = new Map<string, RegExp>();

  /**
   * From now on this text is `[redacted]` in every text, also where another program's words repeat it, and where they were cut off
   * within it. A short one only where it stands as a word of its own, since as a part of others it tells nothing; one of less
   * than four characters hides nowhere.
   */
  hide(secret: string): void {
    if (secret.length < 4) return;
    for (const form of [secret, encodeURIComponent(secret.toWellFormed())]) {
      this.#secrets.set(form, new RegExp(form.length < SHORT ? asWord(form) : whereverBegun(form), "gu"));
    }
  }

  /** The text without what is hidden. */
  redacted(text: string): string {
    for (const secret of this.#secrets.values()) text = text.replaceAll(secret, "[redacted]");
    return text;
  }
}

function asWord(text: string): string {
  return `(?<![\\p{L}\\p{N}_])${RegExp.escape(text)}(?![\\p{L}\\p{N}_])`;
}

/** The text, or a half of it that goes on as far as it does. */
function whereverBegun(text: string): string {
  const characters = [...text];
  const sure = Math.max(12, characters.length >> 1);
  const rest = characters.slice(sure).reduceRight((after, one) => `(?:${RegExp.escape(one)}${after})?`, "");
  return RegExp.escape(characters.slice(0, sure).join("")) + rest;
}
