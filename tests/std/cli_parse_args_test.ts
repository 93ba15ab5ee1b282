import { assertEquals, assertThrows } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import fc from "fast-check";

const name = fc.stringMatching(/^[a-z]{2,8}$/).filter((text) => !["no", "constructor"].includes(text));
/** Text that does not begin like an option and is not empty. */
const text = fc.string({ minLength: 1, maxLength: 8 }).filter((value) => !value.startsWith("-"));

Deno.test("parseArgs reads an option without a value as true, and the rest as its values and arguments", () => {
  assertEquals(parseArgs(["--foo", "--bar=baz", "./quux.txt"]), { foo: true, bar: "baz", _: ["./quux.txt"] });
  assertEquals(parseArgs([]), { _: [] });
});

Deno.test("parseArgs finds every text option again, written with = or as two arguments", () => {
  fc.assert(fc.property(fc.dictionary(name, text), fc.boolean(), (values, joined) => {
    const args = Object.entries(values).flatMap(([key, value]) =>
      joined ? [`--${key}=${value}`] : [`--${key}`, value]
    );
    assertEquals<unknown>(parseArgs(args, { string: Object.keys(values) }), { ...values, _: [] });
  }));
});

Deno.test("parseArgs finds every collected list again, in its order", () => {
  fc.assert(fc.property(fc.dictionary(name, fc.array(text, { maxLength: 4 })), (values) => {
    const names = Object.keys(values);
    const args = Object.entries(values).flatMap(([key, list]) => list.map((value) => `--${key}=${value}`));
    assertEquals<unknown>(parseArgs(args, { string: names, collect: names }), { ...values, _: [] });
  }));
});

Deno.test("parseArgs finds every finite number again, as an option or as an argument", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
    assertEquals(parseArgs([`--rate=${value}`]), { rate: value, _: [] });
    assertEquals(parseArgs([`${Math.abs(value)}`]), { _: [Math.abs(value)] });
  }));
});

Deno.test("parseArgs leaves numbers of strings as text, and those of arguments with string _", () => {
  assertEquals(parseArgs(["--id", "007", "--n", "0x10", "5"], { string: ["id"] }), {
    id: "007",
    n: 16,
    _: [5],
  });
  assertEquals<unknown>(parseArgs(["5", "a"], { string: ["_"] })._, ["5", "a"]);
  assertEquals(parseArgs(["--id"], { string: ["id"] }), { id: "", _: [] });
});

Deno.test("parseArgs lets booleans take no value but a plain true or false, and sets the rest to false", () => {
  const boolean = ["on", "off", "left"] as const;
  assertEquals<unknown>(parseArgs(["--on", "file", "--off", "false"], { boolean }), {
    on: true,
    off: false,
    left: false,
    _: ["file"],
  });
  assertEquals(parseArgs(["--on=false", "--left=true"], { boolean }), {
    on: false,
    off: false,
    left: true,
    _: [],
  });
});

Deno.test("parseArgs with boolean true takes no value for long options unless it is joined", () => {
  assertEquals(parseArgs(["--on", "file", "--to=x", "-n", "5"], { boolean: true }), {
    on: true,
    to: "x",
    n: 5,
    _: ["file"],
  });
});

Deno.test("parseArgs reads groups of short options", () => {
  assertEquals(parseArgs(["-abc"]), { a: true, b: true, c: true, _: [] });
  assertEquals(parseArgs(["-abc", "5"]), { a: true, b: true, c: 5, _: [] });
  assertEquals(parseArgs(["-n5", "-f=x", "-o/tmp"]), { n: 5, f: "x", o: "/tmp", _: [] });
  assertEquals(parseArgs(["-v", "-n", "-"]), { v: true, n: "-", _: [] });
  assertEquals(parseArgs(["-"]), { _: ["-"] });
});

