#!/usr/bin/env zsh
# zsh -f zsh_capture.zsh SCRIPT LINE: sources the script (of a folder: loads _source-aircall from it when it is needed) in an interactive zsh on a terminal of its own, presses Tab after the line
# and prints what is offered, one a line: the word, and behind a tab what is shown for it.
zmodload zsh/zpty || exit 3
zpty inner zsh -f -i

# prints what comes until a line that ends with the mark
until_mark() {
  local line
  while zpty -r inner line; do
    line=${${line%$'\n'}%$'\r'}
    [[ $line == *$1 ]] && return 0
    (( ${+2} )) && print -r -- "$line"
  done
  return 1
}

zpty -w inner "PROMPT= PROMPT2= RPROMPT=; stty -echo columns 500; unsetopt prompt_sp auto_list auto_menu list_beep; unset zle_bracketed_paste
[[ -d ${(q)1} ]] && fpath=(${(q)1} \$fpath)
autoload -U compinit && compinit -C -d \$HOME/dump
[[ -d ${(q)1} ]] || source ${(q)1}
zstyle ':completion:*' verbose yes
zstyle ':completion:*:descriptions' format ''
bindkey '^I' complete-word
null-line() { zle kill-buffer; print -r -- END-OF-OFFER }
zle -N null-line
bindkey '^O' null-line
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd \"\$@\"; return \$?; fi
  typeset -a __hits __shown __tmp
  if (( \$@[(I)-d] )); then
    __tmp=\${@[\$[\${@[(i)-d]}+1]]}
    if [[ \$__tmp == \(* ]]; then eval \"__shown=\$__tmp\"; else __shown=(\"\${(@P)__tmp}\"); fi
  fi
  builtin compadd -A __hits -D __shown \"\$@\"
  local i
  for i in {1..\$#__hits}; do (( \$#__hits )) && print -r -- \"OFFER \$__hits[i]\"\$'\t'\"\$__shown[i]\"; done
  builtin compadd \"\$@\"
}
print READY-''TO-COMPLETE"
# ^O stands alone: after ^X, which others begin with, zsh would wait for one more key
until_mark READY-TO-COMPLETE || exit 4
zpty -w -n inner "$2"$'\t\x0f'
until_mark END-OF-OFFER print | sed -n 's/^.*OFFER //p'
zpty -d inner
