import type { Operand, Option } from "../command.ts";
import type { Grammar, Spoken } from "./grammar.ts";

/** Completions for zsh, with the help beside each: a file for fpath, or to be evaluated after compinit. */
export function zsh({ options, commands }: Grammar): string {
  return `#compdef source-aircall
# Completions of source-aircall for zsh: a file _source-aircall in fpath, or eval "$(source-aircall completions zsh)" after compinit

_source-aircall_commands() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${plain(summary)}`)}`).join("\n")}
  )
  _describe -t commands command commands
}

# Choices separated by commas; those that were given are not offered again.
_source-aircall_list() {
  local -a left taken
  left=("$@")
  if compset -P '*,'; then
    taken=(\${(s:,:)IPREFIX##*=})
    left=(\${left:|taken})
  fi
  compadd -S, -q -- $left
}

_source-aircall() {
  local curcontext=$curcontext state line
  if (( CURRENT == 2 )); then
    if [[ $PREFIX == -* ]]; then
      _arguments -A '-*' \\
${options.map(({ words, help }) => words.map((word) => spec(word, help, words))).flat().join(" \\\n")}
    else
      _source-aircall_commands
    fi
    return
  fi
  local command=$words[2]
  (( CURRENT-- ))
  shift words
  case $command in
${commands.map(branch).join("\n")}
  esac
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _source-aircall "$@"
else
  compdef _source-aircall source-aircall
fi`;
}

/** One command, as a branch of a \`case\`. */
function branch({ name, options, operands }: Spoken): string {
  const specs = [
    ...options.map((option) => {
      const word = `--${option.name}${option.value ? "=" : ""}`;
      const value = option.value ? `:${plain(option.value)}:${action(option)}` : "";
      return `        ${quoted(`${option.repeats ? "*" : ""}${word}[${bracketed(option.help)}]${value}`)}`;
    }),
    ...operands.map((operand, place) =>
      `        ${
        quoted(`${place + 1}:${operand.optional ? ":" : ""}${plain(operand.help)}:${action(operand)}`)
      }`
    ),
  ];
  return `    ${quoted(name)})\n      _arguments \\\n${specs.join(" \\\n")}\n      ;;`;
}

/** One of the program's own options, which excludes its other names. */
function spec(word: string, help: string, words: readonly string[]): string {
  return `        ${quoted(`(${words.join(" ")})${word}[${bracketed(help)}]`)}`;
}

/** What offers the values of one place. A space offers nothing and says what is wanted. */
function action({ choices, file, ...more }: Option | Operand): string {
  if (choices) {
    const list = "list" in more && more.list;
    return list ? `_source-aircall_list ${choices.join(" ")}` : `(${choices.join(" ")})`;
  }
  return file === "folder" ? "_files -/" : file ? "_files" : " ";
}

/** A text in which a colon ends nothing. */
function plain(text: string): string {
  return text.replaceAll(/[\\:]/g, "\\$&");
}

/** A text in which neither a colon nor a bracket ends anything. */
function bracketed(text: string): string {
  return text.replaceAll(/[\\:\[\]]/g, "\\$&");
}

/** A word of zsh. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
