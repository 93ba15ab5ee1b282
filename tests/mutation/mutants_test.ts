import { assert, assertEquals } from "@std/assert";
import { mutated } from "./mutant.ts";
import { mutantsOf } from "./mutants.ts";

/** What becomes of a source, by mutants of these operators or of all. */
function made(source: string, ...operators: string[]): string[] {
  return mutantsOf("src/http/x.ts", source)
    .filter(({ operator }) => operators.length === 0 || operators.includes(operator))
    .map((mutant) => mutated(source, mutant));
}

Deno.test("a boundary is moved, and turned round where it is not the whole condition", () => {
  assertEquals(made("f(a < b);", "boundary"), ["f(a <= b);", "f(a >= b);"]);
  assertEquals(made("if (a >= b) { f(); g(); }", "boundary"), ["if (a > b) { f(); g(); }"]);
});

Deno.test("a condition is set to true and to false; a loop's only to false, since the other hangs", () => {
  assertEquals(made("if (a === b) { f(); g(); }", "condition", "negation"), [
    "if (true) { f(); g(); }",
    "if (false) { f(); g(); }",
  ]);
  assertEquals(made("while (f()) g();", "condition"), ["while (false) g();"]);
  assertEquals(made("let x = a ? b : c;", "condition"), ["let x = true ? b : c;", "let x = false ? b : c;"]);
});

Deno.test("arithmetic is swapped, but texts are joined by nothing else", () => {
  assertEquals(made("let x = a * b;", "arithmetic"), ["let x = a / b;"]);
  assertEquals(made("x += a;", "arithmetic"), ["x -= a;"]);
  assertEquals(made("x++;", "arithmetic"), ["x--;"]);
  assertEquals(made('let x = a + "b";', "arithmetic"), []);
});

Deno.test("&& and || are swapped, and ?? is either of its sides", () => {
  assertEquals(made("f(a && b);", "logic"), ["f(a || b);"]);
  assertEquals(made("f(a ?? b);", "logic"), ["f((a));", "f((b));"]);
});

Deno.test("numbers, booleans and short texts become others", () => {
  assertEquals(made("let x = 1_000;", "number"), ["let x = 1001;", "let x = 999;"]);
  assertEquals(made("let x = 0n;", "number"), ["let x = 1n;", "let x = (-1n);"]);
  assertEquals(made("let x = true;", "boolean"), ["let x = false;"]);
  assertEquals(made('let x = "asc";', "string"), ['let x = "";']);
  assertEquals(made('let x = "";', "string"), ['let x = "mutant";']);
});

Deno.test("results are taken away, or decided", () => {
  assertEquals(made("function f() { return g(1); }", "result"), ["function f() { return undefined; }"]);
  assertEquals(made("const f = () => a > b;", "result"), ["const f = () => true;", "const f = () => false;"]);
});

Deno.test("statements are removed, unless the condition over them says the same", () => {
  assertEquals(made("f(); g();", "statement"), ["; g();", "f(); ;"]);
  assertEquals(made("if (a) f();", "statement"), []);
  assertEquals(made("if (a) f(); else g();", "statement"), ["if (a) ; else g();", "if (a) f(); else ;"]);
});

Deno.test("lists and objects are emptied, and lose their parts and their last argument", () => {
  assertEquals(made("let x = [a, b];", "emptied", "dropped"), ["let x = [];"]);
  assertEquals(made("let x = { a, b };", "emptied", "dropped").sort(), [
    "let x = {  b };",
    "let x = { a };",
    "let x = {};",
  ]);
  assertEquals(made("f(a, b);", "dropped"), ["f(a);"]);
});

Deno.test("an await is taken away, and a method is taken for another or for nothing", () => {
  assertEquals(made("let x = await f();", "await"), ["let x = (f());"]);
  assertEquals(made("let x = Math.min(a, b);", "method"), ["let x = Math.max(a, b);"]);
  assertEquals(made("let x = a.filter(f);", "method"), ["let x = a;"]);
});

Deno.test("types, imports and what a person reads are left alone", () => {
  const source = `import { f } from "./f.ts";
/** See "1". */
export type T = "a" | 1;
throw new RangeError("gone");
`;
  assertEquals(made(source), [source.replace(/throw .*/, ";")]);
  assertEquals(made('log.warn("no");', "string"), []);
  assertEquals(made("f(`it took ${ms} s`);", "string"), []);
  assertEquals(made('log.debug("here");'), []);
  assertEquals(made('new HttpFault("passing", 3);', "string", "number"), []);
});

Deno.test("a mutant says where it is, as it is in the file", () => {
  const [first] = mutantsOf("src/http/x.ts", "f();\nif (a <\n  b) { g(); h(); }\n")
    .filter(({ operator }) => operator === "boundary");
  assert(first);
  const { line, at, original, mutant } = first;
  assertEquals([line, at, original, mutant], [2, "if (a <", "a < b", "a <= b"]);
});

Deno.test("no two mutants of a file are the same, and each is a program", () => {
  const source = "const f = (a: number) => a === 1 ? [1, ...g(a)] : { a, b: !a };\n";
  const all = made(source);
  assertEquals(new Set(all).size, all.length);
  assert(!all.includes(source));
});
