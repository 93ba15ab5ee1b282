import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type Command, type Option, parse, UsageError } from "../../src/commands/command.ts";

const streams = ["calls", "contacts", "company"];
const sync: Pick<Command, "name" | "options" | "examples"> = {
  name: "sync",
  examples: [
    ["source-aircall sync --config aircall.json --to aircall.sqlite", "everything"],
    ["source-aircall sync --streams calls", "calls"],
  ],
  options: [
    { name: "config", value: "FILE", help: "the configuration", file: true },
    { name: "to", value: "PATH", help: "where the rows are kept", required: true },
    { name: "streams", value: "LIST", help: "which", choices: streams, list: true, default: "calls,company" },
    { name: "mode", value: "HOW", help: "how", choices: ["fast", "slow"], default: "fast" },
    { name: "rule", value: "RULE", help: "a rule", repeats: true },
    { name: "pages", value: "N", help: "how many", default: "5" },
    { name: "json", help: "for machines" },
  ],
};
const show: Pick<Command, "name" | "options" | "operands"> = {
  name: "show",
  options: [{ name: "json", help: "for machines" }],
  operands: [
    { name: "stream", help: "which", choices: streams },
    { name: "id", help: "which one", optional: true },
  ],
};

/** What is wrong with these arguments. */
function wrong(command: Parameters<typeof parse>[0], ...args: string[]): string {
  return assertThrows(() => parse(command, args), UsageError).message;
}

Deno.test("values, defaults, switches, lists and repeated options are read as they are given", () => {
  const plain = parse(sync, ["--to", "x.sqlite"]);
  assertEquals([plain.text("to"), plain.text("config"), plain.on("json")], ["x.sqlite", undefined, false]);
  assertEquals([plain.list("streams"), plain.all("rule"), plain.list("rule")], [
    ["calls", "company"],
    [],
    [],
  ]);
  assertEquals([plain.whole("pages", 1, 9), plain.one("mode", ["fast", "slow"])], [5, "fast"]);
  const full = parse(sync, [
    "--to=a=b",
    "--config=F",
    "--json",
    "--streams",
    "contacts, calls,contacts",
    "--rule",
    "a b",
    "--rule=-c",
    "--mode=slow",
  ]);
  assertEquals([full.text("to"), full.text("config"), full.on("json")], ["a=b", "F", true]);
  assertEquals([full.list("streams"), full.all("rule")], [["contacts", "calls"], ["a b", "-c"]]);
  assertEquals(full.one("mode", ["fast", "slow"]), "slow");
});

Deno.test("operands are read by their place, also behind --, and those that may be left out may", () => {
  const given = parse(show, ["calls", "--json", "--", "--12"]);
  assertEquals([given.text("stream"), given.text("id"), given.on("json")], ["calls", "--12", true]);
  assertEquals(parse(show, ["company"]).text("id"), undefined);
  assertEquals(parse(show, ["company", "007"]).text("id"), "007");
});

Deno.test("each way to get a command line wrong is told with what was given and what is wanted", () => {
  const to = ["--to", "x"];
  const cases: [args: string[], message: string][] = [
    [["--stream", "calls"], "there is no option --stream; did you mean --streams?"],
    [["-config", "F"], "there is no option -config; did you mean --config?"],
    [["-c", "F"], "there is no option -c; did you mean --config?"],
    [["-x"], "there is no option -x"],
    [["--=x"], "there is no option --"],
    [["--no-color"], "there is no option --no-color; set NO_COLOR=1 in the environment"],
    [["--no-json"], "there is no option --no-json; leave out --json"],
    [["--no-mode=slow"], "there is no option --no-mode; leave out --mode"],
    [["--toString"], "there is no option --toString"],
    [["--__proto__", "x"], "there is no option --__proto__"],
    [["--pages", "-4"], "there is no option -4; a value that begins with a dash is given as --NAME=-4"],
    [["--to"], "--to wants a value: PATH"],
    [["--to="], "--to wants a value: PATH"],
    [["--to", "--json"], "--to wants a value: PATH"],
    [["--to", "--", "x"], "--to wants a value: PATH"],
    [[...to, ...to], "--to was given twice"],
    [[...to, "--json=yes"], '--json takes no value; leave out "=yes"'],
    [[...to, "--json", "false"], '--json takes no value; leave out "false"'],
    [[...to, "--mode", "fsat"], '--mode is fast or slow, not "fsat"; did you mean fast?'],
    [[...to, "--mode", ""], "--mode wants a value: HOW"],
    [
      [...to, "--streams", "calls,cals"],
      '--streams is any of calls, contacts or company, not "cals"; did you mean calls?',
    ],
    [
      [...to, "--streams", "calls,"],
      '--streams wants values separated by commas, and none is empty; it is "calls,"',
    ],
    [[...to, "config=F"], '"config=F" is one argument too many; did you mean --config=F?'],
    [[...to, "x"], '"x" is one argument too many'],
    [[...to, "-"], '"-" is one argument too many'],
    [[...to, "--", "--json"], '"--json" is one argument too many'],
    [
      [],
      "--to PATH is missing: where the rows are kept\nFor example: source-aircall sync --config aircall.json --to aircall.sqlite",
    ],
  ];
  for (const [args, message] of cases) assertEquals(wrong(sync, ...args), `sync: ${message}`, args.join(" "));
  assertEquals(wrong(show), "show: STREAM is missing: which");
  assertEquals(
    wrong(show, "tags"),
    'show: STREAM is calls, contacts or company, not "tags"',
  );
  assertEquals(wrong(show, "calls", "1", "2"), 'show: "2" is one argument too many');
  for (const pages of ["many", "0", "10", "1e1", "0x5", " 5"]) {
    const error = assertThrows(() => parse(sync, [...to, "--pages", pages]).whole("pages", 1, 9), UsageError);
    assertEquals(error.message, `sync: --pages wants a whole number from 1 to 9, not "${pages}"`);
  }
});

Deno.test("whatever the arguments are, they are read or refused with a UsageError, and what was given is there", () => {
  const arg = fc.oneof(
    fc.constantFrom(
      "--",
      "-",
      "--to",
      "--to=x",
      "--json",
      "--streams",
      "calls",
      "--rule",
      "--no-rule=1",
      "-h",
      "",
    ),
    fc.string({ maxLength: 6 }),
    fc.string({ maxLength: 6 }).map((text) => `--${text}`),
  );
  fc.assert(fc.property(fc.array(arg, { maxLength: 6 }), (args) => {
    for (const command of [sync, show]) {
      try {
        const values = parse(command, args);
        for (const { name } of command.options) {
          for (const value of values.all(name)) assertEquals(hasIn(args, name, value), true);
        }
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
      }
    }
  }));
});

function hasIn(args: string[], name: Option["name"], value: string): boolean {
  return args.includes(`--${name}=${value}`) ||
    args.some((arg, i) => arg === `--${name}` && args[i + 1] === value);
}

Deno.test("a value comes back as it was given, whatever is in it, when it is joined by =", () => {
  fc.assert(fc.property(fc.string({ minLength: 1, unit: "binary" }), (value) => {
    assertEquals(parse(sync, [`--to=${value}`]).text("to"), value);
    if (!value.startsWith("-")) assertEquals(parse(sync, ["--to", value]).text("to"), value);
  }));
});
