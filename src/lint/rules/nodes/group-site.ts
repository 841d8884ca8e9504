import type { Cause, FindingDraft } from "../../../contract/finding.ts";
import type { Fleet, Group, Node, Service } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { present } from "../../../contract/present.ts";
import { oncePer } from "../../../fleet/once-per.ts";
import { reachedBackends } from "../../../fleet/reached-backends.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";

/** Servers that replace each other, as findings describe them. */
interface PoolSite {
  readonly name: string;
  readonly nodes: ReadonlySet<Node>;
  /** Where all of them are; absent if they are on several sites. */
  readonly site?: string;
  readonly at: ReturnType<typeof userPlace>;
}

/** The servers of a group behind a service are not all on one site. */
export const groupSite: Rule = {
  codes: {
    "group/one-site": {
      severity: "warning",
      about:
        "All members of a group are on one of the fleet's sites, and a production service has no server elsewhere: it fails when that site fails. Add a node of another site to the group, or accept it for services that belong to that site, in `defaults.service` for all. Several services are one finding.",
    },
  },
  wholeFleet: true,
  checkFleet(fleet, report) {
    if (fleet.spec.sites.length < 2) return;
    const groups = groupsOnOneSite(fleet);
    const found: { readonly group: Group; readonly site: string; readonly draft: FindingDraft }[] = [];
    for (const service of fleet.services.values()) {
      if (service.state !== "production") continue;
      for (const { name, nodes, site, at } of poolsOf(service)) {
        if (site === undefined) continue;
        const group = [...nodes]
          .flatMap((node) => groups.get(node) ?? [])
          .find((candidate) => candidate.nodes.every((node) => nodes.has(node)));
        if (group === undefined) continue;
        found.push({
          group,
          site,
          draft: {
            code: "group/one-site",
            message: `${name} has servers only on site ${site}, because all of group ${group.name} are there`,
            at,
            notes: [{ message: `group ${group.name} is declared here`, at: keyAt(group) }],
            help: "add a node of another site to the group",
            subject: { kind: "service", name: service.name },
          },
        });
      }
    }
    const several = new Set(found.map(({ group }) => group)).size > 1;
    for (const { group, site, draft } of found) {
      report({ ...draft, cause: several ? causeInFleet(fleet) : causeInGroup(group, site) });
    }
  },
};

function causeInGroup(group: Group, site: string): Cause {
  return {
    at: keyAt(group),
    several: true,
    message: `all nodes of group ${group.name} are on site ${site}, and there are no servers elsewhere`,
  };
}

/** Several groups on one site each are a decision about the fleet. */
function causeInFleet(fleet: Fleet): Cause {
  return {
    at: keyAt(fleet, "sites"),
    several: true,
    message: "services have all their servers on one site, because all nodes of their group are there",
    help: "add nodes of other sites to the groups, or accept this with a reason, for all services in `defaults.service`",
  };
}

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

/** The one site that nodes are on; undefined if there are several. */
function siteOf(nodes: readonly Node[]): string | undefined {
  const sites = new Set(nodes.map(({ site }) => site));
  return sites.size === 1 ? nodes[0]?.site : undefined;
}

const poolsOf = oncePer((service: Service): readonly PoolSite[] => {
  if (service.balance.by === "anycast") {
    const at = userPlace(service, service, "balance", "nodes");
    const { nodes } = service.balance;
    return [{ name: service.name, nodes: new Set(nodes), ...present({ site: siteOf(nodes) }), at }];
  }
  return reachedBackends(service).map((backend) => ({
    name: `backend ${backend.name} of ${service.name}`,
    nodes: new Set(backend.members.map(({ node }) => node)),
    ...present({ site: siteOf(backend.members.map(({ node }) => node)) }),
    at:
      backend.spec.members === undefined
        ? userPlace(service, service, "members")
        : userPlace(service, backend, "members"),
  }));
});
