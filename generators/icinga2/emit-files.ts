import { type Block, block, type OutputFile } from "../../src/contract/block.ts";
import type { Claims } from "../../src/contract/claims.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import type { Node } from "../../src/contract/fleet.ts";
import { renderText } from "../../src/render/eta.ts";
import { renderTemplate } from "../../src/render/render-template.ts";
import { ownProgram } from "./itl.ts";
import type { Model, WatchedVip } from "./model.ts";
import { minimumsOf } from "./monitored/minimums.ts";
import { redirectChecks } from "./monitored/redirects.ts";
import { API_PORT, listensAt } from "./monitored/roster.ts";
import type { VipCheck } from "./monitored/vip-checks.ts";
import { CONFIG_PATH, filePath, MAIL_HOST, MAIL_SERVICE, MASTER_ZONE, PAGE_PROGRAM, PROGRAMS } from "./names.ts";
import { neededCommands } from "./needed-commands.ts";
import { neededRules } from "./needed-rules.ts";
import { commandPrinter } from "./print/print-commands.ts";
import { nodesFile } from "./print/print-nodes.ts";
import { poolsFile } from "./print/print-pools.ts";
import { servicesFile } from "./print/print-services.ts";
import { teamBlocks } from "./print/print-teams.ts";
import { vipsFile } from "./print/print-vips.ts";
import { agentZones, masterZones } from "./print/print-zones.ts";
import { quote } from "./quote.ts";

const TEMPLATES = "generators/icinga2/templates";
const MASTERS_OWN = ["teams", "services", "vips", "pools", "nodes", "rules"];

interface File {
  readonly path: string;
  readonly mode?: number;
  readonly services?: readonly string[];
  readonly blocks: readonly Block[];
}

/** Files of monitoring hosts and agents. What monitoring hosts have in common is printed once. */
export function emitFiles(model: Model, claims: Claims): OutputFile[] {
  const { masters, agents } = model.roster;
  if (masters.length === 0) return [];
  const redirects = redirectChecks(model, claims);
  const checksAt = (vip: WatchedVip): VipCheck[] => [...vip.checks, ...(redirects.get(vip) ?? [])];
  const shared = masterFiles(model, checksAt);
  const neededBy = neededCommands(model, checksAt);
  const printCommands = commandPrinter(model);
  const own = (node: Node): File[] => {
    const needed = neededBy(node);
    const commands = printCommands(needed);
    return [
      mainFile(model, node, { runs: needed.size > 0, hasCommands: commands.length > 0 }),
      ...(commands.length > 0 ? [{ path: filePath("commands"), blocks: commands }] : []),
      ...programs(needed),
    ];
  };
  return [
    ...masters.flatMap((node) => [...own(node), ...shared].map(output(node))),
    ...agents.flatMap(({ node }) =>
      [...own(node), { path: filePath("zones"), blocks: agentZones(model, node) }].map(output(node)),
    ),
  ].sort((a, b) => compareText(a.node, b.node) || compareText(a.path, b.path));
}

function masterFiles(model: Model, checksAt: (vip: WatchedVip) => readonly VipCheck[]): File[] {
  const minimums = model.vips.some((vip) =>
    vip.families.some((family) => Object.keys(minimumsOf(model, vip, family)).length > 0),
  );
  const rules = neededRules(model, model.vips.flatMap(checksAt), minimums);
  const services = model.services.map((service) => service.name);
  return [
    { path: filePath("zones"), blocks: masterZones(model) },
    {
      path: filePath("teams"),
      blocks: renderTemplate(
        `${TEMPLATES}/teams.conf.eta`,
        { mailHost: MAIL_HOST, mailService: MAIL_SERVICE, page: PAGE_PROGRAM },
        { teams: teamBlocks(model.fleet) },
      ),
    },
    { path: filePath("services"), services, blocks: servicesFile(model) },
    { path: filePath("vips"), services, blocks: vipsFile(model, checksAt) },
    { path: filePath("pools"), services, blocks: poolsFile(model) },
    { path: filePath("nodes"), services: [], blocks: nodesFile(model) },
    { path: filePath("rules"), blocks: renderTemplate(`${TEMPLATES}/rules.conf.eta`, rules) },
  ];
}

/** `runs`: whether the node runs any check for the monitoring hosts. Rules, which only they have, use the name of their zone. */
function mainFile(
  { roster, fleet }: Model,
  node: Node,
  { runs, hasCommands }: { readonly runs: boolean; readonly hasCommands: boolean },
): File {
  const isMaster = roster.masters.includes(node);
  return {
    path: CONFIG_PATH,
    blocks: renderTemplate(
      `${TEMPLATES}/icinga2.conf.eta`,
      {
        role: isMaster ? "A monitoring host" : "An agent",
        name: quote(node.name),
        zone: isMaster ? quote(MASTER_ZONE) : undefined,
        runs,
        address: quote(listensAt(node, roster.masters, fleet)),
        port: API_PORT,
        files: ["zones", ...(hasCommands ? ["commands"] : []), ...(isMaster ? MASTERS_OWN : [])],
      },
      {},
      [node.tree],
    ),
  };
}

/** Programs of our own that commands run, each as one block: their paragraphs mean nothing to a reader of the catalog. */
function programs(commands: ReadonlySet<string>): File[] {
  const names = [...commands].flatMap((command) => ownProgram(command) ?? []).sort(compareText);
  return names.map((name) => {
    const lines = renderText(`${TEMPLATES}/${name}`, {}).split("\n");
    if (lines.pop() !== "") throw new Error(`${name} does not end in a newline`);
    return { path: `${PROGRAMS}/${name}`, mode: 0o755, blocks: [block(name, lines)] };
  });
}

/** Icinga does not run as root: its folder is world-readable, and contains no secret. */
function output(node: Node): (file: File) => OutputFile {
  return ({ path, mode, services, blocks }) => ({
    node: node.name,
    ...{ path, daemon: "icinga2", mode: mode ?? 0o644, owner: "root:root" },
    ...{ services: services ?? [], blocks },
  });
}
