import { type Block, block, type OutputFile } from "../../src/contract/block.ts";
import type { Claims } from "../../src/contract/claims.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import { FAMILIES, type Fleet, type Node } from "../../src/contract/fleet.ts";
import { at } from "../../src/contract/origin.ts";
import { unionPrefixes } from "../../src/ip/prefix-lists.ts";
import { renderText } from "../../src/render/eta.ts";
import { renderTemplate } from "../../src/render/render-template.ts";
import { modelRulesets, type Ruleset, servicesOf } from "./model.ts";
import { rulesetPrinter } from "./print-ruleset.ts";

const TEMPLATES = "generators/nftables/templates";
/** A path that Debian's /etc/nftables.conf can include; see README.md. */
export const RULES_PATH = "etc/nftables.d/intentlb.nft";
export const PROGRAM_PATH = "usr/local/sbin/intentlb-firewall";
const UNIT_PATH = "etc/systemd/system/intentlb-nftables.service";

/** The rules of each node, the program that loads them, and the unit that runs it at boot. */
export function emitFiles(fleet: Fleet, nodes: readonly Node[], claims: Claims): OutputFile[] {
  if (nodes.length === 0) return [];
  const print = rulesetPrinter(
    FAMILIES.filter((family) => fleet.blocked[family].length > 0).map((family) => ({
      name: `blocked_${family}`,
      label: "blocked",
      family,
      prefixes: unionPrefixes(family, fleet.blocked[family]),
      causes: [at(fleet, "blocked")],
    })),
  );
  const program = wholeFile("intentlb-firewall");
  const unit = renderTemplate(`${TEMPLATES}/intentlb-nftables.service.eta`, { program: `/${PROGRAM_PATH}` });
  return modelRulesets(fleet, nodes, claims).flatMap((ruleset) => {
    const common = { node: ruleset.node.name, daemon: "nftables", owner: "root:root" };
    return [
      { path: RULES_PATH, ...common, mode: 0o644, services: namesOf(ruleset), blocks: print(ruleset) },
      { path: PROGRAM_PATH, ...common, mode: 0o755, services: [], blocks: program },
      { path: UNIT_PATH, ...common, mode: 0o644, services: [], blocks: unit },
    ];
  });
}

function namesOf({ rules }: Ruleset): string[] {
  const names = rules.flatMap(({ services, own, ports }) => [...services.services, ...servicesOf([...own, ...ports])]);
  return [...new Set(names)].sort(compareText);
}

/** A program as one block: its paragraphs mean nothing to a reader of the catalog. */
function wholeFile(name: string): Block[] {
  const lines = renderText(`${TEMPLATES}/${name}`, {}).split("\n");
  if (lines.pop() !== "") throw new Error(`${name} does not end in a newline`);
  return [block(name, lines)];
}
