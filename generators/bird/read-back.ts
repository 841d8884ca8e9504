import { compareText } from "../../src/claims/compare-text.ts";
import type { SaidAnnounce } from "../../src/claims/said.ts";
import type { Answers, ReadBack, RunningHost } from "../../src/read-back.ts";

/** For each BGP session that is up: its name, its channel, and what BIRD tells there of its own, not of other nodes. */
const SCRIPT = `
birdc -r show protocols | while read -r name kind table state since info; do
  [ "$kind" = BGP ] && [ "$info" = Established ] || continue
  echo "session $name"
  birdc -r "show protocols all '$name'"
  birdc -r "show route export '$name' where source != RTS_BGP"
done`;

/** Routes that BIRD announces, as it says itself for each session. */
export const readBack: ReadBack = { processes: ["bird"], ask };

async function ask(host: RunningHost): Promise<Answers> {
  const sessions = readSessions(await host.run(["sh", "-c", SCRIPT]));
  const prefixes = [...new Set(sessions.flatMap(({ told }) => told))].sort(compareText);
  const said = prefixes.map((prefix): SaidAnnounce => {
    const channel = prefix.includes(":") ? "ipv6" : "ipv4";
    const untold = sessions.filter((session) => session.channel === channel && !session.told.includes(prefix));
    return { kind: "announce", prefix, untold: untold.map(({ name }) => name) };
  });
  return { said, unclear: [] };
}

interface Session {
  readonly name: string;
  readonly channel: string;
  readonly told: readonly string[];
}

function readSessions(answer: string): Session[] {
  return answer
    .split(/^session /m)
    .slice(1)
    .map((part) => ({
      name: part.slice(0, part.indexOf("\n")),
      channel: /^ +Channel (?<channel>\S+)/m.exec(part)?.groups?.["channel"] ?? "",
      told: [...part.matchAll(/^(?<prefix>[\da-f.:]+\/\d+) /gm)].map(({ groups }) => groups?.["prefix"] ?? ""),
    }));
}
