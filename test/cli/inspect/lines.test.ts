import { decode } from "@jridgewell/sourcemap-codec";
import { describe, expect, test } from "vitest";
import { GENERATORS } from "../../../generators/registry.ts";
import { parseYaml } from "../../../src/catalog/parse/parse-yaml.ts";
import { type ExplainedCatalogLine, explainCatalogLine } from "../../../src/cli/inspect/lines/explain-catalog-line.ts";
import { countLines, explainGeneratedLine } from "../../../src/cli/inspect/lines/explain-generated-line.ts";
import { exportSourceMap } from "../../../src/cli/inspect/lines/export-source-map.ts";
import { findOwners, placeKey } from "../../../src/cli/inspect/lines/find-owners.ts";
import { showPathFrom } from "../../../src/cli/report/show-path.ts";
import type { OutputFile } from "../../../src/contract/block.ts";
import type { Source, Span } from "../../../src/contract/source.ts";
import type { Compilation } from "../../../src/pipeline.ts";
import { builtInSource } from "../../../src/resolve/layers/built-in-layers.ts";
import { compileText } from "../../support/compile-text.ts";
import { readFolder } from "../../support/read-folder.ts";

const showPath = showPathFrom("/", "/");
const campus = compileText(readFolder("examples/campus"));

function fleetOf({ fleet, findings }: Compilation) {
  if (fleet === undefined) throw new Error(findings.map(({ message }) => message).join("\n"));
  return fleet;
}

function fileOf({ files }: Compilation, node: string, path: string): OutputFile {
  const file = files.find((each) => each.node === node && each.path === path);
  if (file === undefined) throw new Error(`${node} has no ${path}`);
  return file;
}

/** Explains the first line of a node's file that has a text. */
function explainText(compilation: Compilation, node: string, path: string, text: string) {
  const file = fileOf(compilation, node, path);
  const line = file.blocks.flatMap(({ lines }) => lines).findIndex((each) => each.includes(text)) + 1;
  const explained = explainGeneratedLine(fleetOf(compilation), GENERATORS, compilation.files, file, line, showPath);
  if (explained === undefined) throw new Error(`${path} has no ${text}`);
  return explained;
}

function explainLine(compilation: Compilation, source: Source, line: number, column?: number): ExplainedCatalogLine {
  const root = parseYaml(source, () => {});
  if (root === undefined) throw new Error(`${source.path} is broken`);
  const known = { ...compilation, fleet: fleetOf(compilation) };
  const place = { line, ...(column === undefined ? {} : { column }) };
  return explainCatalogLine(known, { source, root }, place, showPath);
}

