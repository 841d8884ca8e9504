import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parsePlace } from "../../../src/cli/inspect/lines/parse-place.ts";
import { resolvePlace } from "../../../src/cli/inspect/lines/resolve-place.ts";
import { showPathFrom } from "../../../src/cli/report/show-path.ts";
import { compileText } from "../../support/compile-text.ts";
import { readFolder } from "../../support/read-folder.ts";

const CATALOG = "examples/campus";
const CFG = "etc/haproxy/haproxy.cfg";
const { fleet, files, sources } = compileText({
  ...readFolder(CATALOG),
  "odd:7.yaml": "networks: {odd: [203.0.113.77/32]}\n",
  // Paths of files that come with intentlb, and how these are shown.
  "services/ldap.yaml": "networks: {odder: [203.0.113.78/32]}\n",
  "<built-in>/services/ldap.yaml": "networks: {oddest: [203.0.113.79/32]}\n",
});

/** An output folder that is not the default one. */
let built: string;
beforeAll(() => {
  built = mkdtempSync(join(tmpdir(), "intentlb-resolve-"));
  writeFileSync(join(built, "manifest.json"), '{"format": 2, "root": [], "units": [], "seal": ""}');
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

function resolve(text: string) {
  const showPath = showPathFrom(process.cwd(), CATALOG);
  const nodes = [...(fleet?.nodes.keys() ?? [])];
  return resolvePlace(parsePlace(text), { catalog: CATALOG, out: "out", sources, files, nodes, showPath });
}

function told(text: string): unknown {
  const resolved = resolve(text);
  switch (resolved.kind) {
    case "catalog":
      return [resolved.source.builtin ? "built-in" : "catalog", resolved.source.path, resolved.place.line];
    case "generated":
      return [resolved.file.node, resolved.file.path, resolved.place.line, resolved.out];
    case "nowhere":
      return resolved.problem;
  }
}

test.each<[string, unknown]>([
  [`lb1:/${CFG}:131`, ["lb1", CFG, 131, undefined]],
  [`lb1:/${CFG}:131:5`, ["lb1", CFG, 131, undefined]],
  [`lb1://etc/./x/../haproxy/haproxy.cfg:1`, ["lb1", CFG, 1, undefined]],
  [`out/lb1/${CFG}:131`, ["lb1", CFG, 131, "out"]],
  [`./examples/../out/lb1/${CFG}:131:5`, ["lb1", CFG, 131, "out"]],
  [join(process.cwd(), `out/lb1/${CFG}:131`), ["lb1", CFG, 131, "out"]],
  ["out/_peers/core1/bird.conf:3", ["_peers", "core1/bird.conf", 3, "out"]],
  ["_peers:/core1/bird.conf:3", ["_peers", "core1/bird.conf", 3, undefined]],
  ["services/web.yaml:23", ["catalog", "services/web.yaml", 23]],
  ["./services/web.yaml:23:4", ["catalog", "services/web.yaml", 23]],
  ["examples/campus/services/web.yaml:23", ["catalog", "services/web.yaml", 23]],
  [join(process.cwd(), "examples/campus/services/web.yaml:23"), ["catalog", "services/web.yaml", 23]],
  ["odd:7.yaml:1", ["catalog", "odd:7.yaml", 1]],
  ["<built-in>/services/ldap.yaml:8", ["built-in", "services/ldap.yaml", 8]],
  ["services/ldap.yaml:1", ["catalog", "services/ldap.yaml", 1]],
  ["./<built-in>/services/ldap.yaml:1", ["catalog", "<built-in>/services/ldap.yaml", 1]],
])("%s is found", (text, place) => {
  expect(told(text)).toEqual(place);
});

test("a catalog of one file has paths relative to its folder", () => {
  const catalog = "examples/minimal/catalog.yaml";
  const minimal = compileText(readFolder("examples/minimal"));
  const around = { ...minimal, catalog, out: "out", nodes: [], showPath: showPathFrom(process.cwd(), catalog) };
  for (const text of ["catalog.yaml:3", `${catalog}:3`]) {
    expect(resolvePlace(parsePlace(text), around)).toMatchObject({ kind: "catalog", source: { path: "catalog.yaml" } });
  }
});

test("a folder that a build wrote is found without being named", () => {
  expect(resolve(`${built}/lb1/${CFG}:3`)).toMatchObject({ kind: "generated", file: { node: "lb1", path: CFG } });
});

test.each<[string, string]>([
  ["lb1:/etc/haproxy/haproxi.cfg:3", `lb1:/etc/haproxy/haproxi.cfg is not generated: did you mean \`lb1:/${CFG}\`?`],
  ["lb1:/etc/haproxy.cfg:3", `lb1:/etc/haproxy.cfg is not generated: did you mean \`lb1:/${CFG}\`?`],
  ["lb1:/../../../etc/passwd:1", "lb1:/etc/passwd is not generated"],
  [`lb11:/${CFG}:3`, "there is no node `lb11`: did you mean `lb1`?"],
  [`out/lb11/${CFG}:3`, "there is no node `lb11`: did you mean `lb1`?"],
  ["core1:/etc/bird/bird.conf:3", "nothing is generated for node core1"],
  ["lb1:/etc/haproxy:3", "lb1:/etc/haproxy is a folder: name one of its files, such as lb1:/etc/haproxy/"],
  ["lb1:/etc/haproxy/:3", "lb1:/etc/haproxy is a folder: name one of its files, such as lb1:/etc/haproxy/"],
  ["out/lb1:3", "lb1:/ is a folder: name one of its files, such as lb1:/etc/"],
  ["out:3", "out is an output folder: name a file of a node in it"],
  ["out/claims.json:3", "out/claims.json describes the files of all nodes: name one of them"],
  ["services/web.yml:3", "there is no file services/web.yml: did you mean `services/web.yaml`?"],
  ["examples/campus/services:1", "examples/campus/services is a folder: name a file in it"],
  ["examples/campus/fleet.yaml/x:1", "there is no file examples/campus/fleet.yaml/x"],
  ["examples/campus/pages/moodle-maintenance.html:1", "is neither a YAML file of the catalog examples/campus nor"],
  ["examples/minimal/catalog.yaml:1", "is neither a YAML file of the catalog examples/campus nor"],
  ["<built-in>/services/../package.json:1", "there is no file <built-in>/services/../package.json"],
])("%s is nowhere", (text, problem) => {
  expect(told(text)).toContain(problem);
});
