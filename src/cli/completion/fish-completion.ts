import type { Command, Option } from "commander";
import { SHOWN_KINDS } from "../inspect/shown-kinds.ts";
import { argumentCompletedBy, type Completed, valueCompletedBy } from "./completed-by.ts";
import { type CompletedCommand, completedCommands } from "./completed-commands.ts";

/** The script for fish (complete(1)), with commands, options and descriptions as the program declares them. */
export function fishCompletion(program: Command): string {
  const commands = completedCommands(program);
  const valued = new Set(
    commands
      .flatMap(({ command }) => command.options.filter(({ required }) => required))
      .flatMap(({ short, long }) => [short, long])
      .filter((name) => name !== undefined),
  );
  return `# Completion of intentlb for fish.

# Prints the words before the one that is completed which are neither options nor values of options.
function __intentlb_words
    set -l previous
    for word in (commandline -opc)[2..-1]
        switch "$previous"
            case ${[...valued].sort().join(" ")}
            case '*'
                string match -q -- '-*' $word; or echo $word
        end
        set previous $word
    end
end

# Whether the command line is one of a command.
function __intentlb_in
    set -l words (__intentlb_words)
    string match -q -- "$argv *" "$words "
end

# Whether a command comes next, or an argument of a command: of its words there are this many.
function __intentlb_at
    set -l words (__intentlb_words)
    test (count $words) -eq $argv[1]; and __intentlb_in $argv[2..-1]
end

# Prints names of a kind out of the catalog that the command line speaks of.
function __intentlb_names
    set -l catalog .
    set -l words (__intentlb_words)
    if contains -- "$words[1]" build check prove diff; and test -d "$words[2]"
        set catalog $words[2]
    end
    set -l previous
    for word in (commandline -opc)
        contains -- "$previous" -c --catalog; and set catalog $word
        set previous $word
    end
    intentlb names $argv[1] --catalog $catalog 2>/dev/null
end

complete -c intentlb -f
complete -c intentlb -n '__intentlb_at 0' -l version -d 'print the version'
complete -c intentlb -l help -d 'show help'
${commands.flatMap(describe).join("\n")}
`;
}

function describe({ path, command }: CompletedCommand): string[] {
  const within = path.join(" ");
  const place = [`${path.length - 1}`, ...path.slice(0, -1)].join(" ");
  const self = `complete -c intentlb -n ${quote(`__intentlb_at ${place}`)} -a ${command.name()} -d ${quote(command.description())}`;
  const options = command.options.map(
    (option) => `complete -c intentlb -n ${quote(`__intentlb_in ${within}`)} ${describeOption(option)}`,
  );
  const positions = command.registeredArguments.flatMap((argument, index) => {
    const by = candidates(argumentCompletedBy(argument));
    const where = argument.variadic ? `__intentlb_in ${within}` : `__intentlb_at ${path.length + index} ${within}`;
    return by === "" ? [] : [`complete -c intentlb -n ${quote(where)} ${by}`];
  });
  return ["", self, ...options, ...positions];
}

function describeOption(option: Option): string {
  const { long = "", short, description } = option;
  const value = valueCompletedBy(option);
  const names = `${short === undefined ? "" : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
  const taken = value === undefined ? "" : ` ${value.by === "files" ? "-r" : "-x"} ${candidates(value)}`;
  return `${names} -d ${quote(description)}${taken}`.trimEnd();
}

function candidates(completed: Completed): string {
  switch (completed.by) {
    case "words":
      return `-a ${quote(completed.words.join(" "))}`;
    case "names":
      return `-a '(__intentlb_names ${completed.kind})'`;
    case "shown":
      return `-a '(__intentlb_names (__intentlb_words)[2])'`;
    case "explained":
      return `-F -a '${SHOWN_KINDS.join(" ")} (__intentlb_names service)'`;
    case "folders":
      return "-a '(__fish_complete_directories)'";
    case "files":
      return "-F";
    case "nothing":
      return "";
  }
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
