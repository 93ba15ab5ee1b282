import ts from "typescript";
import { isMessage, isTrace } from "./messages.ts";

/** A replacement of a place, and the node that shows a person what it does. */
export interface Change {
  start: number;
  end: number;
  text: string;
  operator: string;
  shown: ts.Node;
}

/** Operators that are taken for each other. */
const SWAPS: Record<string, [operator: string, ...texts: string[]]> = {
  "<": ["boundary", "<=", ">="],
  "<=": ["boundary", "<", ">"],
  ">": ["boundary", ">=", "<="],
  ">=": ["boundary", ">", "<"],
  "===": ["negation", "!=="],
  "!==": ["negation", "==="],
  "&&": ["logic", "||"],
  "||": ["logic", "&&"],
  "+": ["arithmetic", "-"],
  "-": ["arithmetic", "+"],
  "*": ["arithmetic", "/"],
  "/": ["arithmetic", "*"],
  "%": ["arithmetic", "*"],
  "**": ["arithmetic", "*"],
  "&": ["arithmetic", "|"],
  "|": ["arithmetic", "&"],
  "^": ["arithmetic", "&"],
  "<<": ["arithmetic", ">>"],
  ">>": ["arithmetic", "<<"],
  ">>>": ["arithmetic", "<<"],
  "+=": ["arithmetic", "-="],
  "-=": ["arithmetic", "+="],
  "*=": ["arithmetic", "/="],
  "/=": ["arithmetic", "*="],
  "^=": ["arithmetic", "&="],
  "??=": ["logic", "="],
  "||=": ["logic", "="],
  "++": ["arithmetic", "--"],
  "--": ["arithmetic", "++"],
};

/** Methods that are taken for each other. */
const METHODS: Record<string, string> = {
  min: "max",
  max: "min",
  floor: "ceil",
  ceil: "floor",
  round: "floor",
  some: "every",
  every: "some",
  startsWith: "endsWith",
  endsWith: "startsWith",
  indexOf: "lastIndexOf",
  lastIndexOf: "indexOf",
  push: "unshift",
  shift: "pop",
  toLowerCase: "toUpperCase",
};

/** Methods whose result may be taken for what they are called on. */
const DROPPED = new Set(
  ["filter", "slice", "subarray", "sort", "toSorted", "reverse", "toReversed", "trim", "trimStart", "trimEnd"]
    .concat("replace", "replaceAll", "toWellFormed", "concat", "catch", "finally"),
);

/** The mistakes that can be made at one node of the syntax tree. */
export function changes(node: ts.Node): Change[] {
  return [
    ...operatorChanges(node),
    ...conditionChanges(node),
    ...literalChanges(node),
    ...statementChanges(node),
    ...collectionChanges(node),
    ...callChanges(node),
  ];
}

function change(place: ts.Node, text: string, operator: string, shown: ts.Node = place): Change {
  return { start: place.getStart(), end: place.getEnd(), text, operator, shown };
}

function operatorChanges(node: ts.Node): Change[] {
  if (ts.isBinaryExpression(node)) {
    const token = node.operatorToken.getText();
    if (token === "??") {
      return [node.left, node.right].map((side) => change(node, `(${side.getText()})`, "logic"));
    }
    if (token === "instanceof" || token === "in") return [change(node, `!(${node.getText()})`, "negation")];
    // a condition as a whole is set to true and to false, which says more
    if ((token === "===" || token === "!==") && isCondition(node)) return [];
    if (token === "+" && [node.left, node.right].some(isText)) return [];
    const [operator = "", text, negated] = SWAPS[token] ?? [];
    const texts = [text, isCondition(node) ? undefined : negated].filter((text) => text !== undefined);
    return texts.map((text) => change(node.operatorToken, text, operator, node));
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const { operand, operator } = node;
    if (operator === ts.SyntaxKind.ExclamationToken && !isCondition(node)) {
      return [change(node, `(${operand.getText()})`, "negation")];
    }
    if (operator === ts.SyntaxKind.MinusToken) return [change(node, operand.getText(), "arithmetic")];
    if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken) {
      const other = operator === ts.SyntaxKind.PlusPlusToken ? "--" : "++";
      const text = ts.isPrefixUnaryExpression(node) ? other + operand.getText() : operand.getText() + other;
      return [change(node, text, "arithmetic")];
    }
  }
  if (ts.isAwaitExpression(node)) return [change(node, `(${node.expression.getText()})`, "await")];
  return [];
}

/** Conditions that always hold, and that never do; a loop's only the latter, since the former hangs. */
function conditionChanges(node: ts.Node): Change[] {
  if (ts.isIfStatement(node)) {
    return ["true", "false"].map((text) => change(node.expression, text, "condition"));
  }
  if (ts.isConditionalExpression(node)) {
    return ["true", "false"].map((text) => change(node.condition, text, "condition", node));
  }
  const looped = ts.isWhileStatement(node) || ts.isDoStatement(node)
    ? node.expression
    : ts.isForStatement(node)
    ? node.condition
    : undefined;
  return looped ? [change(looped, "false", "condition")] : [];
}

