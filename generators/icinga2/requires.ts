import { compareText } from "../../src/claims/compare-text.ts";
import type { Fleet, Node } from "../../src/resolve/fleet.ts";
import { catalogCommands, runsCommand } from "./catalog-commands.ts";
import { modelOf } from "./model.ts";
import { CERTIFICATES, PAGE_PROGRAM } from "./names.ts";
import { toldOfNodes, toldOfService } from "./recipients.ts";

/** Certificates of Icinga's API, and programs of the site's that Icinga runs; sorted. */
export function requiredFiles(fleet: Fleet, node: Node): string[] {
  const model = modelOf(fleet);
  if (!model.able.has(node)) return [];
  const isMaster = model.roster.masters.includes(node);
  const programs = catalogCommands(model.services)
    .filter((command) => command.local !== isMaster && runsCommand(command, node, isMaster))
    .flatMap(({ argv }) => argv[0] ?? []);
  const tellsOfNodes = toldOfNodes(fleet, model.services);
  const pages =
    model.services.some((service) => toldOfService(service).pagers.length > 0) ||
    [...fleet.nodes.values()].some((each) => tellsOfNodes(each).pagers.length > 0);
  return [...new Set([...certificatesOf(node), ...programs, ...(isMaster && pages ? [PAGE_PROGRAM] : [])])].sort(
    compareText,
  );
}

/** Where Icinga looks for them, whatever is configured. */
export function certificatesOf({ name }: Node): string[] {
  return [`${CERTIFICATES}/${name}.crt`, `${CERTIFICATES}/${name}.key`, `${CERTIFICATES}/ca.crt`];
}
