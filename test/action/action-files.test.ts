import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { ACTION } from "./github-runner.ts";

test("no script has an expression in it, and only scripts of the action run", () => {
  expect(ACTION.runs.using).toBe("composite");
  for (const step of ACTION.runs.steps) {
    expect(step).not.toHaveProperty("uses");
    expect(step.run).not.toContain("${{");
    expect(step.shell).toBe("bash");
    const [, file = ""] = /^(?:sh|node) "\$GITHUB_ACTION_PATH\/([\w.-]+)"$/.exec(step.run) ?? [];
    expect(existsSync(join(packageRoot, "action", file))).toBe(true);
  }
});

test.skipIf(!existsSync(join(packageRoot, ".git")))(
  "`uses: OWNER/intentlb/action@vX` has every file of the action",
  () => {
    const tracked = execFileSync("git", ["ls-files", "--", "action", "package.json"], {
      cwd: packageRoot,
      encoding: "utf8",
    });
    const files = readdirSync(join(packageRoot, "action")).map((name) => `action/${name}`);
    expect(tracked.trim().split("\n").sort()).toEqual([...files, "package.json"].sort());
    expect(
      execFileSync("git", ["check-attr", "export-ignore", ...files], { cwd: packageRoot, encoding: "utf8" }),
    ).not.toMatch(/: set$/m);
  },
);
