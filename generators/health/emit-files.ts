import { type Block, block, type OutputFile } from "../../src/contract/block.ts";
import type { Claims } from "../../src/contract/claims.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import type { Fleet, Node } from "../../src/contract/fleet.ts";
import { renderText } from "../../src/render/eta.ts";
import { renderTemplate } from "../../src/render/render-template.ts";
import { type HealthVip, runsOn } from "./model.ts";
import { configPrinter } from "./print-config.ts";

const TEMPLATES = "generators/health/templates";
const FOLDER = "usr/local/lib/intentlb";
export const PROGRAM_PATH = `${FOLDER}/health`;
export const CONFIG_PATH = "etc/intentlb/health.conf";

/** Modules of the program, next to it. */
const MODULES = [
  "Check",
  "Clock",
  "Config",
  "Daemon",
  "Dns",
  "Drain",
  "DrainCommand",
  "Kernel",
  "Lock",
  "Log",
  "Loop",
  "Notify",
  "Ntp",
  "Program",
  "State",
  "Status",
  "Talk",
].map((name) => `Health/${name}.pm`);

interface CommonFile {
  readonly path: string;
  readonly mode: number;
  readonly blocks: readonly Block[];
}

/** The program, its unit, and each node's checks: only for what the node announces according to claims. */
export function emitFiles(fleet: Fleet, all: readonly HealthVip[], claims: Claims): OutputFile[] {
  const nodes = [...fleet.nodes.values()].filter(runsOn).sort((a, b) => compareText(a.name, b.name));
  if (nodes.length === 0) return [];
  const common = commonFiles();
  const print = configPrinter();
  const announced = announcedBy(claims);
  return nodes.flatMap((node) => {
    const vips = all.filter((vip) => announced.get(node.name)?.has(vip.prefix));
    const services = [...new Set(vips.flatMap((vip) => vip.services.map((service) => service.name)))].sort(compareText);
    return [
      outputFile(node, { path: CONFIG_PATH, mode: 0o644, blocks: print(node, vips) }, services),
      ...common.map((file) => outputFile(node, file, [])),
    ];
  });
}

/** Prefixes by node. */
function announcedBy({ announces }: Claims): Map<string, Set<string>> {
  const byNode = new Map<string, Set<string>>();
  for (const { prefix, nodes } of announces) {
    for (const node of nodes) {
      const prefixes = byNode.get(node) ?? new Set();
      byNode.set(node, prefixes.add(prefix));
    }
  }
  return byNode;
}

/** Files that are the same on all nodes. */
function commonFiles(): CommonFile[] {
  const paths = { program: `/${PROGRAM_PATH}`, config: `/${CONFIG_PATH}` };
  return [
    { path: PROGRAM_PATH, mode: 0o755, blocks: wholeFile("health") },
    ...MODULES.map((module) => ({ path: `${FOLDER}/${module}`, mode: 0o644, blocks: wholeFile(module) })),
    {
      path: "etc/systemd/system/intentlb-health.service",
      mode: 0o644,
      blocks: renderTemplate(`${TEMPLATES}/intentlb-health.service.eta`, paths),
    },
    {
      path: "etc/tmpfiles.d/intentlb-health.conf",
      mode: 0o644,
      blocks: renderTemplate(`${TEMPLATES}/tmpfiles.conf.eta`, {}),
    },
    {
      path: "etc/sysctl.d/60-intentlb-anycast.conf",
      mode: 0o644,
      blocks: renderTemplate(`${TEMPLATES}/sysctl.conf.eta`, {}),
    },
  ];
}

/** A file of the program as one block: its paragraphs mean nothing to a reader of the catalog. */
function wholeFile(name: string): Block[] {
  const lines = renderText(`${TEMPLATES}/${name}`, {}).split("\n");
  if (lines.pop() !== "") throw new Error(`${name} does not end in a newline`);
  return [block(name, lines)];
}

function outputFile(node: Node, { path, mode, blocks }: CommonFile, services: readonly string[]): OutputFile {
  return { node: node.name, path, daemon: "health", mode, owner: "root:root", services, blocks };
}