/** Explains the first line of a file that has a text, with the column of the text if wanted. */
function explainWritten(compilation: Compilation, path: string, text: string, withColumn = false) {
  const source =
    compilation.sources.find((each) => each.path === path) ?? builtInSource(path.replace(/^<built-in>\//, ""));
  const at = source?.text.indexOf(text) ?? -1;
  if (source === undefined || at === -1) throw new Error(`${path} has no ${text}`);
  const { line, column } = source.position(at);
  return explainLine(compilation, source, line, withColumn ? column : undefined);
}

describe.each(["campus", "lbaas", "minimal"])("%s", (example) => {
  const compilation = example === "campus" ? campus : compileText(readFolder(`examples/${example}`));
  const fleet = fleetOf(compilation);
  const causes = new Map<string, Span>();
  for (const { blocks } of compilation.files) {
    for (const block of blocks) for (const cause of block.causes) causes.set(placeKey(cause), cause);
  }

  test("every cause of a block is a value of the fleet", () => {
    expect(causes.size).toBeGreaterThan(5);
    const owners = findOwners(fleet, causes.values());
    expect([...owners].filter(([, found]) => found.length === 0)).toEqual([]);
  });

  test("the line of a cause generates every block that it caused", () => {
    const wanted = new Map<string, Set<string>>();
    for (const { blocks } of compilation.files) {
      for (const block of blocks) {
        if (block.lines.length === 0) continue;
        for (const { source, start, end } of block.causes) {
          // The key of a map is on the line before it.
          const { line } = source.position(start);
          if (source.position(end).line !== line) continue;
          const place = `${source.builtin} ${source.path} ${line}`;
          wanted.set(place, (wanted.get(place) ?? new Set()).add(block.key));
        }
      }
    }
    expect(wanted.size).toBeGreaterThan(2);
    for (const [place, keys] of wanted) {
      const [, builtIn, path = "", line] = /^(\w+) (.*) (\d+)$/.exec(place) ?? [];
      const source = builtIn === "true" ? builtInSource(path) : compilation.sources.find((each) => each.path === path);
      if (source === undefined) throw new Error(`there is no ${path}`);
      const { generates } = explainLine(compilation, source, Number(line));
      const direct = generates
        .filter(({ isDirect }) => isDirect)
        .flatMap(({ blocks }) => blocks.map(({ name }) => name));
      expect([...keys].filter((key) => !direct.includes(key))).toEqual([]);
    }
  });

  test("every line of every file is explained by the block that it is in", () => {
    for (const file of compilation.files.filter(({ node }) => node.endsWith("1"))) {
      const lines = file.blocks.flatMap((block) => block.lines.map((text) => ({ text, block })));
      expect(countLines(file)).toBe(lines.length);
      for (const line of [0, lines.length + 1]) {
        expect(explainGeneratedLine(fleet, GENERATORS, compilation.files, file, line, showPath)).toBeUndefined();
      }
      // The first and last lines of blocks are where counting can go wrong.
      const edges = lines.flatMap((each, at) => (each.block === lines[at - 1]?.block ? [] : [at, at - 1])).slice(0, 40);
      for (const at of edges.filter((each) => each >= 0)) {
        const explained = explainGeneratedLine(fleet, GENERATORS, compilation.files, file, at + 1, showPath);
        expect(explained).toMatchObject({ text: lines[at]?.text, block: { name: lines[at]?.block.key } });
        expect(explained?.nodes).toContain(file.node);
        if ((lines[at]?.block.causes ?? []).length > 0) expect(explained?.causes.length).toBeGreaterThan(0);
      }
    }
  });
});

describe("a generated line", () => {
  test("leads to values with the layers that they overrode", () => {
    const { block, nodes, causes } = explainText(campus, "lb1", "etc/haproxy/haproxy.cfg", "backend ldap.ldap from");
    expect(block.name).toBe("backend ldap.ldap");
    expect(nodes).toEqual(["lb1", "lb2"]);
    expect(causes.map(({ path, isWhole }) => [path, isWhole])).toEqual([
      ["services.ldap.backends.ldap", false],
      ["services.ldap", true],
    ]);
    const algorithm = causes[0]?.values.find(({ path }) => path === "algorithm");
    expect(algorithm?.layers.map(({ layer, value }) => [layer, value])).toEqual([
      ["service ldap", "least-connections"],
      ["profile std/ldap", "least-connections"],
      ["built-in defaults", "round-robin"],
    ]);
  });

  test("of raw text leads to the text itself", () => {
    const { causes } = explainText(campus, "lb1", "etc/haproxy/haproxy.cfg", "option tcpka");
    expect(causes.map(({ path }) => path)).toEqual(["services.imap.backends.imaps.haproxy[0]"]);
  });

  test("that a service inherits leads to that service, not to others with the same profile", () => {
    const { causes } = explainText(campus, "lb1", "etc/haproxy/haproxy.cfg", "# www-physics: access");
    expect(causes.map(({ path }) => path)).toContain("services.www-physics.routes./intern.access");
  });

  test("leads to the service that it mentions, if several inherit the cause", () => {
    const { causes } = explainText(campus, "lb1", "etc/nftables.d/intentlb.nft", '"frontend http of moodle"');
    expect(causes.map(({ path, others }) => [path, others])).toContainEqual(["services.moodle.frontends.http", 0]);
  });

  test("that a generator writes by itself has no causes", () => {
    const { causes } = explainText(campus, "lb1", "etc/haproxy/haproxy.cfg", "# no CONNECT");
    expect(causes).toEqual([]);
  });

  test("of a symbolic link is its target", () => {
    const link = campus.files.find(({ isLink }) => isLink);
    if (link === undefined) throw new Error("there is no link");
    const explained = explainGeneratedLine(fleetOf(campus), GENERATORS, campus.files, link, 1, showPath);
    expect(explained).toMatchObject({ isLink: true, text: link.blocks[0]?.lines[0] });
  });

  test("of a file for a machine that is not ours is explained, too", () => {
    const file = campus.files.find(({ node }) => node === "_peers");
    if (file === undefined) throw new Error("there is no such file");
    const explained = explainGeneratedLine(fleetOf(campus), GENERATORS, campus.files, file, 1, showPath);
    expect(explained).toMatchObject({ node: "_peers", path: `/${file.path}`, line: 1 });
  });
});

describe("a line of the catalog", () => {
  test("generates equal blocks of several nodes once", () => {
    const { values, generates } = explainWritten(campus, "services/web.yaml", "members: [web2]");
    expect(values.map(({ path }) => path)).toEqual(["services.www-physics.backends.lab.members"]);
    expect(generates[0]?.isDirect).toBe(true);
    const members = generates[0]?.blocks.filter(({ name }) => name === "backend www-physics.lab: members");
    expect(members).toMatchObject([{ daemon: "haproxy", path: "/etc/haproxy/haproxy.cfg" }]);
    const [place] = members?.[0]?.places ?? [];
    expect(place?.nodes).toEqual(["lb1", "lb2"]);
    const lines = fileOf(campus, "lb2", "etc/haproxy/haproxy.cfg").blocks.flatMap((block) => block.lines);
    expect(lines.slice((place?.startLine ?? 0) - 1, place?.endLine)).toEqual(members?.[0]?.lines);
    expect(generates.slice(1).map(({ isDirect, causes }) => [isDirect, causes])).toEqual([
      [false, ["services.www-physics.backends.lab"]],
      [false, ["services.www-physics"]],
    ]);
  });

  test("is explained by its innermost value if there is a column", () => {
    const { values } = explainWritten(campus, "services/directory.yaml", "interval: 5s", true);
    expect(values.map(({ path }) => path)).toEqual(["services.ldap.backends.ldap.check.interval"]);
  });

  test("that only a larger value caused comes with the blocks first that have its text", () => {
    const { generates } = explainWritten(campus, "services/web.yaml", "path: /lab/ping", true);
    expect(generates[0]).toMatchObject({ isDirect: false, causes: ["services.www-physics.backends.lab"] });
    const mentions = generates[0]?.blocks.map(({ lines }) => lines.some((line) => line.includes("/lab/ping")));
    expect(mentions?.[0]).toBe(true);
    expect(mentions).toEqual(mentions?.toSorted((a, b) => Number(b) - Number(a)));
    expect(mentions?.at(-1)).toBe(false);
  });

  test("of a profile generates what services inherit, and says where it is overridden", () => {
    const { generates, overridden } = explainWritten(campus, "profiles.yaml", "      https:");
    expect(generates.flatMap(({ blocks }) => blocks.map(({ name }) => name))).toContain("frontend vip-web-443: HSTS");
    expect(generates.flatMap(({ causes }) => causes)).toEqual(
      expect.arrayContaining(["services.www.frontends.https", "services.www-physics.frontends.https"]),
    );
    expect(overridden).toMatchObject([
      {
        path: "services.www-physics.frontends.https.tls.certificate",
        by: { layer: "service www-physics", value: "physics", file: "services/web.yaml" },
      },
    ]);
  });

  test("of a file that comes with intentlb is explained, too", () => {
    const { values, generates } = explainWritten(campus, "<built-in>/services/ldap.yaml", "backends:");
    expect(values.map(({ path }) => path)).toEqual(["profiles.std/ldap.backends"]);
    expect(generates[0]?.blocks.map(({ name }) => name)).toContain("backend ldap.ldaps");
  });

  test.each([
    ["fleet.yaml", "# The fleet:", "the line is a comment"],
    ["fleet.yaml", "\n\n", "the line is blank"],
    ["services/directory.yaml", "state: planned", "service ldap-write is planned"],
    ["fleet.yaml", "  ldap:\n    description", "nothing except its nodes refers to group ldap"],
    ["fleet.yaml", "  servers: ", "only services that are planned or retired refer to network servers"],
    ["profiles.yaml", "extends:", "it names a profile, and the lines of that profile generate something"],
    ["<built-in>/services/redis.yaml", "port: 6379", "no service inherits profile std/redis"],
  ])("of %s with %j generates nothing, and says why", (path, text, reason) => {
    const source = campus.sources.find((each) => each.path === path);
    // The blank line begins after the first of two line ends.
    const explained =
      text === "\n\n" && source !== undefined
        ? explainLine(campus, source, source.position(source.text.indexOf(text) + 1).line)
        : explainWritten(campus, path, text);
    expect(explained).toMatchObject({ generates: [], reason });
  });
});

const SMALL = `
fleet: {name: x, asn: 64512, sites: [a], announce: [192.0.2.0/24], management: [198.51.100.0/24]}
teams: {web: {email: web@example.org}}
defaults:
  service: {timeouts: {client: 50s}}
profiles:
  house:
    extends: std/tcp
    description: >-
      Several lines
      # that are no comment
    timeouts: {client: 40s}
    frontends: {tcp: {port: 7000}}
    vip: {ipv4: 192.0.2.1}
    hostnames: [a.example.org]
  lone: {extends: std/tcp}
nodes:
  lb1: {site: a, roles: [load-balancer], addresses: {ipv4: 192.0.2.101/24}}
  web1: {site: a, roles: [server], addresses: {ipv4: 192.0.2.102/24}}
services:
  one:
    extends: house
    owner: web
    vip: {ipv4: 192.0.2.2}
    access: {from: [world]}
    timeouts: {client: 30s}
    hostnames: !append [b.example.org]
    balance: {by: haproxy, nodes: lb1}
    backends: {tcp: {port: 80}}
    members:
      - web1
`;

describe("layers", () => {
  const small = compileText({ "catalog.yaml": SMALL });
  const explain = (text: string, withColumn = false) => explainWritten(small, "catalog.yaml", text, withColumn);

  test("that are overridden are named with the one that overrides them", () => {
    expect(small.files.length).toBeGreaterThan(0);
    expect(explain("client: 40s", true)).toMatchObject({
      generates: [],
      reason: null,
      overridden: [{ path: "services.one.timeouts.client", by: { layer: "service one", value: "30s" }, others: 0 }],
    });
    expect(explain("client: 50s", true).overridden).toMatchObject([{ by: { layer: "service one", value: "30s" } }]);
  });

  test("that are replaced as a whole are overridden", () => {
    expect(explain("ipv4: 192.0.2.1}", true).overridden).toMatchObject([
      { path: "services.one.vip", by: { layer: "service one" } },
    ]);
  });

  test("that are merged or extended are not", () => {
    expect(explain("frontends: {tcp").overridden).toEqual([]);
    expect(explain("hostnames: [a").overridden).toEqual([]);
    expect(explain("frontends: {tcp").generates[0]?.blocks.length).toBeGreaterThan(0);
  });

  test("that an alias copies are explained at the alias and at its anchor", () => {
    const copied = SMALL.replace("timeouts: {client: 40s}", "timeouts: &slow {client: 40s}");
    const aliased = compileText({ "catalog.yaml": copied.replace("timeouts: {client: 30s}", "timeouts: *slow") });
    for (const text of ["timeouts: &slow", "timeouts: *slow"]) {
      const { generates } = explainWritten(aliased, "catalog.yaml", text);
      expect(generates.flatMap(({ causes }) => causes)).toContain("services.one");
    }
  });

  test("text of several lines is a value, whatever it looks like", () => {
    expect(explain("# that are no comment")).toMatchObject({
      values: [{ path: "profiles.house.description" }],
      reason: "it is a description, for people who read the catalog",
    });
  });

  test("an element of a list on a line of its own is a value", () => {
    const { values, generates } = explain("- web1");
    expect(values.map(({ path }) => path)).toEqual(["services.one.members[0]"]);
    expect(generates[0]).toMatchObject({ isDirect: true });
  });

  test("Windows line ends do not change what a line says", () => {
    const windows = compileText({ "catalog.yaml": SMALL.replaceAll("\n", "\r\n") });
    const before = explain("- web1");
    const after = explainWritten(windows, "catalog.yaml", "- web1");
    expect(after).toEqual({ ...before, file: after.file });
  });
});

describe("the values that a line shows", () => {
  test.each([
    ["a timeout", "lb1", "etc/haproxy/haproxy.cfg", "timeout client 5m", "services.submission.timeouts.client"],
    [
      "the address of a group's node",
      "rr1",
      "etc/nftables.d/intentlb.nft",
      "10.1.12.1/32,",
      "nodes.kdc1.addresses.ipv4",
    ],
    ["a member's address", "lb1", "etc/haproxy/haproxy.cfg", "10.1.9.1:636", "nodes.ldap1.addresses.ipv4"],
    ["a VIP", "lb1", "etc/haproxy/haproxy.cfg", "bind 192.0.2.39:389", "vips.ldap.ipv4"],
  ])("%s comes first", (_, node, path, text, value) => {
    expect(explainText(campus, node, path, text).causes[0]?.path).toBe(value);
  });

  test("a prefix of a larger value is shown alone", () => {
    const { causes } = explainText(campus, "dns1", "etc/bird/bird.conf", "192.0.2.0/24{32,32}");
    expect(causes.map(({ path }) => path)).toEqual(["fleet.announce[0]"]);
  });
});

describe("a source map as other programs read it", () => {
  const file = fileOf(campus, "lb1", "etc/haproxy/haproxy.cfg");
  const { version, names, sources, mappings } = exportSourceMap(fleetOf(campus), file, showPath);
  const lines = file.blocks.flatMap((block) => block.lines);

  /** What the first line that has a text is mapped to. */
  function mapped(text: string) {
    const [segment] = decode(mappings)[lines.findIndex((each) => each.includes(text))] ?? [];
    if (segment?.length !== 5) return undefined;
    const [, source, line, column, name] = segment;
    const written = campus.sources.find(({ path }) => path === sources[source]);
    return { source: sources[source], name: names[name], written: written?.text.split("\n")[line]?.slice(column) };
  }

  test("is of version 3 and has a mapping for each line", () => {
    expect({ version, lines: decode(mappings).length }).toEqual({ version: 3, lines: lines.length });
  });

  test.each([
    ["timeout client 1h", "services/directory.yaml", "services.ldap.timeouts.client", "client"],
    ["option tcpka", "services/mail.yaml", "services.imap.backends.imaps.haproxy[0]", '"option tcpka"'],
    ["server web2 10.1.8.12:8080", "nodes/servers.yaml", "nodes.web2.addresses.ipv4", "ipv4"],
    ["bind 192.0.2.39:636", "fleet.yaml", "vips.ldap.ipv4", "ipv4"],
  ])("%s leads to %s", (text, source, name, key) => {
    expect(mapped(text)).toEqual({ source, name, written: expect.stringMatching(new RegExp(`^${key}`)) });
  });

  test("what a rule of the generator writes leads nowhere", () => {
    expect(mapped("http-request deny deny_status 405 if METH_CONNECT")).toBe(undefined);
  });
});
