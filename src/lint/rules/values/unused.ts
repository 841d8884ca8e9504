import type { FindingSubject } from "../../../contract/finding.ts";
import type { Fleet } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import type { Tree } from "../../../contract/tree.ts";
import type { Rule } from "../../rule.ts";
import type { ReferencedNames } from "../../services/referenced-names.ts";

/** What the catalog defines but nothing refers to. */
export const unused: Rule = {
  codes: {
    "unused/certificate": { severity: "notice", about: "No frontend uses the certificate." },
    "unused/group": { severity: "notice", about: "Nothing refers to the group of nodes." },
    "unused/network": { severity: "notice", about: "Nothing refers to the network." },
    "unused/profile": { severity: "notice", about: "No service inherits from the profile." },
    "unused/team": { severity: "notice", about: "The team owns nothing." },
    "unused/vip": { severity: "notice", about: "No service uses the VIP, so it is not announced." },
  },
  checkFleet(fleet, report, { names }) {
    for (const { kind, said, things, used } of definitions(fleet, names)) {
      for (const [name, thing] of things) {
        if (used.has(name)) continue;
        report({
          code: `unused/${kind}`,
          message: said(name),
          at: keyAt(thing),
          help: "remove it, or use it",
          subject: kind === "vip" ? vipSubject(name) : undefined,
        });
      }
    }
  },
};

interface Definitions {
  readonly kind: "certificate" | "group" | "network" | "profile" | "team" | "vip";
  readonly said: (name: string) => string;
  readonly things: Iterable<readonly [string, { readonly tree: Tree }]>;
  readonly used: { has(name: string): boolean };
}

function definitions(fleet: Fleet, names: ReferencedNames): readonly Definitions[] {
  const own = [...fleet.profiles].filter(([, profile]) => !profile.builtin);
  return [
    {
      kind: "certificate",
      said: (name) => `no frontend uses certificate ${name}`,
      things: fleet.certificates,
      used: names.certificates,
    },
    { kind: "group", said: (name) => `nothing refers to group ${name}`, things: fleet.groups, used: names.nodes },
    {
      kind: "network",
      said: (name) => `nothing refers to network ${name}`,
      things: fleet.networks,
      used: names.networks,
    },
    {
      kind: "profile",
      said: (name) => `no service inherits from profile ${name}`,
      things: own,
      used: inheritedProfiles(fleet),
    },
    { kind: "team", said: (name) => `team ${name} owns nothing`, things: fleet.teams, used: names.teams },
    { kind: "vip", said: (name) => `no service uses VIP ${name}`, things: fleet.vips, used: names.vips },
  ];
}

function inheritedProfiles(fleet: Fleet): ReadonlySet<string> {
  const names = new Set<string>();
  for (const service of fleet.services.values()) for (const name of service.profiles) names.add(name);
  return names;
}

function vipSubject(name: string): FindingSubject {
  return { kind: "vip", name };
}
