import type { DaemonMessage, ReadMessages } from "../../src/contract/daemon-message.ts";
import type { Source } from "../../src/contract/source.ts";

/** A message's first line: `[ALERT]    (26131) : config : parsing [/etc/haproxy/haproxy.cfg:74] : 'bind 192.0.2.44:443' …` */
const MESSAGE = /^\[(?<severity>[A-Z]+)\]\s*\(\d+\) : (?:config : )?(?<rest>.*)$/;
const PLACED = /^(?:parsing )?\[(?<file>\/[^\]]+):(?<line>\d+)\] : (?<text>.*)$/;
/** `Proxy 'www': …`, `proxy 'www' …`, `frontend 'www' …` */
const SECTION = /^(?:proxy|frontend|backend|listen) '(?<name>[^']+)'/i;
/** These sum up earlier messages. */
const SUMMARY = /^(?:Error\(s\) found in configuration file|Fatal errors found in configuration)/;

/** Messages of `haproxy -c`; those that continue on further lines are joined. */
export const readMessages: ReadMessages = (output, files) => {
  const messages: { readonly severity: string; rest: string }[] = [];
  for (const line of output.split("\n")) {
    const { severity, rest } = MESSAGE.exec(line)?.groups ?? {};
    if (severity !== undefined && rest !== undefined) messages.push({ severity, rest });
    else {
      const last = messages.at(-1);
      const more = line.replace(/^\s*\|?\s*/, "");
      if (last !== undefined && more !== "") last.rest += ` ${more}`;
    }
  }
  return messages.flatMap(({ severity, rest }): DaemonMessage[] => {
    if ((severity !== "ALERT" && severity !== "WARNING") || SUMMARY.test(rest)) return [];
    const kind = severity === "ALERT" ? "error" : "warning";
    const { file, line, text } = PLACED.exec(rest)?.groups ?? {};
    if (text !== undefined && file !== undefined) return [{ kind, text, file, line: Number(line) }];
    const name = SECTION.exec(rest)?.groups?.["name"];
    return [{ kind, text: rest, ...(name === undefined ? {} : findSection(name, files)) }];
  });
};

/** The line where a section begins. */
function findSection(name: string, files: ReadonlyMap<string, Source>): Pick<DaemonMessage, "file" | "line"> {
  for (const [file, source] of files) {
    const line = source.text.split("\n").findIndex((text) => {
      const [keyword = "", called] = text.split(" ");
      return ["frontend", "backend", "listen"].includes(keyword) && called === name;
    });
    if (line !== -1) return { file, line: line + 1 };
  }
  return {};
}
