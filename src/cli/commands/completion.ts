import { Argument, Command } from "commander";
import { bashCompletion } from "../completion/bash-completion.ts";

const HELP = `
To load it in every new shell:
  intentlb completion bash > ~/.local/share/bash-completion/completions/intentlb`;

/** `intentlb completion bash`: a script that completes commands, options, and names of services and nodes. */
export function completionCommand(): Command {
  return new Command("completion")
    .description("print a completion script")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash"]))
    .addHelpText("after", HELP)
    .action((_shell: string, _options: unknown, command: Command) => {
      process.stdout.write(bashCompletion(command.parent ?? command));
    });
}
