import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { nftablesVerdict } from "../../../../test/support/check-nftables.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith, programPath } from "../../../../test/support/daemons.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { quoteComment } from "../../quote.ts";

const CASES = "generators/nftables/cases";
const UNIT = "anycast/expected/dns1/etc/systemd/system/intentlb-nftables.service";

describeWith(["nft", "namespaces"], "nft accepts what is generated", () => {
  test.each([
    ...readdirSync(join(packageRoot, CASES)).map((name) => `${CASES}/${name}/catalog`),
    ...readdirSync(join(packageRoot, "examples")).map((name) => `examples/${name}`),
  ])("%s", (catalog) => {
    const { findings, files } = compileText(readFolder(join(packageRoot, catalog)));
    expect(findings.filter((finding) => finding.severity === "error")).toEqual([]);
    const rulesets = files.filter((file) => file.path.endsWith(".nft"));
    expect(rulesets.length).toBeGreaterThan(0);
    for (const { node, blocks } of rulesets) {
      expect(nftablesVerdict(blocks.flatMap((block) => block.lines).join("\n"))).toBe("");
      expect(new Set(blocks.map((block) => block.key)).size, `keys of ${node}`).toBe(blocks.length);
    }
  });

  test("a comment can contain any text", () => {
    const texts = fc.sample(
      fc.array(fc.string({ unit: "binary", maxLength: 200 }), { minLength: 1, maxLength: 4 }),
      300,
    );
    const hostile = [['"; flush ruleset; #'], ["\\"], ['\n\t"'], ["*"], ["$x"], ["x".repeat(300)]];
    const rules = [...texts, ...hostile].map((text) => `    counter comment ${quoteComment(text)}`);
    expect(nftablesVerdict(`table inet t {\n  chain c {\n${rules.join("\n")}\n  }\n}\n`)).toBe("");
  });
});

describeWith(["systemd-analyze"], "systemd accepts the unit", () => {
  test.each([
    ["unchanged", (unit: string) => unit, ""],
    [
      "but not with a misspelt key",
      (unit: string) => unit.replace("RemainAfterExit=yes", "RemainAfterExit=yess"),
      "yess",
    ],
  ])("%s", (_, change, complaint) => {
    const folder = mkdtempSync(join(tmpdir(), "intentlb-unit-"));
    try {
      const unit = readFileSync(join(packageRoot, CASES, UNIT), "utf8");
      const path = join(folder, "intentlb-nftables.service");
      // The program is not installed here.
      writeFileSync(path, change(unit).replaceAll("/usr/local/sbin/intentlb-firewall", "/bin/true"));
      const { stderr } = spawnSync(programPath("systemd-analyze") ?? "", ["verify", "--man=no", path], {
        encoding: "utf8",
      });
      // Other units of this machine may have errors, too.
      const ours = stderr.split("\n").filter((line) => line.includes("intentlb-nftables.service"));
      if (complaint === "") expect(ours).toEqual([]);
      else expect(ours.join("\n")).toContain(complaint);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
