import type { Command } from "commander";
import { SHOWN_KINDS } from "../inspect/shown-kinds.ts";
import { completedCommands } from "./completed-commands.ts";

/** The script, with the options of all commands as the program declares them. */
export function bashCompletion(program: Command): string {
  const commands = completedCommands(program).flatMap(({ path, command }) => (path.length === 1 ? [command] : []));
  const cases = commands.map((command) => `    ${command.name()}) words="${longOptions(command)}" ;;`);
  return `# Completion of intentlb for bash.

# Prints names of a kind out of the catalog that the command line speaks of.
_intentlb_names() {
  intentlb names "$1" --catalog "$catalog" 2>/dev/null
}

_intentlb() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" command="\${COMP_WORDS[1]}" words=""
  local catalog=. index arguments=()
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${commands.map((command) => command.name()).join(" ")} --version --help" -- "$current"))
    return
  fi
  for ((index = 2; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in
      -c | --catalog) catalog="\${COMP_WORDS[++index]}" ;;
      -o | --out | --against | --base | --expect | --format | --today | --report) ((index++)) ;;
      -*) ;;
      *) arguments+=("\${COMP_WORDS[index]}") ;;
    esac
  done
  [[ $command =~ ^(build|check|prove|diff)$ && -d \${arguments[0]} ]] && catalog="\${arguments[0]}"
  case "$previous" in
    --format)
      case "$command" in
        show) words="yaml json" ;;
        diff) words="pretty json markdown html" ;;
        explain) words="pretty json" ;;
        *) words="pretty json github gitlab sarif" ;;
      esac
      COMPREPLY=($(compgen -W "$words" -- "$current"))
      return
      ;;
    -c | --catalog | -o | --out | --against)
      COMPREPLY=($(compgen -d -- "$current"))
      return
      ;;
    --today) return ;;
    --node)
      COMPREPLY=($(compgen -W "$(_intentlb_names node)" -- "$current"))
      return
      ;;
  esac
  if [[ $current == -* ]]; then
    case "$command" in
${cases.map((line) => `  ${line}`).join("\n")}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  case "$command" in
    show)
      if ((\${#arguments[@]} == 0)); then words="${SHOWN_KINDS.join(" ")}"; else words="$(_intentlb_names "\${arguments[0]}")"; fi
      COMPREPLY=($(compgen -W "$words" -- "$current"))
      ;;
    explain)
      if ((\${#arguments[@]} > 0)); then
        COMPREPLY=($(compgen -W "$(_intentlb_names "\${arguments[0]}")" -- "$current"))
      else
        COMPREPLY=($(compgen -W "${SHOWN_KINDS.join(" ")} $(_intentlb_names service)" -- "$current"))
        ((\${#COMPREPLY[@]} > 0)) || COMPREPLY=($(compgen -f -- "$current"))
      fi
      compopt -o nospace 2>/dev/null
      ;;
    prove)
      if [[ \${arguments[0]} == enter ]]; then
        COMPREPLY=($(compgen -W "$(_intentlb_names node)" -- "$current"))
      else
        COMPREPLY=($(compgen -W enter -d -- "$current"))
      fi
      ;;
    completion) COMPREPLY=($(compgen -W "bash zsh fish" -- "$current")) ;;
    lint) COMPREPLY=($(compgen -f -- "$current")) ;;
    init | build | check | diff) COMPREPLY=($(compgen -d -- "$current")) ;;
  esac
}

complete -F _intentlb intentlb
`;
}

function longOptions(command: Command): string {
  return [...command.options.map((option) => option.long ?? ""), "--help"].filter((option) => option !== "").join(" ");
}
