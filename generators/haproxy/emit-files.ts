import { type Block, block, type OutputFile } from "../../src/contract/block.ts";
import type { Claims } from "../../src/contract/claims.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import type { Fleet, Node } from "../../src/contract/fleet.ts";
import { at } from "../../src/contract/origin.ts";
import { renderTemplate } from "../../src/render/render-template.ts";
import { acmeBackend } from "./backend/acme.ts";
import { printBackend } from "./backend/backend-section.ts";
import { printSharedCheck } from "./backend/shared-checks.ts";
import type { ConfigBlock, ConfigFile } from "./config-text.ts";
import { type FrontendSection, twoAuthorities } from "./frontend/frontend-sections.ts";
import { printHttpFrontend } from "./frontend/http-frontend.ts";
import { printStreamFrontend } from "./frontend/stream-frontend.ts";
import type { Carriers, Model } from "./model.ts";
import { CONFIG_PATH } from "./names.ts";
import { logFormats } from "./process/log-lines.ts";
import { printPeers } from "./process/peers.ts";
import { reloadFiles, STATE_FILE } from "./process/reload-files.ts";
import { conntrackEntries, type Sizes } from "./process/sizing.ts";
import { listeningPorts, needsManyPorts, SYSCTL_PATH, sourcePorts } from "./process/source-ports.ts";
import { statisticsWords } from "./process/statistics.ts";

const TEMPLATE = "generators/haproxy/templates/haproxy.cfg.eta";

/** Files of the load balancers. What nodes have in common is printed once and shared. */
export function emitFiles(model: Model, claims: Claims, writesFor: (node: Node) => boolean): OutputFile[] {
  const { fleet } = model;
  const listening = listeningPorts(claims);
  const global = globalLines(fleet);
  return model.carriers.flatMap((carriers) => {
    const nodes = carriers.nodes.filter(writesFor);
    if (nodes.length === 0) return [];
    const { maxconn, statistics } = carriers.sizes;
    const shared = printShared(carriers, fleet);
    const manyPorts = needsManyPorts(carriers, fleet);
    const conntrack = conntrackFiles(maxconn);
    const services = carriers.services.map((service) => service.name);
    return nodes.flatMap((node) => {
      const blocks = renderTemplate(
        TEMPLATE,
        {
          node: node.name,
          maxconn,
          stateFile: STATE_FILE,
          // Sessions are stored per process, regardless of the frontend that they began at (seen with 2.6.12).
          severalAuthorities: twoAuthorities(carriers.frontends) !== undefined,
          log: logFormats(fleet),
          statistics: statisticsWords(node, fleet),
          statisticsConnections: statistics,
        },
        {
          global,
          peers: printPeers(model.peers.get(node) ?? [], fleet),
          frontends: shared.frontends,
          backends: shared.backends,
        },
        [node.tree],
      );
      return [
        outputFile(node, CONFIG_PATH, services, blocks),
        ...(manyPorts
          ? [outputFile(node, SYSCTL_PATH, [], sourcePorts(node, listening.get(node.name) ?? new Set()))]
          : []),
        ...conntrack.map(({ path, blocks }) => outputFile(node, path, [], blocks)),
        ...reloadFiles(node, maxconn),
        ...shared.files.map((file) => outputFile(node, file.path, file.services, file.blocks)),
      ];
    });
  });
}

/** The size of conntrack's table, and the module that must be loaded first. */
function conntrackFiles(maxconn: number): { path: string; blocks: Block[] }[] {
  const entries = conntrackEntries(maxconn);
  return [
    {
      path: "etc/modules-load.d/intentlb-conntrack.conf",
      blocks: renderTemplate("generators/haproxy/templates/conntrack-module.conf.eta", {}),
    },
    {
      path: "etc/sysctl.d/60-intentlb-conntrack.conf",
      blocks: renderTemplate("generators/haproxy/templates/conntrack.conf.eta", { maxconn, entries }),
    },
  ];
}

interface Shared {
  readonly frontends: readonly Block[];
  readonly backends: readonly Block[];
  /** Sorted by path. */
  readonly files: readonly SharedFile[];
}

interface SharedFile extends ConfigFile {
  /** Only those that it concerns, sorted: all names in each of a thousand files would make a large manifest. */
  readonly services: readonly string[];
}

/** A section of haproxy.cfg and the services that it serves. */
interface PrintedSection {
  readonly services: readonly string[];
  readonly blocks: readonly ConfigBlock[];
}

function printShared(carriers: Carriers, fleet: Fleet): Shared {
  const sharedBy = new Map(
    carriers.sharedChecks.flatMap((check) => check.backends.map((backend) => [backend, check] as const)),
  );
  const frontends = carriers.frontends.map((section) => ({
    services: section.entries.map(({ service }) => service.name),
    blocks: printFrontend(section, fleet, carriers.sizes),
  }));
  const backends = carriers.backends.map((backend) => ({
    services: [backend.service.name],
    blocks: printBackend(backend, fleet, sharedBy.get(backend)),
  }));
  return {
    frontends: frontends.flatMap(({ blocks }) => blocks),
    backends: [
      ...(carriers.acme ? acmeBackend(fleet) : []),
      ...carriers.sharedChecks.flatMap((check) => printSharedCheck(check, fleet)),
      ...backends.flatMap(({ blocks }) => blocks),
    ],
    files: joinFiles([...frontends, ...backends]),
  };
}

function printFrontend(section: FrontendSection, fleet: Fleet, sizes: Sizes): ConfigBlock[] {
  const print = section.protocol === "http" ? printHttpFrontend : printStreamFrontend;
  return print(section, fleet, sizes);
}

/** The files that sections refer to, each once: with the blocks that any of them needs, for the services of all of them. */
function joinFiles(sections: readonly PrintedSection[]): SharedFile[] {
  const byPath = new Map<string, { services: Set<string>; blocks: Map<string, Block> }>();
  for (const { services, blocks } of sections) {
    // If several services of a section list the same sources, the last ones are the file's cause.
    const own = new Map(blocks.flatMap(({ files }) => files).map((file) => [file.path, file.blocks]));
    for (const [path, needed] of own) {
      const joined = byPath.get(path) ?? { services: new Set(), blocks: new Map() };
      byPath.set(path, joined);
      for (const service of services) joined.services.add(service);
      for (const each of needed) if (!joined.blocks.has(each.key)) joined.blocks.set(each.key, each);
    }
  }
  return [...byPath]
    .map(([path, { services, blocks }]) => ({
      path,
      services: [...services].sort(compareText),
      blocks: [...blocks.values()],
    }))
    .sort((a, b) => compareText(a.path, b.path));
}

function globalLines(fleet: Fleet): Block[] {
  const lines = fleet.spec.haproxy?.global ?? [];
  if (lines.length === 0) return [];
  const text = ["# lines from the catalog", ...lines].map((line) => `    ${line}`);
  return [block("global: lines of the catalog", text, [at(fleet, "haproxy", "global")])];
}

function outputFile(node: Node, path: string, services: readonly string[], blocks: readonly Block[]): OutputFile {
  return { node: node.name, path, daemon: "haproxy", mode: 0o644, owner: "root:root", services, blocks };
}
