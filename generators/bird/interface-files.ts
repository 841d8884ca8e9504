import { type Block, block } from "../../src/contract/block.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import { ANYCAST_INTERFACE, HEALTH_INTERFACE } from "../../src/fleet/announce/interfaces.ts";
import { renderTemplate } from "../../src/render/render-template.ts";
import type { HostRoute } from "./host-routes.ts";
import type { Routes } from "./model.ts";

interface InterfaceFile {
  readonly path: string;
  readonly blocks: readonly Block[];
  readonly services: readonly string[];
}

const FOLDER = "etc/systemd/network";
const TEMPLATES = "generators/bird/templates";

/** systemd-networkd's files for the interfaces with VIPs and their healthy copies (systemd.network(5)). */
export function interfaceFiles(): (held: Routes) => readonly InterfaceFile[] {
  const fixed = [
    fixedFile(ANYCAST_INTERFACE, "netdev", "dummy.netdev"),
    fixedFile(HEALTH_INTERFACE, "netdev", "dummy.netdev"),
    fixedFile(HEALTH_INTERFACE, "network", "health0.network"),
  ];
  const made = new WeakMap<Routes, readonly InterfaceFile[]>();
  return (held) => {
    const files = made.get(held) ?? [addressFile([...held.ipv4, ...held.ipv6]), ...fixed];
    made.set(held, files);
    return files;
  };
}

function addressFile(routes: readonly HostRoute[]): InterfaceFile {
  return {
    path: path(ANYCAST_INTERFACE, "network"),
    blocks: renderTemplate(
      `${TEMPLATES}/anycast0.network.eta`,
      { name: ANYCAST_INTERFACE, healthInterface: HEALTH_INTERFACE },
      { addresses: routes.map(printAddress) },
    ),
    services: [...new Set(routes.flatMap((route) => route.services))].sort(compareText),
  };
}

/** Deprecated from the start: a node's own connections never use a VIP as their source. */
function printAddress({ prefix, causes }: HostRoute): Block {
  return block(`Address ${prefix}`, ["", "[Address]", `Address=${prefix}`, "PreferredLifetime=0"], causes);
}

function fixedFile(name: string, suffix: string, template: string): InterfaceFile {
  return {
    path: path(name, suffix),
    blocks: renderTemplate(`${TEMPLATES}/${template}.eta`, { name }),
    services: [],
  };
}

function path(name: string, suffix: string): string {
  return `${FOLDER}/50-${name}.${suffix}`;
}
