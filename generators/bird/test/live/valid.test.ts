import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { birdName } from "../../../../src/fleet/announce/session-name.ts";
import { packageRoot } from "../../../../src/package-root.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith, programPath } from "../../../../test/support/daemons.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { symbol } from "../../quote.ts";

const CASES = "generators/bird/cases";

/** All keywords of BIRD 2.0 that could be names of nodes, and some that could not. */
const WORDS = [
  "via",
  "bfd",
  "rt",
  "static",
  "net",
  "all",
  "on",
  "client",
  "filter",
  "table",
  "protocol",
  "true",
  "ipv4",
];

/** BIRD rejects a configuration without any protocol. */
const DEVICE = "protocol device {}";

describeWith(["bird"], "BIRD accepts what is generated", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "intentlb-bird-"));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ...readdirSync(join(packageRoot, CASES)).map((name) => `${CASES}/${name}/catalog`),
    ...readdirSync(join(packageRoot, "examples")).map((name) => `examples/${name}`),
  ])("%s", (catalog) => {
    const { findings, files } = compileText(readFolder(join(packageRoot, catalog)));
    expect(findings.filter((finding) => finding.severity === "error")).toEqual([]);
    const ofBird = files.filter((file) => file.daemon === "bird");
    for (const { node, path, blocks } of ofBird) {
      put(join(node, path), blocks.flatMap((block) => block.lines).join("\n"));
      expect(new Set(blocks.map((block) => block.key)).size, `keys of ${node}/${path}`).toBe(blocks.length);
    }
    const configs = ofBird.filter(({ path }) => path.endsWith("bird.conf"));
    expect(configs.length).toBeGreaterThan(0);
    for (const { node, path, blocks } of configs) {
      expect(verdict(node, blocks.flatMap((block) => block.lines).join("\n")), `${node}/${path}`).toBe("");
    }
  });

  test("every node name becomes a unique symbol, even a keyword or one that is too long", () => {
    const letters = fc.constantFrom(..."abcXYZ019._-");
    const name = fc.array(letters, { minLength: 1, maxLength: 63 }).map((chars) => `n${chars.join("").slice(0, 61)}x`);
    const long = ["a", "b"].map((last) => `${"x".repeat(62)}${last}`);
    const nodes = [...new Set([...fc.sample(name, 200), ...WORDS, ...long, "HEALTHY", "routes", "lb1-v4", "lb1"])];
    const names = nodes.flatMap((node) => [birdName("", node, "ipv4"), birdName("routes:", node, "ipv4")]);
    expect(new Set(names).size).toBe(names.length);
    expect(verdict("names", [DEVICE, ...names.map((each) => `define ${symbol(each)} = 1;`)].join("\n"))).toBe("");
  });

  test("invalid symbols are rejected, and a keyword without its suffix would be an error", () => {
    for (const text of ["", "a b", "a'b", "a\nb", "x".repeat(65)]) expect(() => symbol(text)).toThrow("no symbol");
    expect(verdict("names", `${DEVICE}\ndefine ${symbol("x".repeat(64))} = 1;`)).toBe("");
  });

  /** BIRD's complaint about a configuration; empty if it is valid. The folder for local lines is next to it. */
  function verdict(node: string, text: string): string {
    const path = join(folder, node, "verdict.conf");
    const here = text.replaceAll("/etc/bird/local.d", join(folder, node, "etc/bird/local.d"));
    put(join(node, "verdict.conf"), `${here}\n`);
    const { status, stdout, stderr } = spawnSync(programPath("bird") ?? "bird", ["-p", "-c", path], {
      encoding: "utf8",
    });
    return status === 0 ? "" : `${stdout}${stderr}exit ${status}`;
  }

  function put(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
