import { assert, assertEquals, assertGreater, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { type Command, parse } from "../../src/commands/command.ts";
import { commandHelp, programHelp } from "../../src/commands/help.ts";
import { commands } from "../../src/commands/mod.ts";
import { paragraphs, wrap } from "../../src/commands/wrap.ts";
import { argumentsOf } from "./words.ts";

const all: Command[] = await Promise.all(Object.values(commands).map((load) => load()));

/** @throws a line is wider than a terminal of 80 columns */
function fits(text: string): void {
  assertEquals(text.split("\n").filter((line) => [...line].length > 80), []);
}

for (const command of all) {
  Deno.test(`the help of ${command.name} begins with its examples, fits 80 columns and tells of each option`, () => {
    const text = commandHelp(command);
    fits(text);
    assertMatch(
      text,
      new RegExp(`^source-aircall ${command.name}: [^]*?\n\nExamples:\n  .*source-aircall ${command.name}`),
    );
    assertGreater(command.examples.length, 0);
    for (const { name } of command.options) assertMatch(text, new RegExp(`\n  --${name}( |\n)`));
    assertStringIncludes(text, "\n  --help, -h");
  });

  Deno.test(`each example of ${command.name} is a line that the program understands`, () => {
    for (const [line] of command.examples) {
      const [name, ...args] = argumentsOf(line);
      assertEquals(name, command.name, line);
      parse(command, args);
    }
  });
}

Deno.test("the help of the program fits 80 columns, begins with examples and names each command", async () => {
  for (const some of [commands, {}]) {
    const text = await programHelp(some);
    fits(text);
    assertMatch(text, /^source-aircall gets[^]*?\n\nExamples:\n/);
    for (const name of Object.keys(some)) assertMatch(text, new RegExp(`\n  ${name} `));
  }
});

Deno.test("what the data say of an option stands in its help, wrapped under it", () => {
  const text = commandHelp({
    name: "made",
    summary: "do it",
    examples: [[
      "source-aircall made --configuration aircall.json --to aircall.sqlite --streams calls,contacts --once",
      "all",
    ]],
    operands: [{ name: "stream", help: "which", choices: ["calls", "tags"], optional: true }],
    options: [
      { name: "to", value: "PATH", help: "where", required: true },
      {
        name: "streams",
        value: "LIST",
        help: "which",
        choices: ["calls", "tags"],
        list: true,
        default: "calls",
      },
      { name: "ids", value: "LIST", help: "which", list: true },
      { name: "rule-that-has-a-long-name", value: "RULE", help: "a rule", repeats: true },
      { name: "long", help: `${"word ".repeat(30)}end` },
    ],
    notes: "\nA paragraph\nin two lines.\n\nA list:\n  one    that is\n  two\nThe end.",
    run: () => Promise.resolve(0),
  });
  fits(text);
  assertEquals(
    text,
    `source-aircall made: do it

Examples:
  source-aircall made --configuration aircall.json --to aircall.sqlite \\
      --streams calls,contacts --once
    all

Arguments:
  STREAM  which (one of calls, tags; may be left out)

Options:
  --to PATH       where (required)
  --streams LIST  which (any of calls, tags, separated by commas; default calls)
  --ids LIST      which (several are separated by commas)
  --rule-that-has-a-long-name RULE
                  a rule (may be given more than once)
  --long          word word word word word word word word word word word word
                  word word word word word word word word word word word word
                  word word word word word word end
  --help, -h      print this

A paragraph in two lines.

A list:
  one    that is
  two
The end.`,
  );
});

Deno.test("wrapping loses no word, and no line is wider than it may be unless it is one word", () => {
  const word = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom("a", "-", "é", ".") });
  fc.assert(fc.property(fc.array(word), fc.integer({ min: 1, max: 40 }), (words, width) => {
    const lines = wrap(words.join(" "), width);
    assertEquals(lines.join(" ").trim(), words.join(" "));
    for (const line of lines) assert(line.length <= width || !line.includes(" "));
  }));
});

Deno.test("a line that was set by hand and is too long goes on under its last column", () => {
  assertEquals(
    paragraphs(`Things:\n  thing  ${"word ".repeat(20)}\n  ${"more ".repeat(20)}`),
    `Things:
  thing  word word word word word word word word word word word word word word
         word word word word word word
  more more more more more more more more more more more more more more more
  more more more more more`,
  );
});

Deno.test("the lines of examples are taken apart as a shell does it", () => {
  assertEquals(argumentsOf("source-aircall sync --to 'a b' --x=\"c d\" e\\ f"), [
    "sync",
    "--to",
    "a b",
    "--x=c d",
    "e f",
  ]);
  assertEquals(argumentsOf("source-aircall spec > spec.json"), ["spec"]);
  assertEquals(argumentsOf("A=b source-aircall read --json | jq ."), ["read", "--json"]);
  assertEquals(argumentsOf('eval "$(source-aircall completions bash)"'), ["completions", "bash"]);
});
