import { fileURLToPath } from "node:url";
import { bash } from "../../../src/commands/completions/bash.ts";
import { fish } from "../../../src/commands/completions/fish.ts";
import type { Grammar } from "../../../src/commands/completions/grammar.ts";
import { zsh } from "../../../src/commands/completions/zsh.ts";

/** A shell with a script of ours, asked what it offers. */
export interface Shell {
  name: "bash" | "zsh" | "fish";
  /** Makes the script. */
  script(grammar: Grammar): string;
  /** Whether what it offers comes with the help. */
  describes: boolean;
  /** How it is asked: the program's arguments, the last one is completed. */
  ask(script: string, words: string[]): string[];
}

const capture = fileURLToPath(new URL("./zsh_capture.zsh", import.meta.url));

/** What an interactive bash does when Tab is pressed: `=` and `:` are words of their own there. */
const BASH = `source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_source_aircall
printf '%s\\n' "\${COMPREPLY[@]}"`;

/** The three shells. */
export const shells: Shell[] = [
  {
    name: "bash",
    script: bash,
    describes: false,
    ask: (script, words) => [
      "--norc",
      "--noprofile",
      "-c",
      BASH,
      "bash",
      script,
      "source-aircall",
      ...words.flatMap((word) => word.startsWith("--") ? word.split(/(=)/) : [word])
        .filter((word, i, all) => word !== "" || all[i - 1] !== "="),
    ],
  },
  {
    name: "zsh",
    script: zsh,
    describes: true,
    ask: (script, words) => ["-f", capture, script, ["source-aircall", ...words].join(" ")],
  },
  {
    name: "fish",
    script: fish,
    describes: true,
    ask: (script, words) => [
      "--no-config",
      "-c",
      "source $argv[1]; complete -C $argv[2]",
      script,
      ["source-aircall", ...words].join(" "),
    ],
  },
];

/** Whether there is such a shell here. */
export function has({ name }: { name: string }): boolean {
  try {
    return new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

/** A folder with a script in it, some files, and a home without anything. */
export class Place implements AsyncDisposable {
  private constructor(readonly folder: string, readonly shell: Shell) {}

  static async make(shell: Shell, grammar: Grammar): Promise<Place> {
    const folder = await Deno.makeTempDir({ prefix: "completions_" });
    await Deno.writeTextFile(`${folder}/script`, `${shell.script(grammar)}\n`);
    await Deno.mkdir(`${folder}/files/inner`, { recursive: true });
    await Deno.mkdir(`${folder}/home`);
    await Deno.writeTextFile(`${folder}/files/aircall.json`, "{}");
    await Deno.writeTextFile(`${folder}/files/it is one.json`, "{}");
    return new Place(folder, shell);
  }

  /** Whether the shell can read the script; what it says of it if not. */
  async syntax(): Promise<string> {
    return await this.#run(["-n", `${this.folder}/script`]);
  }

  /** What is offered after these arguments, each with what is shown beside it. */
  async offered(...words: string[]): Promise<Map<string, string>> {
    const text = await this.#run(this.shell.ask(`${this.folder}/script`, words));
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    return new Map(lines.map((line) => {
      const [word = "", shown = ""] = line.split("\t");
      return [word.trimEnd(), shown];
    }));
  }

  /** The words alone, sorted. */
  async words(...words: string[]): Promise<string[]> {
    return [...(await this.offered(...words)).keys()].toSorted();
  }

  /** What a program gets from an interactive bash when this is typed after its name, Tab and all. */
  async typed(keys: string): Promise<string[]> {
    const child = new Deno.Command("script", {
      args: ["-qec", "bash --norc --noprofile -i", "/dev/null"],
      cwd: `${this.folder}/files`,
      env: { HOME: `${this.folder}/home`, LC_ALL: "C.UTF-8", TERM: "dumb" },
      stdin: "piped",
      stdout: "null",
      stderr: "null",
      signal: AbortSignal.timeout(60_000),
    }).spawn();
    const lines = [
      `source-aircall() { printf '%s\\n' "$@" > ../typed; }`,
      "source ../script",
      `source-aircall ${keys}`,
      "exit",
    ];
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
    await child.status;
    await writer.close().catch(() => {});
    return (await Deno.readTextFile(`${this.folder}/typed`)).trimEnd().split("\n");
  }

  /** The files beside those that were there. */
  async left(): Promise<string[]> {
    const names: string[] = [];
    for await (const { name } of Deno.readDir(`${this.folder}/files`)) names.push(name);
    return names.toSorted();
  }

  async #run(args: string[]): Promise<string> {
    const { code, stdout, stderr } = await new Deno.Command(this.shell.name, {
      args,
      cwd: `${this.folder}/files`,
      env: { HOME: `${this.folder}/home`, LC_ALL: "C.UTF-8", TERM: "xterm" },
      stdin: "null",
      signal: AbortSignal.timeout(60_000),
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const said = text(stderr);
    if (code !== 0 && said !== "") throw new Error(`${this.shell.name} ${args.join(" ")}: ${code} ${said}`);
    return text(stdout) + said;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}
