import { compareText } from "../../src/contract/compare-text.ts";
import type { Answers, ReadBack, RunningHost } from "../../src/contract/read-back.ts";
import type { SaidAnnounce, SaidSession } from "../../src/contract/said.ts";

/** Name, state, peer and channel of each BGP session, and if it is up, the node's own routes that BIRD exports there. */
const SCRIPT = `
birdc -r show protocols | while read -r name kind table state since info; do
  [ "$kind" = BGP ] || continue
  echo "session $name $info"
  birdc -r "show protocols all '$name'"
  [ "$info" != Established ] || birdc -r "show route export '$name' where source != RTS_BGP"
done`;

/** BIRD's sessions, and the routes that it announces over those that are up, as it reports them. */
export const readBack: ReadBack = { processes: ["bird"], tells: ["announce", "session"], ask };

async function ask(host: RunningHost): Promise<Answers> {
  const sessions = readSessions(await host.run(["sh", "-c", SCRIPT]));
  const prefixes = [...new Set(sessions.flatMap(({ told }) => told))].sort(compareText);
  const said = prefixes.map((prefix): SaidAnnounce => {
    const channel = prefix.includes(":") ? "ipv6" : "ipv4";
    const untold = sessions.filter(
      (session) => session.isUp && session.channel === channel && !session.told.includes(prefix),
    );
    return { kind: "announce", prefix, untold: untold.map(({ name }) => name) };
  });
  const peers = sessions.map(({ name, peer, isUp }): SaidSession => ({ kind: "session", name, peer, isUp }));
  return { said: [...said, ...peers], unclear: [] };
}

interface Session extends Omit<SaidSession, "kind"> {
  readonly channel: string;
  readonly told: readonly string[];
}

function readSessions(answer: string): Session[] {
  return answer
    .split(/^session /m)
    .slice(1)
    .map((part) => ({
      name: part.slice(0, part.indexOf(" ")),
      peer: /^ +Neighbor address: (?<peer>[\da-f.:]+)/m.exec(part)?.groups?.["peer"] ?? "",
      isUp: /^\S+ Established/.test(part),
      channel: /^ +Channel (?<channel>\S+)/m.exec(part)?.groups?.["channel"] ?? "",
      told: [...part.matchAll(/^(?<prefix>[\da-f.:]+\/\d+) /gm)].map(({ groups }) => groups?.["prefix"] ?? ""),
    }));
}
