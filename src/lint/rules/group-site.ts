import { reachedBackends } from "../../claims/reached-backends.ts";
import type { Fleet, Group, Node, Service } from "../../resolve/fleet.ts";
import { keyAt } from "../../resolve/origin.ts";
import type { Rule } from "../rule.ts";
import { userPlace } from "../user-place.ts";

/** Servers that stand in for each other, as findings speak of them. */
interface Pool {
  readonly name: string;
  readonly nodes: ReadonlySet<Node>;
  readonly at: ReturnType<typeof userPlace>;
}

/** A group that stands behind a service does not go down with one site. */
export const groupSite: Rule = {
  codes: {
    "group/one-site": {
      severity: "warning",
      about:
        "All members of a group are on one of the fleet's sites, and a production service has no server elsewhere: it goes down with that site. Let a node of another site join the group, or accept it for a service of that site alone.",
    },
  },
  wholeFleet: true,
  check(fleet, report) {
    if (fleet.spec.sites.length < 2) return;
    const groups = groupsOnOneSite(fleet);
    for (const service of fleet.services.values()) {
      if (service.state !== "production") continue;
      for (const { name, nodes, at } of poolsOf(service)) {
        const site = siteOf([...nodes]);
        const group = [...nodes]
          .flatMap((node) => groups.get(node) ?? [])
          .find((candidate) => candidate.nodes.every((node) => nodes.has(node)));
        if (site === undefined || group === undefined) continue;
        report({
          code: "group/one-site",
          message: `${name} has servers on site ${site} alone, since all of group ${group.name} are there`,
          at,
          notes: [{ message: `group ${group.name} is declared here`, at: keyAt(group) }],
          help: "let a node of another site join the group, so that a site may be cut off",
          subject: { kind: "service", name: service.name },
        });
      }
    }
  },
};

/** Groups of several nodes, all on one site, by their first node. */
function groupsOnOneSite({ groups }: Fleet): Map<Node, Group[]> {
  const found = new Map<Node, Group[]>();
  for (const group of groups.values()) {
    const [first, second] = group.nodes;
    if (first === undefined || second === undefined || siteOf(group.nodes) === undefined) continue;
    const known = found.get(first);
    if (known === undefined) found.set(first, [group]);
    else known.push(group);
  }
  return found;
}

/** The one site that nodes are on; undefined where there are several. */
function siteOf(nodes: readonly Node[]): string | undefined {
  const sites = new Set(nodes.map(({ site }) => site));
  return sites.size === 1 ? nodes[0]?.site : undefined;
}

function poolsOf(service: Service): Pool[] {
  if (service.balance.by === "anycast") {
    const at = userPlace(service, service, "balance", "nodes");
    return [{ name: service.name, nodes: new Set(service.balance.nodes), at }];
  }
  return reachedBackends(service).map((backend) => ({
    name: `backend ${backend.name} of ${service.name}`,
    nodes: new Set(backend.members.map(({ node }) => node)),
    at:
      backend.spec.members === undefined
        ? userPlace(service, service, "members")
        : userPlace(service, backend, "members"),
  }));
}
