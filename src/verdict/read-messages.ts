import type { DaemonMessage, ReadMessages } from "../contract/daemon-message.ts";

/** `/etc/bird/bird.conf:12:3 syntax error`, with or without a column. */
const BEFORE_TEXT = /(?<file>\/[^\s:()]+):(?<line>\d+)(?::(?<column>\d+))?:?\s+(?<text>\S.*)$/;
/** Apache: `AH00526: Syntax error on line 4 of /etc/apache2/apache2.conf:`, the text on the next line. */
const ON_LINE_OF = /on line (?<line>\d+) of (?<file>\/[^\s:]+):?$/;
/** Icinga 2: `Location: in /etc/icinga2/icinga2.conf: 4:2-4:9`, the text on the line before. */
const LOCATION = /^Location: in (?<file>\/[^\s:]+): (?<line>\d+):(?<column>\d+)-(?<endLine>\d+):(?<endColumn>\d+)$/;

/** Time, severity and component before a text of Icinga 2. */
const PREFIX = /^(?:\[[^\]]*\]\s+)?(?:(?:critical|warning)\/\S+:\s+)?(?:Error:\s+)?/;

/** Messages of daemons whose generator has no parser: those that give a line of one of their files in a usual format. */
export const readMessages: ReadMessages = (output, files) => {
  const lines = output.split("\n");
  return lines.flatMap((line, index): DaemonMessage[] => {
    const match = LOCATION.exec(line) ?? ON_LINE_OF.exec(line) ?? BEFORE_TEXT.exec(line);
    const { file = "", line: number, column, endLine, endColumn, text } = match?.groups ?? {};
    if (match === null || !files.has(file)) return [];
    const said = text ?? (endLine === undefined ? lines[index + 1] : lines[index - 1]?.replace(PREFIX, ""));
    const isShort = endColumn !== undefined && endLine === number;
    return [
      {
        kind: /\bwarn(?:ing)?\b/i.test(`${lines[index - 1] ?? ""}\n${line}`) ? "warning" : "error",
        text: said?.replace(/^(?:warning|error): /i, "") || line,
        file,
        line: Number(number),
        ...(column === undefined ? {} : { column: Number(column) }),
        ...(isShort ? { endColumn: Number(endColumn) + 1 } : {}),
      },
    ];
  });
};
