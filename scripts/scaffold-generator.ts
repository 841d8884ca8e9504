import { existsSync } from "node:fs";
import { join } from "node:path";
import { camelCase } from "./camel-case.ts";
import { composeSchema } from "./compose-schema.ts";

/**
 * Files of a new generator by their path in the package, or what is wrong with its name. It generates a list of the
 * addresses that something listens at: enough to show the way from claims through model and template to a golden file.
 */
export function scaffoldGenerator(root: string, name: string): Readonly<Record<string, string>> | string {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) return `${name} is no name: small letters, digits, single dashes`;
  if (existsSync(join(root, "generators", name))) return `generators/${name} is there already`;
  const place = placeWithKey(root, name);
  if (place !== undefined) return `${name} is a key of ${place} in the language already`;
  const files = {
    "index.ts": index(name),
    "model.ts": model(name),
    "quote.ts": quote(name),
    "read-back.ts": readBack(name),
    "schema.json": schema(name),
    [`templates/${name}.conf.eta`]: TEMPLATE,
    "README.md": readme(name),
    "cases/first/catalog/catalog.yaml": CATALOG,
    [`cases/first/expected/server1/etc/${name}/intentlb.conf`]: expected("server1"),
  };
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`generators/${name}/${path}`, text]));
}

function placeWithKey(root: string, name: string): string | undefined {
  const defs = composeSchema(root)["$defs"] as Record<string, { properties?: object }>;
  return ["fleet", "node", "service", "frontend", "backend"].find((place) => name in (defs[place]?.properties ?? {}));
}

function index(name: string): string {
  const constant = camelCase(name);
  return `import type { OutputFile } from "../../src/contract/block.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import type { Node } from "../../src/contract/fleet.ts";
import type { Generator } from "../../src/contract/generator.ts";
import { renderTemplate } from "../../src/render/render-template.ts";
import { modelNode } from "./model.ts";
import { quoteWord } from "./quote.ts";

const PATH = "etc/${name}/intentlb.conf";
const TEMPLATE = "generators/${name}/templates/${name}.conf.eta";

/** The manual that the generated file follows, with its address. */
export const ${constant}: Generator = {
  name: "${name}",
  description: "What listens where on each node",
  codes: {},
  appliesTo,
  ownFiles: ["/etc/${name}"],

  // What the daemon will bind, admit, announce, serve or check: the firewall and the others are written from it.
  claims: () => [],

  emit: ({ fleet }, claims) =>
    [...fleet.nodes.values()]
      .filter(appliesTo)
      .sort((a, b) => compareText(a.name, b.name))
      .map((node): OutputFile => {
        const { listeners, services } = modelNode(node, claims);
        const data = { node: quoteWord(node.name), listeners: listeners.map(quoteWord) };
        return {
          node: node.name,
          path: PATH,
          daemon: "${name}",
          mode: 0o644,
          owner: "root:root",
          services,
          blocks: renderTemplate(TEMPLATE, data, {}, [node.tree]),
        };
      }),

  daemon: {
    validate: () => ({ argv: ["${name}", "--check", \`/\${PATH}\`] }),
    reload: { argv: ["systemctl", "reload", "${name}"] },
    readBack: async () => (await import("./read-back.ts")).readBack,
  },
};

function appliesTo(node: Node): boolean {
  return node.managed && node.state !== "planned" && node.spec.emit?.[${JSON.stringify(name)}] !== false;
}
`;
}

function model(name: string): string {
  return `import type { Claims } from "../../src/contract/claims.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import type { Node } from "../../src/contract/fleet.ts";

/** What ${name} is told about a node. All decisions are made here; printing makes none. */
export interface NodeModel {
  /** \`address/transport/port\`, sorted. */
  readonly listeners: readonly string[];
  /** Names of the services behind them, sorted. */
  readonly services: readonly string[];
}

export function modelNode(node: Node, claims: Claims): NodeModel {
  const binds = claims.binds.filter((bind) => bind.nodes.includes(node.name));
  return {
    listeners: unique(binds.map((bind) => \`\${bind.address}/\${bind.transport}/\${bind.port}\`)),
    services: unique(binds.flatMap((bind) => bind.services)),
  };
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)].sort(compareText);
}
`;
}

function quote(name: string): string {
  return `/** A word of ${name}'s configuration. What it can't hold is refused: every value is hostile until it was here. */
export function quoteWord(text: string): string {
  if (!/^[A-Za-z0-9._:/*-]+$/.test(text)) throw new Error(\`\${JSON.stringify(text)} is no word of ${name}\`);
  return text;
}
`;
}

function readBack(name: string): string {
  return `import type { ReadBack } from "../../src/contract/read-back.ts";

/** What listens for these processes is the daemon's own. What else it says of itself, \`ask\` would ask for. */
export const readBack: ReadBack = { processes: [${JSON.stringify(name)}], tells: [] };
`;
}

function schema(name: string): string {
  const options = {
    node: {
      description: `Options of ${name} on this node.`,
      type: "object",
      additionalProperties: false,
      properties: { comment: { description: "For whoever reads the generated file.", $ref: "#/$defs/text" } },
    },
  };
  return `${JSON.stringify(options, null, 2)}\n`;
}

const TEMPLATE = `# Generated by intentlb; do not edit: change the catalog instead.
# What listens on <%= it.node %>.
<% for (const listener of it.listeners) { %>
listen <%= listener %>
<% } %>
`;

function expected(node: string): string {
  return `# Generated by intentlb; do not edit: change the catalog instead.
# What listens on ${node}.
listen 192.0.2.53/tcp/53
listen 192.0.2.53/udp/53
`;
}

function readme(name: string): string {
  return `# ${name}

What it writes, where, and what an operator has to do once so that the daemon reads it.

- \`etc/${name}/intentlb.conf\`: what listens on the node
`;
}

const CATALOG = `# What this case shows, in a line.
fleet:
  name: first
  sites: [north]
  announce: [192.0.2.0/24]
  management: [10.1.99.0/24]

nodes:
  server1: {site: north, roles: [anycast-server], state: active, interface: eth0, addresses: {ipv4: 10.1.13.1/24}}

services:
  resolver:
    state: testing
    vip: {ipv4: 192.0.2.53}
    access: {from: [10.0.0.0/8]}
    balance: {by: anycast, nodes: server1}
    frontends:
      dns: {port: 53, transport: [tcp, udp], protocol: tcp}
    health:
      check: {type: tcp, port: 53, interval: 2s, timeout: 1s, rise: 3, fall: 2}
`;
