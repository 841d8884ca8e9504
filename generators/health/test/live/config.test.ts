import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layOutTree } from "../../../../src/lay-out-tree.ts";
import { packageRoot } from "../../../../src/package-root.ts";
import type { Compilation } from "../../../../src/pipeline.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { inTemporaryFolder } from "../../../../test/support/in-temporary-folder.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { record } from "../../quote.ts";
import { configText, type Fields } from "./lab.ts";

const TEMPLATES = join(packageRoot, "generators/health/templates");
const CASES = "generators/health/cases";
const CATALOGS = [
  ...readdirSync(join(packageRoot, CASES)).map((name) => `${CASES}/${name}/catalog`),
  ...readdirSync(join(packageRoot, "examples")).map((name) => `examples/${name}`),
];

/** The daemon's complaint about a configuration; empty if it is valid. */
function verdict(text: string): string {
  let said = "";
  inTemporaryFolder({ "health.conf": text }, (cwd) => {
    const options = { encoding: "utf8", cwd } as const;
    const { status, stderr } = spawnSync("perl", [join(TEMPLATES, "health"), "check", "health.conf"], options);
    expect(status).toBe(stderr === "" ? 0 : 1);
    said = stderr;
  });
  return said;
}

function compiled(catalog: string): Compilation {
  const compilation = compileText(readFolder(join(packageRoot, catalog)));
  expect(compilation.findings.filter((finding) => finding.severity === "error")).toEqual([]);
  return compilation;
}

function textOf({ files }: Compilation, node: string, path: string): string {
  const file = files.find((each) => each.node === node && each.path === path);
  return file === undefined ? "" : file.blocks.flatMap((block) => block.lines.map((line) => `${line}\n`)).join("");
}

const nodesOf = ({ files }: Compilation): string[] =>
  files.filter((file) => file.path === "etc/intentlb/health.conf").map((file) => file.node);

describe("the health daemon accepts what is generated", () => {
  test.each(CATALOGS)("%s", (catalog) => {
    const compilation = compiled(catalog);
    expect(nodesOf(compilation).length).toBeGreaterThan(0);
    for (const node of nodesOf(compilation)) {
      expect(verdict(textOf(compilation, node, "etc/intentlb/health.conf"))).toBe("");
      for (const { path, daemon, blocks } of compilation.files.filter((file) => file.node === node)) {
        if (daemon !== "health") continue;
        expect(new Set(blocks.map((block) => block.key)).size, `keys of ${path}`).toBe(blocks.length);
      }
    }
  });

  test.each(CATALOGS)("%s: it can announce what is in claims, and nothing else", (catalog) => {
    const compilation = compiled(catalog);
    for (const node of nodesOf(compilation)) {
      const claimed = (compilation.claims?.announces ?? [])
        .filter((claim) => claim.nodes.includes(node))
        .map((claim) => claim.prefix.replace(/\/\d+$/, ""));
      const text = textOf(compilation, node, "etc/intentlb/health.conf");
      const announced = [...text.matchAll(/^vip\t(\S+)/gm)].map((match) => match[1]);
      expect(announced.sort()).toEqual(claimed.sort());
      const asked = (compilation.claims?.checks ?? []).filter(
        (claim) => claim.by === "health" && claim.nodes.includes(node) && !announced.includes(claim.address),
      );
      expect(asked).toEqual([]);
    }
  });

  test("HAProxy has the socket and the backends of the checks", () => {
    const compilation = compiled(`${CASES}/balancer/catalog`);
    const asked = textOf(compilation, "lb1", "etc/intentlb/health.conf");
    const haproxy = textOf(compilation, "lb1", "etc/haproxy/haproxy.cfg");
    const [, socket, , backend] = /\tmembers\t(\S+)\t(\d+)\t(\S+)$/m.exec(asked) ?? [];
    expect(haproxy).toContain(`stats socket ${socket} `);
    expect(haproxy).toContain(`\nbackend ${backend} `);
  });

  test("one check each, even if services are named like built-in checks or like families", () => {
    const catalog = Object.entries(readFolder(join(packageRoot, CASES, "balancer/catalog"))).map(([path, text]) => {
      // minimum_members of one service, and health.check of the other.
      const services = `
  ipv6: {extends: site, vip: {ipv6: "2001:db8:53::21"}, hostnames: [six.uni.example], access: {from: [campus]}, health: {minimum_members: 1}}
  members:
    extends: std/tcp
    vip: {ipv6: "2001:db8:53::22"}
    access: {from: [campus]}
    frontends: {tcp: {port: 7001}}
    health: {check: {type: tcp, interval: 3s, rise: 2, fall: 2}}
`;
      return [path, text.replace("\nservices:\n", `\nservices:${services}`)];
    });
    const compilation = compileText(Object.fromEntries(catalog));
    expect(compilation.findings.filter((finding) => finding.severity === "error")).toEqual([]);
    const text = textOf(compilation, "lb1", "etc/intentlb/health.conf");
    expect(verdict(text)).toBe("");
    const kinds = [...text.matchAll(/^check\t(?:check|members):(?:members|ipv6)(?::ipv6)?(?:\t\d+){4}\t(\w+)/gm)];
    expect(kinds.map(([, kind]) => kind).sort()).toEqual(["members", "tcp"]);
  });

  test("programs of checks are required on the nodes that run them", () => {
    const { units } = layOutTree(compiled(`${CASES}/anycast/catalog`));
    const demanded = units.filter(({ daemon }) => daemon === "health").map(({ node, requires }) => [node, requires]);
    expect(demanded).toEqual([["dns1", ["/usr/local/lib/checks/radius"]]]);
    // A draining load balancer runs no checks.
    const balancer = layOutTree(compiled(`${CASES}/balancer/catalog`)).units;
    const ofBalancers = balancer.filter(({ daemon }) => daemon === "health").map(({ requires }) => requires);
    expect(ofBalancers).toEqual([["/usr/lib/nagios/plugins/check_http"], []]);
  });

  test("all files of the daemon are emitted unchanged", () => {
    const compilation = compiled(`${CASES}/balancer/catalog`);
    const program = Object.entries(readFolder(TEMPLATES)).filter(([path]) => !path.endsWith(".eta"));
    expect(program.length).toBeGreaterThan(5);
    for (const [path, text] of program) {
      expect(textOf(compilation, "lb1", `usr/local/lib/intentlb/${path}`), path).toBe(text);
    }
  });
});