function literalChanges(node: ts.Node): Change[] {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [change(node, "false", "boolean", shownOf(node))];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [change(node, "true", "boolean", shownOf(node))];
  if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) {
    if (isMessage(node)) return [];
    const suffix = ts.isBigIntLiteral(node) ? "n" : "";
    const value = Number(node.text.replaceAll(/[_n]/g, ""));
    const signed = (number: number) => number < 0 ? `(${number}${suffix})` : `${number}${suffix}`;
    return [value + 1, value - 1].map((number) => change(node, signed(number), "number", shownOf(node)));
  }
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
    const name = ts.isPropertyAssignment(node.parent) && node.parent.name === node;
    if (name || isMessage(node) || ts.isTaggedTemplateExpression(node.parent)) return [];
    const empty = ts.isStringLiteralLike(node) && node.text === "";
    return [change(node, empty ? '"mutant"' : '""', "string", shownOf(node))];
  }
  return [];
}

function statementChanges(node: ts.Node): Change[] {
  if (ts.isReturnStatement(node) && node.expression) return results(node.expression, node);
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return results(node.body, node);
  const removed = () => change(node, ";", "statement");
  // without it the condition might as well never hold, which is another mutant
  if (!ts.isStatement(node) || isAlone(node)) return [];
  if (ts.isExpressionStatement(node)) return isTrace(node) ? [] : [removed()];
  if (ts.isThrowStatement(node) || ts.isBreakStatement(node) || ts.isContinueStatement(node)) {
    return [removed()];
  }
  return ts.isReturnStatement(node) ? [removed()] : [];
}

/** Other results in the place of one. */
function results(expression: ts.Expression, shown: ts.Node): Change[] {
  const inner = ts.isParenthesizedExpression(expression) ? expression.expression : expression;
  const text = inner.getText();
  if (["undefined", "true", "false"].includes(text) || ts.isVoidExpression(inner)) return [];
  const judges = ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken ||
    ts.isBinaryExpression(inner) &&
      /^([<>]=?|[!=]==|&&|\|\||instanceof|in)$/.test(inner.operatorToken.getText());
  return (judges ? ["true", "false"] : ["undefined"]).map((text) =>
    change(expression, text, "result", shown)
  );
}

function collectionChanges(node: ts.Node): Change[] {
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0 && !isTarget(node)) {
    const spread = node.elements.length > 1 ? node.elements.filter(ts.isSpreadElement) : [];
    return [change(node, "[]", "emptied"), ...spread.map((one) => without(one, node))];
  }
  if (ts.isObjectLiteralExpression(node) && node.properties.length > 0 && !isTarget(node)) {
    const several = node.properties.length > 1 ? node.properties : [];
    return [change(node, "{}", "emptied"), ...several.map((one) => without(one, node))];
  }
  return [];
}

function callChanges(node: ts.Node): Change[] {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return [];
  const found: Change[] = [];
  const { expression: callee, arguments: given } = node;
  const last = given?.at(-1);
  if (given && last && given.length > 1) found.push(without(last, node));
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(callee)) {
    const other = METHODS[callee.name.text];
    if (other) found.push(change(callee.name, other, "method", node));
    if (DROPPED.has(callee.name.text)) found.push(change(node, callee.expression.getText(), "method"));
  }
  return found;
}

/** A list without one of its parts; the comma before or after it goes too. */
function without(part: ts.Node, whole: ts.Node): Change {
  const text = part.getSourceFile().text;
  const after = /^\s*,/.exec(text.slice(part.getEnd()));
  const before = /,\s*$/.exec(text.slice(0, part.getStart()));
  const start = after || !before ? part.getStart() : before.index;
  return {
    start,
    end: part.getEnd() + (after?.[0].length ?? 0),
    text: "",
    operator: "dropped",
    shown: whole,
  };
}

function isCondition(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isIfStatement(parent) || ts.isConditionalExpression(parent) && parent.condition === node;
}

/** Whether a statement is all that happens if a condition holds, and nothing happens if it does not. */
function isAlone(node: ts.Node): boolean {
  const block = ts.isBlock(node.parent) && node.parent.statements.length === 1 ? node.parent : node;
  return ts.isIfStatement(block.parent) && block.parent.thenStatement === block &&
    !block.parent.elseStatement;
}

function isText(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** Whether something is assigned to, not made. */
function isTarget({ parent }: ts.Node): boolean {
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    /^[[{]/.test(parent.getText());
}

/** What a literal is shown in: the smallest thing around it that tells what it is for. */
function shownOf(node: ts.Node): ts.Node {
  const { parent } = node;
  return ts.isSourceFile(parent) || ts.isBlock(parent) || parent.getText().length > 200 ? node : parent;
}
