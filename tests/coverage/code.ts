import ts from "typescript";

/** How many lines of a file hold code: what is more than types, imports and other files' names. */
export function codeLines(file: string, source: string): number {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const lineAt = (position: number) => tree.getLineAndCharacterOfPosition(position).line;
  return tree.statements
    .filter((statement) =>
      !ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement) &&
      !ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)
    )
    .reduce((sum, statement) => sum + lineAt(statement.getEnd()) - lineAt(statement.getStart()) + 1, 0);
}
