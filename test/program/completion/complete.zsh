# complete.zsh SCRIPT LINE: prints what zsh offers where Tab is pressed at the end of a line, one candidate per line. Completion
# needs zsh's line editor, which needs a terminal: zpty is one (zshmodules(1)). Leaves files beside SCRIPT.
zmodload zsh/zpty
work=$(mktemp -d ${1:h}/XXXXXX)
cat > $work/rc <<'RC'
autoload -Uz compinit
compinit -D -u
# Writes down candidates on their way in; where it only filters (-O, -A, -D) nothing comes in.
compadd() {
  local -a hits
  if [[ " ${@[1,(i)(-|--)]} " != *" -"[OAD]" "* ]]; then
    builtin compadd -O hits "$@"
    print -rl -- $hits >> $WORK/hits
  fi
  builtin compadd "$@"
}
complete-line() {
  zle complete-word
  : > $WORK/ended
}
zle -N complete-line
bindkey '^I' complete-line
zle-line-init() { : > $WORK/ready }
zle -N zle-line-init
RC
# Waits for a file, and reads what the shell writes, since it would wait for that.
until_there() {
  for ((i = 0; i < 3000; i++)); do
    [[ -e $work/$1 ]] && return
    zpty -r -t shell > /dev/null || sleep 0.02
  done
  print -u2 "no $1 of zsh"
  exit 1
}
: > $work/hits
zpty -b shell zsh -f -i
zpty -w shell "WORK=$work; source $work/rc; source ${(q)1}"
until_there ready
zpty -w -n shell "$2"$'\t'
until_there ended
zpty -d shell
sort -u $work/hits
