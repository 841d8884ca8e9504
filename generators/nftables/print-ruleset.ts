import { compareText } from "../../src/claims/compare-text.ts";
import { type Block, block } from "../../src/render/block.ts";
import { renderTemplate } from "../../src/render/render-template.ts";
import type { Family } from "../../src/resolve/fleet.ts";
import { type Destination, type FamilyRules, policiesOf, type Ruleset, type ServiceRules } from "./model.ts";
import type { Policy, PolicyRule } from "./policy.ts";
import type { PrefixList } from "./prefix-lists.ts";
import { quoteComment, quotePrefix } from "./quote.ts";

const TEMPLATE = "generators/nftables/templates/intentlb.nft.eta";

/** How nft calls a family in addresses of packets and of sets; nft(8), "IPV4 HEADER EXPRESSION" and "DATA TYPES". */
const WORDS = {
  ipv4: { header: "ip", type: "ipv4_addr" },
  ipv6: { header: "ip6", type: "ipv6_addr" },
} as const;

/** Prints rulesets as blocks; what several rulesets have in common becomes the same blocks. */
export function rulesetPrinter(fleetBlocked: readonly PrefixList[]): (ruleset: Ruleset) => Block[] {
  const printed = new Map<object, readonly Block[]>();
  const once = (thing: object, print: () => readonly Block[]): readonly Block[] => {
    const before = printed.get(thing);
    if (before !== undefined) return before;
    const blocks = print();
    printed.set(thing, blocks);
    return blocks;
  };
  const blocked = new Map(fleetBlocked.map((list) => [list.family, list]));

  return (ruleset) => {
    const policies = chainsOf(ruleset);
    const lists = listsOf(policies, blocked);
    return renderTemplate(
      TEMPLATE,
      { node: ruleset.node.name },
      {
        lookups: ruleset.rules.flatMap(printLookups),
        untracked: printUntracked(ruleset.rules),
        errors: ruleset.rules.flatMap(printErrors),
        policies: policies.flatMap((policy) => once(policy, () => printPolicy(policy, blocked.get(policy.family)))),
        destinations: ruleset.rules.flatMap((rules) => [
          ...once(rules.services, () => printServices(rules.family, rules.services)),
          ...printMap("own", rules.family, rules.own),
          ...printMap("ports", rules.family, rules.ports),
        ]),
        lists: lists.flatMap((list) => once(list, () => printList(list))),
      },
      [ruleset.node.tree],
    );
  };
}

type MapKind = "services" | "own" | "ports";

/** Looks the packet's destination up. A policy that does not let it in returns, and the next is asked. */
function printLookups(rules: FamilyRules): Block[] {
  const { header } = WORDS[rules.family];
  const lines: string[] = [];
  if (rules.services.destinations.length > 0)
    lines.push(`${header} daddr . meta l4proto . th dport vmap @services_${rules.family}`);
  if (rules.services.vips.length > 0) lines.push(`${header} daddr @vips_${rules.family} goto refused`);
  if (rules.own.length > 0) lines.push(`${header} daddr . meta l4proto . th dport vmap @own_${rules.family}`);
  if (rules.ports.length > 0) {
    lines.push(`meta nfproto ${rules.family} meta l4proto . th dport vmap @ports_${rules.family}`);
  }
  return lines.map((line) => block(`lookup ${line}`, [`\t\t${line}`]));
}

/**
 * What goes to and from UDP services at VIPs is not tracked: an entry per question, for 30 s each, would fill the table, and
 * then nobody gets in, by SSH neither. Who may send is decided by the source alone, and answers need no permission. What the node
 * asks others from its own addresses is tracked as ever.
 */
function printUntracked(rules: readonly FamilyRules[]): Block[] {
  const having = rules.filter(({ services }) => services.untracked.length > 0);
  if (having.length === 0) return [];
  const chain = (hook: string, lines: readonly string[]) =>
    section(`chain untracked_${hook}`, [
      "# Conntrack learns nothing of datagrams to and from VIPs: its table would be full. Their source decides, as for all.",
      ...[`type filter hook ${hook} priority raw; policy accept;`, ...lines],
    ]);
  const rule = (family: Family, from: string, side: string) =>
    `${from}${WORDS[family].header} ${side === "sport" ? "saddr" : "daddr"} . udp ${side} @untracked_${family} counter notrack`;
  return [
    ...chain(
      "prerouting",
      having.map(({ family }) => rule(family, "", "dport")),
    ),
    ...chain(
      "output",
      // Its own questions to a VIP that it holds stay on the node.
      having.flatMap(({ family }) => [rule(family, "", "sport"), rule(family, 'oif "lo" ', "dport")]),
    ),
  ];
}

