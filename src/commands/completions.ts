import type { Command } from "./command.ts";
import { bash } from "./completions/bash.ts";
import { fish } from "./completions/fish.ts";
import { grammar } from "./completions/grammar.ts";
import { zsh } from "./completions/zsh.ts";
import { print } from "./print.ts";

const shells = ["bash", "zsh", "fish"] as const;
const scripts = { bash, zsh, fish };

/** Prints what teaches a shell to complete this program's commands, options and values. */
export const completions: Command = {
  name: "completions",
  summary: "print what teaches bash, zsh or fish to complete the commands",
  examples: [
    ['eval "$(source-aircall completions bash)"', "in ~/.bashrc"],
    ["source-aircall completions zsh > ~/.zfunc/_source-aircall", "with ~/.zfunc in zsh's fpath"],
    ["source-aircall completions fish > ~/.config/fish/completions/source-aircall.fish", "for each new fish"],
  ],
  operands: [{ name: "shell", help: "which shell reads it", choices: shells }],
  options: [],
  notes: `
The Tab key then completes commands, options, the values that an option has, also after a comma, and paths where an
option takes one. zsh and fish show the help beside them. The script knows the commands of the version that printed it:
print it anew after an update, or have it evaluated at each start as in the first example.`,
  async run(values) {
    const { commands } = await import("./mod.ts");
    return print(scripts[values.one("shell", shells)](await grammar(commands)));
  },
};
