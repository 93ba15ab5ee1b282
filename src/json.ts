/** A brace, a bracket, or a value that is no text and holds nothing. */
const OTHER = /[{}[\]]|[^\s{}[\],:"]+/y;

type Container = unknown[] | { [key: string]: unknown };

/**
 * `JSON.parse` that takes no key for another.
 *
 * V8 (15.0.245 among others) compares a key as it is escaped with the keys that it has met before as they are: once any object had the key
 * that is written `"7\\"`, the key `"7\""` is read as that one. Text that has an escape in a key is therefore put together here, after
 * `JSON.parse` has said that it is JSON.
 *
 * @throws {SyntaxError} as `JSON.parse`, whose message quotes the text
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return hasEscapedKey(text) ? rebuilt(text) : value;
}

/** Whether there is an escape in a key. The text is JSON, so that an escape stands in a string, and a colon behind a string makes it a key. */
function hasEscapedKey(text: string): boolean {
  for (let at = text.indexOf("\\"); at >= 0; at = text.indexOf("\\", at)) {
    at = endOfText(text, at) - 1;
    do at++; while (at < text.length && " \t\r\n".includes(text.charAt(at)));
    if (text[at] === ":") return true;
  }
  return false;
}

/** The value of a text that is known to be JSON. */
function rebuilt(text: string): unknown {
  const root: unknown[] = [];
  let into: Container = root;
  let key: string | undefined;
  const outer: Container[] = [];
  for (const token of tokens(text)) {
    if (token === "}" || token === "]") {
      into = outer.pop() ?? root;
      continue;
    }
    if (!Array.isArray(into) && key === undefined) {
      key = JSON.parse(token);
      continue;
    }
    const container: Container | undefined = token === "{" ? {} : token === "[" ? [] : undefined;
    place(into, key, container ?? JSON.parse(token));
    key = undefined;
    if (container) {
      outer.push(into);
      into = container;
    }
  }
  return root[0];
}

/** Texts with their quotes, other values, and what opens and closes lists and objects. */
function* tokens(text: string): Generator<string, void, void> {
  for (let at = 0; at < text.length;) {
    const from = at;
    if (text[at] === '"') at = endOfText(text, at + 1);
    else {
      OTHER.lastIndex = at;
      const [token = ""] = OTHER.exec(text) ?? [];
      at += token.length || 1;
      if (token === "") continue;
    }
    yield text.slice(from, at);
  }
}

/** Behind a text's last quote; by hand, since a regular expression has no room for millions of escapes. */
function endOfText(text: string, at: number): number {
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function place(into: Container, key: string | undefined, value: unknown): void {
  if (Array.isArray(into)) into.push(value);
  else if (key !== undefined) {
    // defined, not assigned: a key may be called __proto__
    Object.defineProperty(into, key, { value, writable: true, enumerable: true, configurable: true });
  }
}
