import { assert, assertEquals, assertMatch, fail } from "@std/assert";
import type { Command } from "../../../src/commands/command.ts";
import { grammar, grammarOf } from "../../../src/commands/completions/grammar.ts";
import { commands } from "../../../src/commands/mod.ts";
import { has, Place, shells } from "./shells.ts";

/** What a shell could read as its own. */
const WILD = 'it\'s "all" [of it]: a\\b, $HOME `touch ran` $(touch ran) 100%; {x,y} * ~ | & (no) <b> #!';

/** A program with a bit of everything, as no command of ours has it. */
const made: Pick<Command, "name" | "summary" | "options" | "operands">[] = [
  {
    name: "sync",
    summary: WILD,
    options: [
      { name: "config", value: "FILE", help: WILD, file: true },
      { name: "to", value: "PATH", help: "where to", file: "folder" },
      { name: "streams", value: "LIST", help: WILD, choices: ["calls", "contacts", "company"], list: true },
      { name: "limit", value: "N", help: "how many" },
      { name: "mode", value: "HOW", help: "how", choices: ["fast", "slow"] },
      { name: "rule", value: "RULE", help: "a rule", choices: ["one", "two"], repeats: true },
      { name: "json", help: "for machines" },
    ],
  },
  {
    name: "show",
    summary: "show one",
    options: [{ name: "limit", value: "N", help: "how many" }],
    operands: [
      { name: "stream", help: WILD, choices: ["calls", "tags"] },
      { name: "file", help: "a file", file: true },
    ],
  },
];

for (const shell of shells) {
  const ignore = !has(shell);
  // a shell that is not there can't be asked; the reason is in the name that is shown as ignored
  const name = (sentence: string) => `${shell.name}: ${sentence}${ignore ? " (it is not installed)" : ""}`;

  Deno.test({
    name: name("the script of all commands is read without a complaint, and so is one of any help text"),
    ignore,
    fn: async () => {
      for (const spoken of [await grammar(commands), grammarOf(made), grammarOf([])]) {
        await using place = await Place.make(shell, spoken);
        assertEquals(await place.syntax(), "");
      }
    },
  });

  Deno.test({
    name: name("each command and each option of each command is offered, and nothing else"),
    ignore,
    fn: async () => {
      const spoken = await grammar(commands);
      await using place = await Place.make(shell, spoken);
      assertEquals(await place.words(""), spoken.commands.map(({ name }) => name).toSorted());
      assertEquals(await place.words("--v"), ["--version"]);
      for (const { name, options } of spoken.commands.filter(({ name }) => name !== "help")) {
        const offered = await place.offered(name, "--");
        assertEquals([...offered.keys()].toSorted(), options.map(({ name }) => `--${name}`).toSorted());
        if (!shell.describes) continue;
        for (const { name, help } of options) assert(offered.get(`--${name}`)?.includes(help), help);
      }
    },
  });

  Deno.test({
    name: name(
      "values are offered where an option has some, also in a list and after =, and none for a number",
    ),
    ignore,
    fn: async () => {
      await using place = await Place.make(shell, grammarOf(made));
      const ends = async (...words: string[]) =>
        (await place.words(...words)).map((word) => word.replace(/^.*[=,]/, ""));
      assertEquals(await ends("sync", "--mode", ""), ["fast", "slow"]);
      assertEquals(await ends("sync", "--mode=s"), ["slow"]);
      assertEquals(await ends("sync", "--streams", "c"), ["calls", "company", "contacts"]);
      assertEquals(await ends("sync", "--streams", "calls,co"), ["company", "contacts"]);
      assertEquals(await ends("sync", "--streams=calls,con"), ["contacts"]);
      assertEquals(await ends("sync", "--streams", "contacts,calls,c"), ["company"]);
      assertEquals(await ends("sync", "--limit", ""), []);
      assertEquals(await ends("sync", "--limit="), []);
    },
  });

  Deno.test({
    name: name("paths are offered where a file is wanted, and folders alone where a folder is"),
    ignore,
    fn: async () => {
      await using place = await Place.make(shell, grammarOf(made));
      const bare = async (...words: string[]) =>
        (await place.words(...words)).map((word) => word.replace(/^.*=|\/$|\\/g, ""));
      assertEquals(await bare("sync", "--config", "air"), ["aircall.json"]);
      assertEquals(await bare("sync", "--config=air"), ["aircall.json"]);
      assertEquals((await bare("sync", "--config", "")).includes("it is one.json"), true);
      assertEquals(await bare("sync", "--to", ""), ["inner"]);
      assertEquals(await bare("show", "calls", "air"), ["aircall.json"]);
    },
  });

  Deno.test({
    name: name(
      "an option that was given is not offered again, unless it may be repeated; nor is what was said",
    ),
    ignore,
    fn: async () => {
      await using place = await Place.make(shell, grammarOf(made));
      assertEquals(
        await place.words("sync", "--json", "--rule", "one", "--config=x", "--mode", "fast", "--"),
        ["--help", "--limit", "--rule", "--streams", "--to"],
      );
      assertEquals(
        await place.words("show", ""),
        ["calls", "tags"],
      );
      assertEquals(await place.words("show", "--limit", "5", "t"), ["tags"]);
      assertEquals(await place.words("help", "s"), ["show", "sync"]);
    },
  });

  Deno.test({
    name: name("help texts are shown letter by letter, and nothing in them is run"),
    ignore,
    fn: async () => {
      await using place = await Place.make(shell, grammarOf(made));
      const before = await place.left();
      const [command] = (await place.offered("sy")).values();
      const [option] = (await place.offered("sync", "--str")).values();
      if (shell.describes) {
        assert(command?.endsWith(WILD), command);
        assert(option?.endsWith(WILD), option);
      }
      await place.offered("show", "");
      assertEquals(await place.left(), before);
    },
  });
}

Deno.test({
  name: "zsh: a file in fpath is loaded when Tab is pressed first, and offers then already",
  ignore: !has({ name: "zsh" }),
  fn: async () => {
    const zsh = shells.find(({ name }) => name === "zsh") ?? fail();
    await using place = await Place.make(zsh, grammarOf(made));
    await Deno.mkdir(`${place.folder}/fpath`);
    await Deno.rename(`${place.folder}/script`, `${place.folder}/fpath/_source-aircall`);
    await Deno.symlink(`${place.folder}/fpath`, `${place.folder}/script`);
    assertEquals(await place.words("sync", "--mode", ""), ["fast", "slow"]);
  },
});

Deno.test({
  name:
    "bash: at a terminal paths are completed with their quotes, lists go on after a comma, and numbers stay as they are",
  ignore: !has({ name: "bash" }) || !has({ name: "script" }),
  fn: async () => {
    const bash = shells.find(({ name }) => name === "bash") ?? fail();
    await using place = await Place.make(bash, grammarOf(made));
    assertEquals(await place.typed("sync --config it\\ \t--limit \t\t--streams calls,con\t,x --mode f\t."), [
      "sync",
      "--config",
      "it is one.json",
      "--limit",
      "--streams",
      "calls,contacts,x",
      "--mode",
      "fast",
      ".",
    ]);
  },
});

Deno.test("names and choices are words that every shell takes as they are", async () => {
  for (const { name, options, operands } of (await grammar(commands)).commands) {
    const words = [name, ...[...options, ...operands].flatMap((one) => [one.name, ...(one.choices ?? [])])];
    for (const word of words) assertMatch(word, /^[\w.-]+$/, name);
  }
});
