import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { at, block, type CompileInput, codesOf, compile, type Generator, layOutTree, Source } from "../../src/index.ts";
import { packageRoot } from "../../src/package-root.ts";

/** Writes a file for each managed node, and reports a finding for each that is not a load balancer. */
const OWN: Generator = {
  name: "own",
  description: "a file",
  codes: { "own/idle": { severity: "warning", about: "A node does nothing." } },
  appliesTo: (node) => node.managed,
  ownFiles: ["/etc/own"],
  lint({ fleet }, report) {
    for (const node of fleet.nodes.values()) {
      const subject = { kind: "node", name: node.name } as const;
      if (!node.roles.has("load-balancer"))
        report({ code: "own/idle", message: `${node.name} is idle`, at: at(node), subject });
    }
  },
  claims: () => [],
  emit: ({ fleet }) =>
    [...fleet.nodes.values()].map((node) => ({
      node: node.name,
      path: "etc/own",
      daemon: "own",
      mode: 0o644,
      owner: "root:root",
      services: [],
      blocks: [block("own", ["own"])],
    })),
  daemon: { validate: () => ({ argv: ["own", "--check"] }), reload: { argv: ["own", "--reload"] } },
};

function input(text: string, generators?: readonly Generator[]): CompileInput {
  const files = { sources: [new Source("catalog.yaml", text)], read: () => ({ problem: "does not exist" }) };
  return { read: () => files, today: "2026-12-01", ...(generators === undefined ? {} : { generators }) };
}

/** The smallest example, without accepting a finding of BIRD's generator. */
const NO_ACCEPTS = readFileSync(join(packageRoot, "examples/minimal/catalog.yaml"), "utf8").replace(
  /^ *accept:\n *- rule: bird\/no-asn\n.*\n/m,
  "",
);

test("only the given generators find, claim and write", () => {
  const compilation = compile(input(NO_ACCEPTS, [OWN]));
  expect(compilation.findings.map(({ code, severity, message }) => ({ code, severity, message }))).toEqual([
    { code: "own/idle", severity: "warning", message: "web1 is idle" },
  ]);
  const tree = layOutTree(compilation);
  expect(tree.files.map(({ place }) => place)).toEqual(["lb1/etc/own", "web1/etc/own"]);
  expect(tree.units).toEqual(
    ["lb1", "web1"].map((node) => ({
      node,
      daemon: "own",
      requires: [],
      modules: [],
      check: ["own", "--check"],
      reload: ["own", "--reload"],
    })),
  );
});

test("a catalog accepts findings of given generators, and of no others", () => {
  const text = NO_ACCEPTS.replace("  web1:\n", "$&    accept: [{rule: own/idle, reason: it is a member}]\n");
  const own = compile(input(text, [OWN]));
  expect(own.findings.map(({ code }) => code)).toEqual([]);
  expect(own.accepted.map(({ code }) => code)).toContain("own/idle");
  const others = compile(input(text));
  expect(others.findings.map(({ code }) => code)).toContain("accept/unknown-rule");
});

test("the codes are the common ones and those of the generators", () => {
  expect(codesOf([OWN])).toMatchObject({ "own/idle": { severity: "warning" }, "accept/unknown-rule": {} });
  expect(Object.keys(codesOf([])).filter((code) => /^(?:own|bird)\//.test(code))).toEqual([]);
});
