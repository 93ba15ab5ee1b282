import type { Operand, Option } from "../command.ts";
import type { Grammar } from "./grammar.ts";

/** Completions for fish, with the help beside each. */
export function fish({ options, commands }: Grammar): string {
  const lines = [
    ...commands.map(({ name, summary }) =>
      complete("-n __source_aircall_first", `-a ${quoted(name)}`, `-d ${quoted(summary)}`)
    ),
    ...options.map(({ words, help }) =>
      complete(
        "-n __source_aircall_first",
        ...words.map((word) => word.startsWith("--") ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`),
        `-d ${quoted(help)}`,
      )
    ),
    ...commands.flatMap(({ name, options, operands }) => {
      const valued = options.filter(({ value }) => value).map((option) => `--${option.name}`);
      return [
        ...options.map((option) => {
          const once = `; and not __source_aircall_has --${option.name}${option.value ? " valued" : ""}`;
          return complete(
            `-n ${quoted(`__source_aircall_in ${name}${option.repeats ? "" : once}`)}`,
            `-l ${option.name}`,
            ...(option.value ? ["-r", ...values(option)] : []),
            `-d ${quoted(option.help)}`,
          );
        }),
        ...operands.map((operand, place) =>
          complete(
            `-n ${quoted(`__source_aircall_at ${[name, place, ...valued].join(" ")}`)}`,
            ...values(operand),
            `-d ${quoted(operand.help)}`,
          )
        ),
      ];
    }),
  ];
  return `# Completions of source-aircall for fish: source-aircall completions fish | source

# Whether no command was given yet.
function __source_aircall_first
    test (count (commandline -opc)) -eq 1
end

# Whether $argv[1] is the command.
function __source_aircall_in
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test "$words[2]" = $argv[1]
end

# Whether the option $argv[1] was given before; one that is still to get its value ("valued") was not.
function __source_aircall_has
    set -l words (commandline -opc)
    if contains -- valued $argv[2..-1]
        set words $words[1..-2]
        string match -q -- "$argv[1]=*" $words[2..-1]; and return 0
    end
    contains -- $argv[1] $words
end

# Whether $argv[1] is the command and the next argument without an option has the place $argv[2]; the rest are options with a value.
function __source_aircall_at
    __source_aircall_in $argv[1]; or return 1
    set -l place 0
    set -l value no
    set -l words (commandline -opc)
    for at in (seq 3 (count $words))
        set -l word $words[$at]
        if test $value = yes
            set value no
        else if contains -- $word $argv[3..-1]
            set value yes
        else if not string match -q -- '-*' $word
            set place (math $place + 1)
        end
    end
    test $value = no; and test $place -eq $argv[2]
end

# The value at hand, without the option that it is joined to.
function __source_aircall_value
    string replace -r -- '^--[^=]*=' '' (commandline -ct)
end

# Each of $argv, behind what of a list was written already.
function __source_aircall_list
    set -l before (string match -r -- '^.*,' (__source_aircall_value))
    set -l taken (string split -- , "$before")
    for word in $argv
        contains -- $word $taken; or printf '%s%s\\n' "$before" $word
    end
end

complete -c source-aircall -e
complete -c source-aircall -f
${lines.join("\n")}`;
}

function complete(...parts: string[]): string {
  return ["complete -c source-aircall", ...parts].join(" ");
}

/** What offers the values of one place. */
function values({ choices, file, ...more }: Option | Operand): string[] {
  if (choices) {
    const words = choices.join(" ");
    const list = "list" in more && more.list;
    return ["-f", `-a ${quoted(list ? `(__source_aircall_list ${words})` : words)}`];
  }
  if (file === "folder") return ["-f", "-a '(__fish_complete_directories (__source_aircall_value) \"\")'"];
  return file ? ["-F"] : ["-f"];
}

/** A word of fish: between single quotes only these two are read otherwise. */
function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
}
