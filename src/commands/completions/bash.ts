import type { Operand, Option } from "../command.ts";
import type { Grammar } from "./grammar.ts";

/**
 * Completions for bash without the package bash-completion, and with nothing that 3.2 does not have. Choices are words without anything that a shell reads
 * otherwise, see `Option.choices`; help texts are not in it.
 */
export function bash({ options, commands }: Grammar): string {
  const first = [...commands.map(({ name }) => name), ...options.flatMap(({ words }) => words)];
  const cases = commands.flatMap(({ name, options }) => [
    `    ${name})`,
    `      options='${options.map((option) => `--${option.name}`).join(" ")}'`,
    `      valued='${options.filter(({ value }) => value).map((option) => `--${option.name}`).join(" ")}'`,
    `      repeats='${
      options.filter(({ repeats }) => repeats).map((option) => `--${option.name}`).join(" ")
    }'`,
    `      ;;`,
  ]);
  const values = commands.flatMap(({ name, options, operands }) => [
    ...options.filter(({ value }) => value).map((option) => accepted(`${name} --${option.name}`, option)),
    ...operands.map((operand, place) => accepted(`${name} ${place}`, operand)),
  ]);
  return `# Completions of source-aircall for bash: eval "$(source-aircall completions bash)"

# Sets what the value after $1 may be: kind and choices. $1 is a command and an option, or a command and a place.
_source_aircall_value() {
  kind=none choices=''
  case $1 in
${values.join("\n")}
  esac
}

_source_aircall() {
  local IFS=$' \\t\\n' command=\${COMP_WORDS[1]} current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local kind=none choices='' options='' valued='' repeats='' given=' ' prefix='' taken=',' word place=0 at
  COMPREPLY=()
  if [ "$COMP_CWORD" -le 1 ]; then
    choices='${first.join(" ")}'
    case $current in -*) ;; *) choices='${commands.map(({ name }) => name).join(" ")}' ;; esac
    for word in $choices; do case $word in "$current"*) COMPREPLY+=("$word") ;; esac; done
    return
  fi
  case $command in
${cases.join("\n")}
    *) return ;;
  esac
  for ((at = 2; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    case $word in
      --*)
        given="$given\${word%%=*} "
        case " $valued " in *" $word "*) at=$((at + 1)); [ "\${COMP_WORDS[at]}" = = ] && at=$((at + 1)) ;; esac
        ;;
      *) place=$((place + 1)) ;;
    esac
  done
  # bash takes --name=value apart, unless = was taken out of COMP_WORDBREAKS
  case $current in
    =) current='' ;;
    --*=*) before=\${current%%=*} prefix=$before= current=\${current#*=} ;;
    *) [ "$before" = = ] && before=\${COMP_WORDS[COMP_CWORD-2]} ;;
  esac
  case " $valued " in
    *" $before "*) _source_aircall_value "$command $before" ;;
    *)
      case $current in
        -*) kind=option ;;
        *)
          _source_aircall_value "$command $place"
          [ "$kind" = none ] && [ -z "$current" ] && kind=option
          ;;
      esac
      ;;
  esac
  case $kind in
    option)
      for word in $options; do
        case "$given" in *" $word "*) case " $repeats " in *" $word "*) ;; *) continue ;; esac ;; esac
        case $word in "$current"*) COMPREPLY+=("$word") ;; esac
      done
      ;;
    list)
      case $current in *,*) taken=",\${current%,*}," prefix="$prefix\${current%,*}," current=\${current##*,} ;; esac
      for word in $choices; do
        case $taken in *",$word,"*) continue ;; esac
        case $word in "$current"*) COMPREPLY+=("$prefix$word") ;; esac
      done
      compopt -o nospace 2>/dev/null
      ;;
    one) for word in $choices; do case $word in "$current"*) COMPREPLY+=("$prefix$word") ;; esac; done ;;
    file | folder)
      # readline completes paths best, quotes and all; where it cannot be asked to, names are listed
      word=default at=-f
      [ "$kind" = folder ] && word=dirnames at=-d
      if [ -n "$prefix" ] || ! compopt -o "$word" 2>/dev/null; then
        while IFS= read -r word; do COMPREPLY+=("$prefix$word"); done < <(compgen "$at" -- "$current")
      fi
      ;;
  esac
}

complete -F _source_aircall source-aircall`;
}

/** What may stand at one place, as a branch of a \`case\`. */
function accepted(place: string, { choices, file, ...more }: Option | Operand): string {
  const list = "list" in more && more.list;
  const kind = choices ? (list ? "list" : "one") : file === "folder" ? "folder" : file ? "file" : "none";
  const words = choices ? ` choices='${choices.join(" ")}'` : "";
  return `    '${place}') kind=${kind}${words} ;;`;
}
