import { compareText } from "../../src/contract/compare-text.ts";
import { present } from "../../src/contract/present.ts";
import type { Answers, ReadBack, RunningHost } from "../../src/contract/read-back.ts";
import type { SaidAddress, SaidAnnounce, SaidSession, SaidSpeaker } from "../../src/contract/said.ts";
import { ANYCAST_INTERFACE } from "../../src/fleet/announce/interfaces.ts";

/**
 * The router id; BFD's sessions; then each BGP session, and if it is up, the node's own routes that BIRD exports there, as peers get them, those
 * that it has from there, and those that it passes on.
 */
const SCRIPT = `
birdc -r show status
birdc -r show bfd sessions
birdc -r show protocols | while read -r name kind table state since info; do
  [ "$kind" = BGP ] || continue
  echo "session $name $info"
  birdc -r "show protocols all '$name'"
  [ "$info" = Established ] || continue
  birdc -r "show route export '$name' where source != RTS_BGP all"
  echo "accepted"
  birdc -r "show route protocol '$name'"
  echo "passed on"
  birdc -r "show route export '$name' where source = RTS_BGP"
done`;

/** BIRD's sessions, the routes that it announces over those that are up, as it reports them, and the node's VIPs. */
export const readBack: ReadBack = { processes: ["bird"], tells: ["address", "announce", "speaker", "session"], ask };

async function ask(host: RunningHost): Promise<Answers> {
  const addresses = readAddresses(await host.run(["ip", "-j", "address"]));
  const answer = await host.run(["sh", "-c", SCRIPT]);
  const sessions = readSessions(answer);
  const routerId = /^Router ID is (?<id>[\d.]+)$/m.exec(answer)?.groups?.["id"];
  const prefixes = [...new Set(sessions.flatMap(({ told }) => [...told.keys()]))].sort(compareText);
  const said = prefixes.map((prefix): SaidAnnounce => {
    const channel = prefix.includes(":") ? "ipv6" : "ipv4";
    const untold = sessions.filter(({ session, told, ...rest }) => {
      return session.isUp && rest.channel === channel && !told.has(prefix);
    });
    const marks = [...new Set(sessions.flatMap(({ told }) => told.get(prefix) ?? []))].sort(compareText);
    return { kind: "announce", prefix, untold: untold.map(({ session }) => session.name), marks };
  });
  const speakers: SaidSpeaker[] = routerId === undefined ? [] : [{ kind: "speaker", routerId }];
  return { said: [...addresses, ...speakers, ...said, ...sessions.map(({ session }) => session)], unclear: [] };
}

/** One interface of `ip -j address`. */
interface Link {
  readonly ifname: string;
  readonly addr_info: readonly {
    readonly local: string;
    readonly prefixlen: number;
    readonly scope: string;
    readonly deprecated?: boolean;
  }[];
}

function readAddresses(output: string): SaidAddress[] {
  const links: readonly Link[] = JSON.parse(output);
  return links
    .filter(({ ifname }) => ifname === ANYCAST_INTERFACE)
    .flatMap(({ addr_info }) => addr_info)
    .filter(({ scope }) => scope !== "link")
    .map(({ local, prefixlen, deprecated }) => ({
      ...{ kind: "address", prefix: `${local}/${prefixlen}`, isSource: deprecated !== true },
    }));
}

interface ReadSession {
  readonly session: SaidSession;
  readonly channel: string;
  /** What is said of each prefix. */
  readonly told: ReadonlyMap<string, readonly string[]>;
}

function readSessions(answer: string): ReadSession[] {
  const [bfd = "", ...parts] = answer.split(/^session /m);
  // `10.1.0.11  ---  Up  19:10:18.880  0.300  0.900`
  const timeouts = new Map(
    [...bfd.matchAll(/^(?<peer>[\da-f.:]+) +\S+ +Up +.* (?<timeout>[\d.]+)$/gm)].map(({ groups }) => [
      groups?.["peer"] ?? "",
      Math.round(Number(groups?.["timeout"]) * 1000),
    ]),
  );
  return parts.map((whole) => {
    const [part = "", accepted = "", passedOn = ""] = whole.split(/^(?:accepted|passed on)\n/m);
    const word = (pattern: RegExp) => pattern.exec(part)?.groups?.["word"];
    const peer = word(/^ +Neighbor address: (?<word>[\da-f.:]+)/m) ?? "";
    const keepalive = word(/^ +Keepalive timer: +[\d.]+\/(?<word>\d+)/m);
    const [, local = ""] = /^ +Local capabilities\n(.*?)^ +Neighbor capabilities$/ms.exec(part) ?? [];
    const restart = local.includes("Graceful restart")
      ? Number(/Restart time: (\d+)/.exec(local)?.[1] ?? 0)
      : undefined;
    const hold = word(/^ +Hold timer: +[\d.]+\/(?<word>\d+)/m);
    const filter = word(/^ +Input filter: +(?<word>\S+)/m);
    const limit = numberIn(word(/^ +Receive limit: +(?<word>\d+)/m)) ?? Infinity;
    return {
      session: {
        ...{ kind: "session", name: part.slice(0, part.indexOf(" ")), peer, isUp: /^\S+ Established/.test(part) },
        ...present({
          hold: numberIn(hold),
          keepalive: numberIn(keepalive),
          restart,
          bfd: timeouts.get(peer),
          limit: filter === undefined || filter === "REJECT" ? undefined : limit,
        }),
        ...{ accepted: pathsIn(accepted), lost: lostIn(accepted), passedOn: pathsIn(passedOn) },
      },
      channel: word(/^ +Channel (?<word>\S+)/m) ?? "",
      told: new Map(
        part
          .split(/^(?=[\da-f.:]+\/\d+ )/m)
          .slice(1)
          .map((route) => [route.slice(0, route.indexOf(" ")), marksOf(route)] as const),
      ),
    };
  });
}

function numberIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** Number of paths by prefix; only the first of a prefix begins with it: `192.0.2.39/32  unicast [lb2-v4 08:48:21] * (100)`. */
function pathsIn(routes: string): Map<string, number> {
  const paths = new Map<string, number>();
  let prefix = "";
  for (const { groups } of routes.matchAll(/^(?<prefix>[\da-f.:]+\/\d+)? +\w+ \[/gm)) {
    prefix = groups?.["prefix"] ?? prefix;
    paths.set(prefix, (paths.get(prefix) ?? 0) + 1);
  }
  return paths;
}

/** `192.0.2.88/32  unreachable [kdc1-v4 08:48:31.688 from 10.1.12.1] * (100/?)` */
function lostIn(routes: string): string[] {
  return [...routes.matchAll(/^(?<prefix>[\da-f.:]+\/\d+) +unreachable \[/gm)].map(
    ({ groups }) => groups?.["prefix"] ?? "",
  );
}

/** BIRD 2 prints `BGP.community: (64512,1001)`, BIRD 3 `bgp_community: (64512, 1001)`. */
function marksOf(route: string): string[] {
  const attribute = (name: string) =>
    new RegExp(`^\\s+(?:BGP\\.|bgp_)${name}: (?<value>.*)$`, "m").exec(route)?.groups?.["value"] ?? "";
  const preference = attribute("local_pref");
  const communities = ["community", "large_community"].flatMap((name) => attribute(name).match(/\([^)]*\)/g) ?? []);
  return [
    ...(preference === "" ? [] : [`local preference ${preference}`]),
    ...communities.map((text) => `community ${text.replaceAll(" ", "")}`),
  ];
}
