import { ipaddr } from "../../src/ip/ipaddr.ts";

/** What may have gone wrong with one line. `line` is absent if the line is gone. */
export interface Mutation {
  readonly operator: "dropped" | "widened" | "swapped" | "number changed";
  readonly line?: string;
}

/** Words that a mistake confuses, in the languages of all daemons; each is replaced by the other. */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ["required", "none"],
  ["accept", "drop"],
  ["accept", "reject"],
  ["deny", "allow"],
  ["on", "off"],
  ["yes", "no"],
  ["true", "false"],
  ["if", "unless"],
  ["granted", "denied"],
  ["import", "export"],
  ["none", "all"],
  ["ip", "ip6"],
  ["tcp", "udp"],
  ["http", "https"],
  ["v4", "v6"],
  ["roundrobin", "source"],
  ["assign", "ignore"],
  ["check", "no-check"],
  ["saddr", "daddr"],
];

/** What is for people only: `comment "frontend http of www"` of nftables, titles in Icinga. */
const FOR_PEOPLE = /\b(?:comment|title =|notes =|display_name =) "[^"]*"/g;

/** A line that is nothing else. */
const REMARK = /^\s*(?:title|notes|display_name) = /;

/** Everything that a line of configuration may become; none for an empty line or a comment. */
export function mutationsOf(line: string): Mutation[] {
  if (line.trim() === "" || /^\s*(?:#|\/\/)/.test(line) || REMARK.test(line)) return [];
  const [told, meant] = [remarks(line), networks(line)];
  const changes = [...widen(line), ...swap(line), ...changeNumbers(line)].filter(
    (each) => remarks(each.line) === told && networks(each.line ?? "") !== meant,
  );
  return [{ operator: "dropped" }, ...changes];
}

function remarks(line: string | undefined): string {
  return (line?.match(FOR_PEOPLE) ?? []).join();
}

/** The line with prefixes as daemons read them: bits after the length do not count. */
function networks(line: string): string {
  return line.replace(/[\da-f.:]+\/\d+/g, (text) => {
    if (!ipaddr.isValidCIDR(text)) return text;
    const [address, bits] = ipaddr.parseCIDR(text);
    const version = address.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6;
    return `${version.networkAddressFromCIDR(text)}/${bits}`;
  });
}

/** A prefix twice as wide, and more; a verification that is not required. */
function widen(line: string): Mutation[] {
  const found = [...line.matchAll(/(?<=[\da-f:]\/)\d{1,3}\b/g)].map((match) => {
    const length = Number(match[0]);
    return replaceAt(line, match.index, match[0], String(Math.max(0, length - (length > 32 ? 16 : 8))));
  });
  const verified = line.includes("verify required") ? [line.replace("verify required", "verify optional")] : [];
  return [...found, ...verified].map((each) => ({ operator: "widened", line: each }));
}

function swap(line: string): Mutation[] {
  return OPPOSITES.flatMap(([one, other]) => [...replaceWord(line, one, other), ...replaceWord(line, other, one)]).map(
    (each) => ({ operator: "swapped", line: each }),
  );
}

/** Each word with the name, not parts of words with dots and dashes. */
function replaceWord(line: string, from: string, to: string): string[] {
  return [...line.matchAll(new RegExp(`(?<![\\w./-])${from}(?![\\w./-])`, "g"))].map((match) =>
    replaceAt(line, match.index, from, to),
  );
}

/** Above this, one more is within what a daemon's clock or a load balancer's share can show. */
const SMALL = 100;

/** Another number at the place of each; parts of addresses and names, too. */
function changeNumbers(line: string): Mutation[] {
  return [...line.matchAll(/(?<![\da-f])\d+(?![\da-f])/g)].flatMap((match) => {
    const number = Number(match[0]);
    return otherNumbers(number, line.slice(0, match.index))
      .filter((each) => each !== number && Number.isSafeInteger(each))
      .map(
        (each): Mutation => ({
          operator: "number changed",
          line: replaceAt(line, match.index, match[0], String(each)),
        }),
      );
  });
}

/** One more if it is small, or ten times as much; of HTTP/1.1 the version that there is. */
function otherNumbers(number: number, before: string): number[] {
  if (/\bHTTP\/$/.test(before)) return [];
  if (/\bHTTP\/1\.$/.test(before)) return [1 - number];
  return [...(number < SMALL ? [number + 1] : []), number * 10];
}

function replaceAt(line: string, at: number, from: string, to: string): string {
  return `${line.slice(0, at)}${to}${line.slice(at + from.length)}`;
}
