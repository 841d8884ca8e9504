import { type Block, block, type OutputFile } from "../../../src/contract/block.ts";
import type { Node } from "../../../src/contract/fleet.ts";
import { renderText } from "../../../src/render/eta.ts";
import { renderTemplate } from "../../../src/render/render-template.ts";
import { openFiles } from "./sizing.ts";

const TEMPLATES = "generators/haproxy/templates";
const PROGRAM_PATH = "usr/local/lib/intentlb/haproxy-state";
const UNIT_PATH = "etc/systemd/system/haproxy.service.d/intentlb.conf";

/** Where the program stores what the running process knows about its servers, for the process that a reload starts. */
export const STATE_FILE = "/run/intentlb-haproxy/servers.state";

/** What a reload needs to keep its state: a program, and the lines of the unit that run it. */
export function reloadFiles(node: Node, maxconn: number): OutputFile[] {
  const common = { node: node.name, daemon: "haproxy", owner: "root:root", services: [] };
  const words = { program: `/${PROGRAM_PATH}`, openFiles: openFiles(maxconn) };
  return [
    { path: UNIT_PATH, ...common, mode: 0o644, blocks: renderTemplate(`${TEMPLATES}/haproxy.service.conf.eta`, words) },
    { path: PROGRAM_PATH, ...common, mode: 0o755, blocks: program() },
  ];
}

/** As one block: its paragraphs mean nothing to a reader of the catalog. */
function program(): Block[] {
  const lines = renderText(`${TEMPLATES}/haproxy-state`, {}).split("\n");
  if (lines.pop() !== "") throw new Error("haproxy-state does not end in a newline");
  return [block("haproxy-state", lines)];
}
