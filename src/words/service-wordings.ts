import { FAMILIES, type Family } from "../contract/fleet.ts";
import type { Facts, FactValue } from "../contract/subject.ts";
import type { Phrase, Say } from "../contract/wording.ts";
import { isFacts, items, setting, showValue } from "./phrases.ts";

/** What people notice of a service besides its ports and members. */
export const SERVICE_WORDINGS: Readonly<Record<string, Say>> = {
  state: (before, after) => {
    const [old, now] = [showValue(before ?? null), showValue(after ?? null)];
    const what: Readonly<Record<string, string>> = {
      maintenance: "in maintenance, members get no traffic",
      testing: "in testing, nobody is paged",
      production: "in production",
    };
    const stops = now === "draining" || now === "maintenance" || now === "testing";
    return [{ risk: stops ? "stops" : "adds", text: `${what[now] ?? now} (was ${old})` }];
  },
  vip: (before, after) =>
    isFacts(before) && isFacts(after)
      ? movedAddresses(before, after)
      : [{ risk: "moves", text: `moves from ${vipName(before)} to ${vipName(after)}` }],
  owner: setting("owner"),
  hostnames: items(
    (name) => ({ risk: "adds", text: `reached as ${name}` }),
    (name) => ({ risk: "stops", text: `no longer reached as ${name}` }),
  ),
  canonical_redirect: setting("redirect to the first host name"),
  "balance.by": setting("balanced by", "moves"),
  "balance.nodes": items(
    (node) => ({ risk: "adds", text: `carried by ${node}` }),
    (node) => ({ risk: "stops", text: `no longer carried by ${node}` }),
  ),
  "balance.prefer": setting("preferred sites", "moves"),
  "timeouts.*": (before, after, [name = ""]) => setting(`${name.replaceAll("_", " ")} timeout`)(before, after, []),
  "paths.case": setting("case of paths", "opens"),
  "monitoring.page": (_before, after) =>
    after === true
      ? [{ risk: "adds", text: "pages its owner" }]
      : [{ risk: "opens", text: "no longer pages its owner" }],
};

/** How the addresses of a VIP change: only what differs is said. */
export function movedAddresses(before: Facts, after: Facts): Phrase[] {
  const differing = FAMILIES.filter((family) => before[family] !== after[family]);
  const show = (facts: Facts, families: readonly Family[]) =>
    families.map((family) => showValue(facts[family] ?? null)).join(", ");
  const moved = differing.filter((family) => before[family] !== undefined && after[family] !== undefined);
  const come = differing.filter((family) => before[family] === undefined);
  const gone = differing.filter((family) => after[family] === undefined);
  const phrases: Phrase[] = [
    { risk: "moves", text: `moves from ${show(before, moved)} to ${show(after, moved)}` },
    { risk: "adds", text: `reached at ${show(after, come)}, too` },
    { risk: "stops", text: `no longer reached at ${show(before, gone)}` },
  ];
  return phrases.filter((_, index) => [moved, come, gone][index]?.length !== 0);
}

/** A VIP of its own by its addresses, another by its name. */
export function vipName(vip: FactValue | undefined): string {
  if (isFacts(vip)) return `VIP ${Object.values(vip).map(showValue).join(", ")}`;
  return vip === undefined ? "no VIP" : `VIP ${showValue(vip)}`;
}

/** Who else a service leads to: below a path, by redirect, beside the balanced ports. */
export const ROUTE_WORDINGS: Readonly<Record<string, Say>> = { backend: setting("backend", "moves") };

export const REDIRECT_WORDINGS: Readonly<Record<string, Say>> = {
  to: setting("redirects to", "moves"),
  status: setting("redirects with status"),
  keep_path: setting("redirects with the rest of the path"),
};

/** A port that is not balanced: of a service, or below `ports.*` of a node. */
export const PORT_WORDINGS: Readonly<Record<string, Say>> = {
  port: setting("port", "moves"),
  transport: items(
    (transport) => ({ risk: "opens", text: `open for ${transport}` }),
    (transport) => ({ risk: "stops", text: `no longer open for ${transport}` }),
  ),
  nodes: items(
    (node) => ({ risk: "opens", text: `open on ${node}` }),
    (node) => ({ risk: "stops", text: `closed on ${node}` }),
  ),
  from: sources(""),
  from_nodes: sources("nodes "),
  except: items(
    (network) => ({ risk: "stops", text: `closed to ${network}` }),
    (network) => ({ risk: "opens", text: `open to ${network}, no longer an exception` }),
  ),
};

function sources(what: string): Say {
  return items(
    (network) => ({ risk: "opens", text: `open to ${what}${network}` }),
    (network) => ({ risk: "stops", text: `no longer open to ${what}${network}` }),
  );
}
