import { Argument, Command } from "commander";
import { bashCompletion } from "../completion/bash-completion.ts";
import { fishCompletion } from "../completion/fish-completion.ts";
import { zshCompletion } from "../completion/zsh-completion.ts";

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
type Shell = keyof typeof SCRIPTS;

const HELP = `
To load it in every new shell:
  intentlb completion bash > ~/.local/share/bash-completion/completions/intentlb
  intentlb completion zsh > ~/.zsh/_intentlb      with \`fpath=(~/.zsh $fpath)\` before compinit in ~/.zshrc
  intentlb completion fish > ~/.config/fish/completions/intentlb.fish
The Debian package has them in place.`;

/** `intentlb completion SHELL`: a script that completes commands, options, and names of services and nodes. */
export function completionCommand(): Command {
  return new Command("completion")
    .description("print a completion script")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(SCRIPTS)))
    .addHelpText("after", HELP)
    .action((shell: Shell, _options: unknown, command: Command) => {
      process.stdout.write(SCRIPTS[shell](command.parent ?? command));
    });
}