/** A router's word that an answer was too big belongs to no connection where none is tracked. */
function printErrors({ family, services }: FamilyRules): Block[] {
  if (services.untrackedVips.length === 0) return [];
  const what =
    family === "ipv4" ? "icmp type destination-unreachable icmp code frag-needed" : "icmpv6 type packet-too-big";
  const line = `${WORDS[family].header} daddr @untracked_vips_${family} ${what} counter accept`;
  return [
    block(`errors ${family}`, [
      ...["", "\t\t# An answer was too big on its way: nobody tracks what it belongs to."],
      `\t\t${line}`,
    ]),
  ];
}

function printPolicy(policy: Policy, blocked: PrefixList | undefined): Block[] {
  const { header } = WORDS[policy.family];
  const lines = [
    ...policy.trusted.map((rule) => accept(policy.family, rule)),
    ...(blocked === undefined || policy.public.length === 0
      ? []
      : [`${header} saddr @${blocked.name} counter return comment "fleet.blocked"`]),
    ...policy.public.map((rule) => accept(policy.family, rule)),
  ];
  return section(`chain ${policy.name}`, lines);
}

/** Exceptions stand in the rule itself: they must not shut out what another rule of the policy lets in. */
function accept(family: Family, rule: PolicyRule): string {
  const { header } = WORDS[family];
  const sources = rule.sources === undefined ? "" : `${header} saddr @${rule.sources.name} `;
  const except = rule.except === undefined ? "" : `${header} saddr != @${rule.except.name} `;
  return `${sources}${except}counter accept`;
}

function printMap(kind: MapKind, family: Family, destinations: readonly Destination[]): Block[] {
  if (destinations.length === 0) return [];
  const name = `${kind}_${family}`;
  const address = kind === "ports" ? "" : `${WORDS[family].type} . `;
  return [
    block(`map ${name}`, [
      "",
      `\tmap ${name} {`,
      `\t\ttype ${address}inet_proto . inet_service : verdict`,
      "\t\tcounter",
      "\t\telements = {",
    ]),
    ...destinations.map(({ element, why, policy, causes }) =>
      block(`${name} ${element}`, [`\t\t\t${element} comment ${quoteComment(why)} : jump ${policy.name},`], causes),
    ),
    block(`end of map ${name}`, ["\t\t}", "\t}"]),
  ];
}

/** At a VIP nothing is let in but what a service offers there: not SSH, not a port of the node. */
function printServices(family: Family, { destinations, vips, untracked, untrackedVips }: ServiceRules): Block[] {
  const address = WORDS[family].type;
  return [
    ...printMap("services", family, destinations),
    ...printSet(`vips_${family}`, address, vips),
    ...printSet(`untracked_${family}`, `${address} . inet_service`, untracked),
    ...printSet(`untracked_vips_${family}`, address, untrackedVips),
  ];
}

function printSet(name: string, type: string, elements: readonly string[]): Block[] {
  if (elements.length === 0) return [];
  return section(`set ${name}`, [`type ${type}`, "elements = {", ...elements.map((each) => `\t${each},`), "}"]);
}

function printList(list: PrefixList): Block[] {
  const lines = [
    `type ${WORDS[list.family].type}`,
    "flags interval",
    "auto-merge",
    "elements = {",
    ...list.prefixes.map((prefix) => `\t${quotePrefix(list.family, prefix)},`),
    "}",
  ];
  return section(`set ${list.name}`, lines).map((made) => block(made.key, made.lines, list.causes));
}

function section(head: string, lines: readonly string[]): Block[] {
  return [block(head, ["", `\t${head} {`, ...lines.map((line) => `\t\t${line}`), "\t}"])];
}

function chainsOf(ruleset: Ruleset): Policy[] {
  const used = ruleset.rules.flatMap(({ services, own, ports }) => [
    ...services.policies,
    ...policiesOf([...own, ...ports]),
  ]);
  return [...new Set(used)].sort(byName);
}

function listsOf(policies: readonly Policy[], blocked: ReadonlyMap<Family, PrefixList>): PrefixList[] {
  const used = policies.flatMap((policy) => [
    ...[...policy.trusted, ...policy.public].flatMap((rule) => [rule.sources, rule.except]),
    policy.public.length === 0 ? undefined : blocked.get(policy.family),
  ]);
  return [...new Set(used)].filter((list) => list !== undefined).sort(byName);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return compareText(a.name, b.name);
}
