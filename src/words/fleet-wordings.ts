import type { Say } from "../contract/wording.ts";
import { holds, rangeOf } from "../ip/address-range.ts";
import { parsePrefix } from "../ip/parse-addresses.ts";
import { changed, isFacts, items, itemsOf, setting, showValue } from "./phrases.ts";
import { PORT_WORDINGS } from "./service-wordings.ts";

/** Settings that all nodes and services share. */
export const FLEET_WORDINGS: Readonly<Record<string, Say>> = {
  asn: setting("AS number", "moves"),
  sites: setting("sites"),
  "targets.*": (before, after, [daemon = ""]) => setting(`files are written for ${daemon}`)(before, after, []),
  announce: (before, after) => {
    const isInside = (prefix: string) => itemsOf(before).some((old) => isWithin(prefix, old));
    const say = items(
      (prefix) => ({ risk: isInside(prefix) ? "changes" : "opens", text: `nodes may announce ${prefix}` }),
      (prefix) => ({ risk: "stops", text: `nodes may no longer announce ${prefix}` }),
    );
    return say(before, after, []);
  },
  management: items(
    (network) => ({ risk: "opens", text: `managed from ${network}` }),
    (network) => ({ risk: "stops", text: `no longer managed from ${network}` }),
  ),
  raw_lines: setting("raw lines allowed in", "opens"),
  blocked: items(
    (network) => ({ risk: "stops", text: `${network} blocked everywhere` }),
    (network) => ({ risk: "opens", text: `${network} no longer blocked anywhere` }),
  ),
  command_directories: items(
    (folder) => ({ risk: "opens", text: `commands may lie in ${folder}` }),
    (folder) => ({ risk: "stops", text: `commands may no longer lie in ${folder}` }),
  ),
  member_family: setting("members reached by", "moves"),
  "guard.*": (before, after, [what = ""]) => {
    const noun = `guard: most ${what.replaceAll("_", " ")} of one change`;
    const isHigher = after === undefined || (before !== undefined && Number(after) > Number(before));
    return [{ risk: isHigher ? "opens" : "changes", text: changed(noun, before, after) }];
  },
  "acme.nodes": setting("nodes that answer ACME challenges", "moves"),
  "acme.port": setting("port of ACME challenges", "moves"),
};

function isWithin(inner: string, outer: string): boolean {
  const [a, b] = [parsePrefix(inner), parsePrefix(outer)];
  return !("fault" in a) && !("fault" in b) && holds(rangeOf(b.prefix), rangeOf(a.prefix));
}

export const VIP_WORDINGS: Readonly<Record<string, Say>> = {
  fallback: setting("unknown host names answered by"),
};

export const GROUP_WORDINGS: Readonly<Record<string, Say>> = {
  nodes: items(
    (node) => ({ risk: "changes", text: `${node} joins` }),
    (node) => ({ risk: "changes", text: `${node} leaves` }),
  ),
};

export const CERTIFICATE_WORDINGS: Readonly<Record<string, Say>> = {
  file: setting("file", "moves"),
  names: items(
    (name) => ({ risk: "changes", text: `covers ${name}` }),
    (name) => ({ risk: "changes", text: `no longer covers ${name}` }),
  ),
};

export const TEAM_WORDINGS: Readonly<Record<string, Say>> = {
  email: setting("notified at", "moves"),
  pager: (before, after) =>
    after === undefined
      ? [{ risk: "opens", text: `no longer paged (was ${showValue(before ?? null)})` }]
      : setting("paged as", "moves")(before, after, []),
};

/** A machine. */
export const NODE_WORDINGS: Readonly<Record<string, Say>> = {
  site: setting("site", "moves"),
  roles: items(
    (role) => ({ risk: "adds", text: `role ${role}` }),
    (role) => ({ risk: "stops", text: `no longer ${role}` }),
  ),
  managed: (_before, after) =>
    after === false
      ? [{ risk: "opens", text: "no longer configured by intentlb" }]
      : [{ risk: "adds", text: "configured by intentlb" }],
  "addresses.*": (before, after, [family = ""]) =>
    setting(family === "ipv4" ? "IPv4 address" : "IPv6 address", "moves")(before, after, []),
  interface: setting("interface", "moves"),
  state: (before, after) => {
    const [old, now] = [showValue(before ?? "active"), showValue(after ?? "active")];
    return [{ risk: now === "active" ? "adds" : "stops", text: `${now} (was ${old})` }];
  },
  "emit.*": (before, after, [daemon = ""]) => {
    if (after !== false) return before === false ? [{ risk: "adds", text: `${daemon} written by intentlb again` }] : [];
    const isFirewall = daemon === "nftables";
    return [
      {
        risk: "opens",
        text: `${isFirewall ? "no firewall (nftables)" : `no ${daemon}`} from intentlb, left to the node's owner`,
      },
    ];
  },
  "ports.*": (before, after, [name = ""]) => {
    if (after === undefined) return [{ risk: "stops", text: `port ${name} closed` }];
    if (before !== undefined || !isFacts(after)) return undefined;
    const from = [...itemsOf(after["from"]), ...itemsOf(after["from_nodes"]).map((node) => `nodes ${node}`)];
    return [{ risk: "opens", text: `port ${name} (${showValue(after["port"] ?? null)}) open to ${showValue(from)}` }];
  },
  ...Object.fromEntries(Object.entries(PORT_WORDINGS).map(([key, say]) => [`ports.*.${key}`, inPort(say)])),
};

function inPort(say: Say): Say {
  return (before, after, [name = ""]) =>
    say(before, after, [])?.map(({ risk, text }) => ({ risk, text: `port ${name}: ${text}` }));
}