Deno.test("parseArgs negates what is negatable and nothing else", () => {
  assertEquals(parseArgs(["--no-color"], { boolean: ["color"], negatable: ["color"] }), {
    color: false,
    _: [],
  });
  assertEquals(parseArgs(["--no-color"], { default: { color: true }, negatable: ["color"] }), {
    color: false,
    _: [],
  });
  assertEquals(parseArgs(["--no-color"]), { "no-color": true, _: [] });
});

Deno.test("parseArgs keeps the last of several values, and all of them where they are collected", () => {
  assertEquals(parseArgs(["--n=1", "--n=2"]), { n: 2, _: [] });
  assertEquals(parseArgs(["--n=1", "--n=2"], { collect: ["n"] }), { n: [1, 2], _: [] });
  assertEquals(parseArgs([], { string: ["s"], boolean: ["b"], collect: ["s", "b"] }), {
    s: [],
    b: [],
    _: [],
  });
});

Deno.test("parseArgs finds a value under every alias, with the type of any of them", () => {
  const options = { string: ["out"], boolean: ["help"], alias: { out: "o", help: ["h", "usage"] } } as const;
  assertEquals<unknown>(parseArgs(["-o", "5", "-h", "file"], options), {
    o: "5",
    out: "5",
    h: true,
    help: true,
    usage: true,
    _: ["file"],
  });
});

Deno.test("parseArgs refuses an alias that is undefined", () => {
  const alias = { help: undefined } as unknown as Record<string, string>;
  assertThrows(() => parseArgs([], { alias }), TypeError, "Alias value must be defined");
});

Deno.test("parseArgs gives defaults to what was not given, under every alias", () => {
  const options = { string: ["out"], alias: { out: "o" }, default: { out: "a.json", n: 1 } } as const;
  assertEquals<unknown>(parseArgs([], options), { out: "a.json", o: "a.json", n: 1, _: [] });
  assertEquals<unknown>(parseArgs(["-o", "b.json"], options), { out: "b.json", o: "b.json", n: 1, _: [] });
  assertEquals(parseArgs([], { boolean: ["on"], default: { on: true } }), { on: true, _: [] });
});

Deno.test("parseArgs nests dotted names", () => {
  const options = { boolean: ["log.json"], default: { "net.port": 80 } };
  assertEquals<unknown>(parseArgs(["--net.host", "::1"], options), {
    net: { host: "::1", port: 80 },
    log: { json: false },
    _: [],
  });
});

Deno.test("parseArgs does not let a dotted name reach a prototype", () => {
  parseArgs(["--__proto__.polluted=1", "--constructor.prototype.polluted=1", "--a.__proto__.polluted=1"]);
  assertEquals(Object.hasOwn(Object.prototype, "polluted"), false);
});

Deno.test("parseArgs takes what follows -- as it is, apart from the rest if asked to", () => {
  const args = ["--a", "1", "2", "--", "3", "--b", "--"];
  assertEquals(parseArgs(args), { a: 1, _: [2, "3", "--b", "--"] });
  assertEquals(parseArgs(args, { "--": true }), { a: 1, _: [2], "--": ["3", "--b", "--"] });
  assertEquals(parseArgs(["--a", "--", "b"]), { a: true, _: ["b"] });
});

Deno.test("parseArgs with stopEarly reads no option after the first argument", () => {
  assertEquals(parseArgs(["--a", "1", "run", "--b", "5"], { stopEarly: true }), {
    a: 1,
    _: ["run", "--b", "5"],
  });
});

Deno.test("parseArgs asks unknown about what is declared nowhere, and drops what it answers false to", () => {
  const asked: unknown[][] = [];
  const result = parseArgs(["--a=1", "--b", "--c=2", "-d", "3", "file", "--e=4"], {
    boolean: ["b"],
    string: ["c"],
    alias: { d: "dd" },
    unknown: (...question) => {
      asked.push(question);
      return question[0] === "--e=4";
    },
  });
  assertEquals(asked, [["--a=1", "a", "1"], ["file"], ["--e=4", "e", "4"]]);
  assertEquals<unknown>(result, { b: true, c: "2", d: 3, dd: 3, e: 4, _: [] });
});