describe("the health daemon", () => {
  test("needs only perl-base", () => {
    const modules = readdirSync(join(TEMPLATES, "Health")).map((file) => `Health::${file.replace(".pm", "")}`);
    const script = `${modules.map((name) => `require ${name};`).join("")} print join "\\n", %INC`;
    const loaded = execFileSync("perl", ["-I", TEMPLATES, "-e", script], { encoding: "utf8" }).split("\n");
    const foreign = loaded.filter((path) => path.startsWith("/") && !path.startsWith(TEMPLATES));
    expect(foreign.length).toBeGreaterThan(5);
    expect(foreign.filter((path) => !path.includes("/perl-base/"))).toEqual([]);
  });

  test("compiles without warnings", () => {
    for (const file of readdirSync(join(TEMPLATES, "Health"))) {
      const { stderr } = spawnSync("perl", ["-wc", "-I", TEMPLATES, join(TEMPLATES, "Health", file)], {
        encoding: "utf8",
      });
      expect(stderr.replace(/^.* syntax OK\n/, "")).toBe("");
    }
    expect(readFileSync(join(TEMPLATES, "health"), "utf8")).toMatch(/^#!\/usr\/bin\/perl\n/);
  });

  const check: Fields = ["check", "a", 1000, 500, 2, 2, "tcp", "192.0.2.10", 80];
  const vip: Fields = ["vip", "192.0.2.10", "www", "a"];
  const good = configText([check, vip]);

  test.each<readonly [string, string, string]>([
    ["an empty file", "", ": does not end in a newline"],
    ["a file that was cut off", good.replace("end\n", ""), ": file is cut off: it has no end record"],
    ["a line that was cut off", good.slice(0, -1), ": does not end in a newline"],
    ["another version", good.replace("health\t1", "health\t2"), ":1: unknown version of the format"],
    ["no version", good.replace("health\t1\n", ""), ":1: no version"],
    ["two nodes", good.replace("node\tlb1\n", "node\tlb1\nnode\tlb2\n"), ":3: duplicate node"],
    ["an unknown record", good.replace("node\t", "nodes\t"), ":2: unknown record"],
    ["a record after the end", `${good}vip\n`, ":7: record after the end"],
    ["a number with a unit", good.replace("\t1000\t", "\t1s\t"), ":4: not a valid number"],
    ["no rise", good.replace("\t2\t2\t", "\t0\t2\t"), ":4: not a valid number"],
    ["an unknown type of check", good.replace("\ttcp\t", "\tudp\t"), ":4: unknown type of check"],
    ["a port too large", good.replace("\t80\n", "\t80\t65536\n"), ":4: not valid arguments for tcp"],
    ["a prefix", good.replace("vip\t192.0.2.10", "vip\t192.0.2.0/24"), ":5: not a valid address"],
    ["a duplicate VIP", configText([check, vip, vip]), ":6: duplicate VIP 192.0.2.10"],
    ["a VIP without checks", configText([check, vip, ["vip", "192.0.2.11", "www"]]), ":6: VIP without checks"],
    ["a missing check", good.replace("www\ta", "www\tb"), ":5: there is no check b"],
    ["an unused check", configText([check]), ": check a is not used"],
    ["a service that is a path", good.replace("\twww\t", "\t../www\t"), ":5: not valid names of services"],
    ["a control character", good.replace("www", "www\u0007"), ":5: contains a control character"],
    [
      "a relative program",
      good.replace("tcp\t192.0.2.10\t80", "run\t192.0.2.10\twww\tsh"),
      ":4: not valid arguments for run",
    ],
  ])("refuses %s", (_, text, reason) => {
    expect(verdict(good)).toBe("");
    expect(verdict(text)).toBe(`health: health.conf${reason}\n`);
  });

  test("gets each argument exactly as written, whatever it contains", () => {
    const texts = fc.sample(fc.string({ unit: "grapheme", maxLength: 40 }), 200);
    const hostile = ["", " ", "# no comment", "$(id)", "`id`", "'", '"', "\\", "\\t", "%s", "--", "; true", "\u202e"];
    const plain = [...texts, ...hostile].filter((text) => !/[\u0000-\u001f\u007f\p{Surrogate}]/u.test(text));
    const line = record("check", "a", 1000, 500, 2, 2, "run", "192.0.2.10", "www", "/bin/true", ...plain);
    const text = good.replace(/^check.*$/m, () => line);
    const script =
      "use Health::Config; print join qq{\\n}, @{Health::Config::parse(join '', <STDIN>)->{checks}{a}{args}}[3..1e3]";
    const program = script
      .replace("[3..1e3]", "[3..$#{Health::Config::parse($t)->{checks}{a}{args}}]")
      .replace("join '', <STDIN>", "$t");
    const output = execFileSync("perl", ["-I", TEMPLATES, "-e", `my $t = join '', <STDIN>; ${program}`], {
      input: text,
    });
    expect(output.toString().split("\n")).toEqual(plain);
    for (const bad of ["a\tb", "a\nb", "a\u0000b", "\ud800"]) expect(() => record(bad)).toThrow("cannot stand");
  });
});
