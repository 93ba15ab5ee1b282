import ts from "typescript";

/** Names of what takes a text for a person. */
const SPEAKERS = /^(debug|info|warn|error|log|say|describe|wrong)$/;
/** Names of what is thrown with a text for a person. */
const THROWN = /(Error|Fault|Exception|Malformed|TooSlow|Unreachable)$/;

/**
 * Whether a literal is part of what a person reads: of an error, a log line, a description. Another wording is no fault, so it is not
 * worth a mutant.
 */
export function isMessage(node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
    const parts = ts.isTemplateExpression(node)
      ? [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text)
      : [node.text];
    // what machines read has no two words
    if (parts.some((text) => /\p{L}[,.:;]? \p{L}/u.test(text))) return true;
  }
  for (let here: ts.Node = node; here.parent; here = here.parent) {
    const { parent } = here;
    if (ts.isThrowStatement(parent)) return true;
    if (ts.isNewExpression(parent) && here !== parent.expression && THROWN.test(nameOf(parent.expression))) {
      return true;
    }
    if (ts.isCallExpression(parent) && here !== parent.expression && isSpeaker(parent)) return true;
    if (ts.isStatement(parent) || ts.isFunctionLike(parent)) return false;
  }
  return false;
}

/** Whether a call says something to a person. */
export function isSpeaker(call: ts.CallExpression): boolean {
  return SPEAKERS.test(nameOf(call.expression));
}

/** Whether a statement does nothing but note something for whoever hunts a fault. */
export function isTrace(statement: ts.ExpressionStatement): boolean {
  return ts.isCallExpression(statement.expression) &&
    nameOf(statement.expression.expression) === "debug";
}

/** The last name of what is called or made: `log.warn` is called `warn`. */
function nameOf(callee: ts.Expression): string {
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : "";
}
