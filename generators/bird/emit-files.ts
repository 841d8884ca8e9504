import { type Block, block, type OutputFile, PEERS } from "../../src/contract/block.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import { isPlainRouter, isReflector } from "../../src/fleet/announce/sessions.ts";
import { interfaceFiles } from "./interface-files.ts";
import { type Model, type Speaker, writesFor } from "./model.ts";
import { configPrinter } from "./print-config.ts";

export const CONFIG_PATH = "etc/bird/bird.conf";

/** Folder for the operator's own lines. BIRD refuses to include from a missing folder, so there is always one file in it. */
const LOCAL_PATH = "etc/bird/local.d/00-intentlb.conf";
const LOCAL = [
  block("local.d", ["# Put your own lines into other files in this folder; intentlb never touches them."]),
];

/** Files of all our speakers, and those for the operators of other routers and reflectors. */
export function emitFiles(model: Model): OutputFile[] {
  const print = configPrinter(model);
  const interfaces = interfaceFiles();
  return [...model.speakers.values()].flatMap((speaker) => {
    const { node } = speaker;
    if (writesFor(node)) {
      const held = speaker.held === undefined ? [] : interfaces(speaker.held);
      return [
        outputFile(node.name, CONFIG_PATH, servicesOf(speaker), print(speaker)),
        outputFile(node.name, LOCAL_PATH, [], LOCAL),
        ...held.map(({ path, blocks, services }) => outputFile(node.name, path, services, blocks)),
      ];
    }
    const isOthers = isPlainRouter(node) || (isReflector(node) && !node.managed);
    if (!isOthers || speaker.sessions.length === 0) return [];
    return [outputFile(PEERS, `${node.name}/bird.conf`, [], print(speaker))];
  });
}

/** Services whose VIPs the node may announce; none for a reflector, though its file concerns those of all its clients. */
function servicesOf({ announced }: Speaker): string[] {
  const names = [...announced.ipv4, ...announced.ipv6].flatMap((route) => route.services);
  return [...new Set(names)].sort(compareText);
}

function outputFile(node: string, path: string, services: readonly string[], blocks: readonly Block[]): OutputFile {
  return { node, path, daemon: "bird", mode: 0o644, owner: "root:root", services, blocks };
}
