import type { Argument, Command, Option } from "commander";
import { SHOWN_KINDS } from "../inspect/shown-kinds.ts";
import { argumentCompletedBy, type Completed, valueCompletedBy } from "./completed-by.ts";
import { completedCommands } from "./completed-commands.ts";

/** The script for zsh (zshcompsys(1), `_arguments`), with commands, options and descriptions as the program declares them. */
export function zshCompletion(program: Command): string {
  const commands = completedCommands(program).filter(({ path }) => path.length === 1);
  return `#compdef intentlb
# Completion of intentlb for zsh.

# Completes names of a kind, the last argument, out of the catalog that the command line speaks of.
_intentlb_names() {
  local catalog=. index
  local -a names
  for ((index = 2; index < CURRENT; index++)); do
    case \${words[index-1]} in
      -c | --catalog) catalog=\${(Q)words[index]} ;;
      build | check | prove | diff) ((index == 2)) && [[ -d \${(Q)words[2]} ]] && catalog=\${(Q)words[2]} ;;
    esac
  done
  names=(\${(f)"$(intentlb names \${@[-1]} --catalog $catalog 2>/dev/null)"})
  compadd "\${@[1,-2]}" -a names
}

# Completes what \`explain\` takes first: a kind, a service, or a file with a line.
_intentlb_explained() {
  _alternative 'kinds:kind:(${SHOWN_KINDS.join(" ")})' 'services:service:_intentlb_names service' 'files:file:_files'
}

# Completes a name of the kind that \`show\` has been given.
_intentlb_shown() {
  _intentlb_names "$@" $line[1]
}

_intentlb_command() {
  local -a commands
  commands=(
${commands.map(({ command }) => `    ${quote(`${command.name()}:${command.description()}`)}`).join("\n")}
  )
  _describe command commands
}

_intentlb() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C '--version[print the version]' '--help[show help]' ': :_intentlb_command' '*:: :->command' && return
  [[ $state == command ]] || return 1
  case $words[1] in
${commands.map(({ command }) => `    ${command.name()})\n${describe(command)}\n      ;;`).join("\n")}
  esac
}

if [[ $funcstack[1] == _intentlb ]]; then _intentlb "$@"; else compdef _intentlb intentlb; fi
`;
}

/** Completion after a command. One with subcommands delegates to them once the first word is given. */
function describe(command: Command): string {
  const inner = command.commands.map(
    (below) =>
      `      if [[ CURRENT -gt 2 && $words[2] == ${below.name()} ]]; then\n        shift words\n        ((CURRENT--))\n${argumentsOf(below, [])}\n        return\n      fi\n`,
  );
  return (
    inner.join("") +
    argumentsOf(
      command,
      command.commands.map((below) => below.name()),
    )
  );
}

function argumentsOf(command: Command, commands: readonly string[]): string {
  const positions = command.registeredArguments.map((argument) => position(argument, commands));
  const specs = [...command.options.map(option), "'--help[show help]'", ...positions];
  return `      _arguments ${specs.join(" \\\n        ")}`;
}

function position(argument: Argument, commands: readonly string[]): string {
  const by = action(argumentCompletedBy(argument));
  const either =
    commands.length === 0
      ? by
      : `_alternative ${quote(`commands:command:(${commands.join(" ")})`)} ${quote(`arguments:${argument.name()}:${by}`)}`;
  return quote(`${argument.variadic ? "*" : ""}:${escapeSpec(argument.name())}:${either}`);
}

function option(option: Option): string {
  const { long = "", short, description, variadic } = option;
  const value = valueCompletedBy(option);
  const said = `[${escapeSpec(description)}]`;
  // The values of a variadic option continue up to the next option.
  const taken = value === undefined ? "" : `:${variadic ? "*-*:" : ""}${long.slice(2)}:${action(value)}`;
  const equals = value === undefined || variadic ? "" : "=";
  if (short === undefined) return quote(`${long}${equals}${said}${taken}`);
  return `${quote(`(${short} ${long})`)}{${short},${long}${equals}}${quote(said + taken)}`;
}

function action(completed: Completed): string {
  switch (completed.by) {
    case "words":
      return `(${completed.words.join(" ")})`;
    case "names":
      return `_intentlb_names ${completed.kind}`;
    case "shown":
      return "_intentlb_shown";
    case "explained":
      return "_intentlb_explained";
    case "folders":
      return "_files -/";
    case "files":
      return "_files";
    case "nothing":
      return " ";
  }
}

/** Characters that end a part of a specification. */
function escapeSpec(text: string): string {
  return text.replace(/[[\]:\\]/g, "\\$&");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
