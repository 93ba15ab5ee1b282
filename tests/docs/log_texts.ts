import ts from "typescript";

/** Levels that an operator sees without asking for more. */
const LEVELS = new Set(["info", "warn", "error"]);
/** Errors whose message becomes a line of the log or of the status as it is. */
const SAID = new Set(["CredentialsRefused", "IncompleteError", "StateError", "StreamFault", "Unreachable"]);

/** What a line of the log says, as far as the source fixes it: the longest piece of each text between two values. */
export function logTexts(path: string, source: string): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const constants = new Map<string, ts.Expression>();
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      constants.set(node.name.text, node.initializer);
    }
    for (const said of saidBy(node)) {
      const [longest = ""] = pieces(said, constants).sort((a, b) => b.length - a.length);
      if (longest !== "") texts.push(longest);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...new Set(texts)];
}

/** The texts that a call or a new error says to an operator. */
function saidBy(node: ts.Node): ts.Expression[] {
  if (ts.isNewExpression(node) && SAID.has(node.expression.getText())) {
    return choices(node.arguments?.[0]);
  }
  if (!ts.isCallExpression(node)) return [];
  const { expression: callee, arguments: [first, second] } = node;
  if (ts.isIdentifier(callee) && callee.text === "warn") return choices(first);
  if (!ts.isPropertyAccessExpression(callee)) return [];
  const on = callee.expression.getText();
  if (/(^|[.#])log$/.test(on) && LEVELS.has(callee.name.text)) return choices(first);
  return /(^|\.)(gaps|notes)$/.test(on) && callee.name.text === "set" ? choices(second) : [];
}

/** Both sides of a condition. */
function choices(expression: ts.Expression | undefined): ts.Expression[] {
  if (!expression) return [];
  if (!ts.isConditionalExpression(expression)) return [expression];
  return [...choices(expression.whenTrue), ...choices(expression.whenFalse)];
}

/** The fixed pieces of a text, those that follow on one another joined. */
function pieces(expression: ts.Expression, constants: ReadonlyMap<string, ts.Expression>): string[] {
  const parts = (node: ts.Expression): (string | undefined)[] => {
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isParenthesizedExpression(node)) return parts(node.expression);
    if (ts.isIdentifier(node)) {
      const known = constants.get(node.text);
      return known && !ts.isIdentifier(known) ? parts(known) : [undefined];
    }
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      return [...parts(node.left), ...parts(node.right)];
    }
    if (ts.isTemplateExpression(node)) {
      return [
        node.head.text,
        ...node.templateSpans.flatMap(({ literal }) => [undefined, literal.text]),
      ];
    }
    return [undefined];
  };
  const joined = [""];
  for (const part of parts(expression)) {
    if (part === undefined) joined.push("");
    else joined[joined.length - 1] += part;
  }
  return joined.map((text) => text.trim());
}
