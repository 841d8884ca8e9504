import { type Block, block } from "../../../src/contract/block.ts";
import { compareText } from "../../../src/contract/compare-text.ts";
import type { LoneService } from "../../../src/contract/lone-service.ts";
import { at } from "../../../src/contract/origin.ts";
import type { Model, WatchedVip } from "../model.ts";
import { minimumsOf } from "../monitored/minimums.ts";
import { isPaged, union } from "../monitored/recipients.ts";
import { without } from "../monitored/roster.ts";
import type { VipCheck } from "../monitored/vip-checks.ts";
import { vipHost } from "../names.ts";
import { entry, HEADER } from "../printed.ts";
import { print } from "../quote.ts";

const TABLE = "IntentlbVips";
const MINIMUMS = "IntentlbMinimums";

/** A table for each VIP, from which the rules make a host per family, with a line for each check there. */
export function vipsFile(model: Model, checksAt: (vip: WatchedVip) => readonly VipCheck[]): Block[] {
  return [
    HEADER,
    block("tables", [
      "",
      "// Checks at VIPs, with the families that monitoring hosts check (remote), and those that carriers check (local).",
      `globals.${TABLE} = {}`,
      `globals.${MINIMUMS} = {}`,
    ]),
    ...model.vips.flatMap((vip) => [
      ...checksTable(model, vip, checksAt(vip)),
      ...vip.families.flatMap((family) => {
        const minimums = minimumsOf(model, vip, family);
        const causes = vip.services.map((service) => at(service, "monitoring", "minimum_healthy"));
        return Object.keys(minimums).length === 0 ? [] : [entry(MINIMUMS, vipHost(vip.name, family), minimums, causes)];
      }),
    ]),
  ];
}

function checksTable(model: Model, vip: WatchedVip, checks: readonly VipCheck[]): Block[] {
  const key = `${TABLE}[${print(vip.name)}]`;
  const nodes = vip.nodes.map((node) => node.name);
  const { teams, pagers } = union(vip.services);
  const unseen = vip.families.filter((family) => without(model.roster.masters, family).length > 0);
  const head = {
    title: `VIP ${vip.name.slice(vip.name.indexOf(":") + 1)}`,
    addresses: { ...vip.addresses },
    ...(unseen.length === 0 ? {} : { unseen }),
    nodes,
    services: vip.services.map((service) => service.name),
    teams,
    pagers,
  };
  return [
    block(
      key,
      ["", `${key} = {`, ...Object.entries(head).map(([name, value]) => `  ${name} = ${print(value)}`), "  checks = {"],
      [...new Set(vip.services.map((service) => service.vip.tree))],
    ),
    ...[...checks]
      .sort((a, b) => compareText(a.name, b.name))
      .map((check) =>
        block(check.name, [`    ${print(check.name)} = ${print(checkEntry(check, nodes))}`], check.causes),
      ),
    block(`end of ${key}`, ["  }", "}"]),
  ];
}

function checkEntry(check: VipCheck, nodes: readonly string[]) {
  const { service, title, use, remote, local, pages } = check;
  const own = holders(service);
  return {
    service: service.name,
    ...{ title, command: use.command, remote, local },
    ...(pages && isPaged(service) ? { page: true } : {}),
    ...(own.join(" ") === nodes.join(" ") ? {} : { nodes: own }),
    vars: use.vars,
  };
}

function holders({ balance }: LoneService): string[] {
  return balance.nodes
    .filter((node) => node.state !== "planned")
    .map((node) => node.name)
    .sort(compareText);
}
