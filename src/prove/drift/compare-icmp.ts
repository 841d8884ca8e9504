import type { SaidIcmp } from "../../contract/said.ts";
import { icmpSources } from "../../fleet/needed-icmp.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import { listText, type Mismatch } from "./mismatch.ts";

/** The firewall lets through the ICMP messages that every host needs, and no others. */
export function compareIcmp(heard: HeardNode): Mismatch[] {
  const wrong = (saidOf(heard, "icmp") ?? []).filter(
    (said) => sourcesText(said.sources) !== sourcesText(icmpSources(said.family, said.type, said.hopLimit)),
  );
  if (wrong.length === 0) return [];
  const describe = (sourcesOf: (said: SaidIcmp) => readonly string[]) =>
    listText([...new Set(wrong.map((said) => `${messageText(said)} ${sourcesText(sourcesOf(said))}`))]);
  return [
    {
      ...{ services: [], node: heard.node, asked: "ICMP that the firewall allows" },
      wanted: describe(({ family, type, hopLimit }) => icmpSources(family, type, hopLimit)),
      seen: describe(({ sources }) => sources),
    },
  ];
}

/** The hop limit is said where it matters. */
function messageText({ family, type, hopLimit }: SaidIcmp): string {
  const message = `${family === "ipv4" ? "ICMP" : "ICMPv6"} type ${type}`;
  const isForAll = family === "ipv4" || icmpSources(family, type, ANY).length > 0;
  return isForAll ? message : `${message} with hop limit ${hopLimit}`;
}

/** A hop limit that nothing depends on. */
const ANY = 64;

function sourcesText(sources: readonly string[]): string {
  return sources.length === 0 ? "from nobody" : `from ${sources.join(", ")}`;
}
