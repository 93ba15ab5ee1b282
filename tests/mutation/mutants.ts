import ts from "typescript";
import { type Mutant, mutated, oneLine } from "./mutant.ts";
import { type Change, changes } from "./operators.ts";

/**
 * All faults that are worth trying in a file, in the order of their places. Types, imports and texts for people are left alone: the type
 * checker sees to the first, and other words are no fault.
 */
export function mutantsOf(file: string, source: string): Mutant[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: Change[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    found.push(...changes(node));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  const seen = new Set<string>();
  return found
    .filter(({ start, end, text }) => {
      const place = `${start} ${end} ${text}`;
      const again = seen.has(place) || source.slice(start, end) === text;
      seen.add(place);
      return !again;
    })
    .map((change) => toMutant(file, source, tree, change))
    .filter((mutant) => parses(file, mutated(source, mutant)))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

function toMutant(
  file: string,
  source: string,
  tree: ts.SourceFile,
  { start, end, text, operator, shown }: Change,
): Mutant {
  const { line } = tree.getLineAndCharacterOfPosition(start);
  const [from, to] = [shown.getStart(), shown.getEnd()];
  const after = source.slice(from, start) + text + source.slice(end, to);
  return {
    file,
    start,
    end,
    text,
    operator,
    line: line + 1,
    at: (source.split("\n")[line] ?? "").trim(),
    original: oneLine(source.slice(from, to)),
    mutant: after === ";" ? "(removed)" : oneLine(after),
  };
}

/** Whether a text is a program at all; whether its types are right is another question. */
function parses(file: string, text: string): boolean {
  const faults: unknown = Reflect.get(
    ts.createSourceFile(file, text, ts.ScriptTarget.Latest),
    "parseDiagnostics",
  );
  return Array.isArray(faults) && faults.length === 0;
}
