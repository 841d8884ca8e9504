import type { Argument, Command, Option } from "commander";
import { completedCommands } from "../../src/cli/completion/completed-commands.ts";

/**
 * intentlb(1), from the program's own help; man(7) has the macros.
 * @param date YYYY-MM-DD
 */
export function manPage(program: Command, date: string): string {
  const commands = completedCommands(program);
  return [
    `.TH INTENTLB 1 ${date} "intentlb ${program.version()}" "User Commands"`,
    ".SH NAME",
    `intentlb \\- ${roff(lowerFirst(program.description()))}`,
    ".SH SYNOPSIS",
    ...commands.flatMap(({ path, command }, index) => [...(index === 0 ? [] : [".PP"]), synopsis(path, command)]),
    ".SH DESCRIPTION",
    `${roff(program.description())}.`,
    ...helpText(program),
    ".SH COMMANDS",
    ...commands.flatMap(({ path, command }) => describe(path, command)),
    ".SH SEE ALSO",
    ".BR haproxy (1),",
    ".BR bird (8),",
    ".BR nft (8)",
    "",
  ].join("\n");
}

function describe(path: readonly string[], command: Command): string[] {
  const takes = command.registeredArguments.filter(({ description }) => description !== "");
  return [
    `.SS ${path.map(roff).join(" ")}`,
    `${roff(upperFirst(command.description()))}.`,
    ...takes.flatMap((argument) => [".TP", `.I ${roff(argument.name())}`, roff(told(argument))]),
    ...command.options.flatMap((option) => [".TP", `.B ${roff(option.flags)}`, roff(told(option))]),
    ...helpText(command),
  ];
}

function synopsis(path: readonly string[], command: Command): string {
  const options = command.options.length === 0 ? [] : ["[option ...]"];
  const takes = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? " ..." : ""}`;
    return argument.required ? name : `[${name}]`;
  });
  const words = [...options, ...takes].map((word) => ` \\fI${roff(word)}\\fR`);
  return `\\fBintentlb ${path.map(roff).join(" ")}\\fR${words.join("")}`;
}

/** With its allowed values, and its default. */
function told({ description, argChoices, defaultValue, defaultValueDescription }: Argument | Option): string {
  const standard = defaultValueDescription ?? (typeof defaultValue === "string" ? defaultValue : undefined);
  const choices = argChoices === undefined ? "" : `; one of ${argChoices.join(", ")}`;
  return `${upperFirst(description)}${choices}${standard === undefined ? "" : ` (default: ${standard})`}.`;
}

/** The help of a command after its options: paragraphs, in which indented lines are examples. */
function helpText(command: Command): string[] {
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  const blocks = help
    .slice(command.helpInformation().length)
    .trim()
    .split(/\n{2,}/);
  return blocks
    .filter((block) => block !== "")
    .flatMap((block) => [
      ".PP",
      ...block.split("\n").reduce<string[]>(addLine, []),
      ...(endsIndented(block) ? [".EE"] : []),
    ]);
}

function addLine(lines: string[], line: string): string[] {
  const isInside = lines.lastIndexOf(".EX") > lines.lastIndexOf(".EE");
  const isExample = line.startsWith("  ");
  const change = isExample === isInside ? [] : [isExample ? ".EX" : ".EE"];
  return [...lines, ...change, roff(line)];
}

function endsIndented(block: string): boolean {
  return /(?:^|\n) {2}[^\n]*$/.test(block);
}

function roff(text: string): string {
  const escaped = text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("'", "\\(aq").replaceAll("`", "\\(ga");
  return escaped.replace(/^\./, "\\&.");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
