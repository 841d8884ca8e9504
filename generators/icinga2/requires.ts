import { compareText } from "../../src/contract/compare-text.ts";
import type { Node } from "../../src/contract/fleet.ts";
import type { Model } from "./model.ts";
import { isPaged } from "./monitored/recipients.ts";
import { CERTIFICATES, PAGE_PROGRAM } from "./names.ts";

/** Certificates of Icinga's API, and the site's own programs that Icinga runs; sorted. */
export function requiredFiles(model: Model, node: Node): string[] {
  if (!model.able.has(node)) return [];
  const isMaster = model.roster.masters.includes(node);
  const programs = model.commands
    .filter(({ local, service }) => (isMaster ? !local : local && service.balance.nodes.includes(node)))
    .flatMap(({ argv }) => argv[0] ?? []);
  const pager = isMaster && pages(model) ? [PAGE_PROGRAM] : [];
  return [...new Set([...certificatesOf(node), ...programs, ...pager])].sort(compareText);
}

function pages({ services, fleet, toldOfNode }: Model): boolean {
  return services.some(isPaged) || [...fleet.nodes.values()].some((node) => toldOfNode(node).pagers.length > 0);
}

/** Where Icinga looks for them, regardless of configuration. */
export function certificatesOf({ name }: Node): string[] {
  return [`${CERTIFICATES}/${name}.crt`, `${CERTIFICATES}/${name}.key`, `${CERTIFICATES}/ca.crt`];
}
