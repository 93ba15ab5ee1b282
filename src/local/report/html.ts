/** Text that is HTML already. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What can stand in HTML: markup as it is, anything else as text; nothing for what is absent. */
export type Piece = Markup | string | number | false | undefined | readonly Piece[];

/** HTML out of a template: everything that is put into it is escaped, but for what is markup already. */
export function html(parts: TemplateStringsArray, ...pieces: Piece[]): Markup {
  const [first = "", ...rest] = parts.map(unindented);
  return new Markup(rest.reduce((text, part, i) => text + render(pieces[i]) + part, first));
}

/** How the source is laid out is not sent along: a line's end beside a tag is nothing, elsewhere it is a blank. */
function unindented(part: string): string {
  return part.replaceAll(/>\s*\n\s*|\s*\n\s*(?=<)/g, (found) => found.startsWith(">") ? ">" : "")
    .replaceAll(/\s*\n\s*/g, " ");
}

function render(piece: Piece): string {
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === "string") return escaped(piece);
  if (typeof piece === "number") return String(piece);
  return piece ? piece.map(render).join("") : "";
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as it stands in HTML, in an attribute too. What no page may hold is replaced. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "")
    // deno-lint-ignore no-control-regex -- they are what is taken out
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, "\ufffd");
}
