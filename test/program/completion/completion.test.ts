import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageRoot } from "../../../src/package-root.ts";
import { describeWith, type Need } from "../../support/daemons.ts";
import { cliEnvironment, PROGRAM, runCli } from "../../support/run-cli.ts";

/** Prints candidates for the last word of a line, one per line, perhaps with a description after a tab. */
interface Shell {
  readonly name: "bash" | "zsh" | "fish";
  readonly needs: readonly Need[];
  readonly argv: (script: string, line: string) => readonly [string, ...string[]];
}

const BASH = `source "$1"
  COMP_WORDS=($2) COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _intentlb
  printf '%s\\n' "\${COMPREPLY[@]}"`;

const SHELLS: readonly Shell[] = [
  { name: "bash", needs: [], argv: (script, line) => ["bash", "-c", BASH, "bash", script, line] },
  {
    name: "zsh",
    needs: ["zsh"],
    argv: (script, line) => ["zsh", "-f", join(import.meta.dirname, "complete.zsh"), script, line],
  },
  {
    name: "fish",
    needs: ["fish"],
    argv: (script, line) => ["fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script, line],
  },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "intentlb-completion-"));
  const words = [process.execPath, ...PROGRAM].map((word) => `'${word}'`).join(" ");
  writeFileSync(join(folder, "intentlb"), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const { name, needs, argv } of SHELLS) {
  describeWith(needs, `completion in ${name}`, () => {
    beforeAll(() => writeFileSync(join(folder, name), runCli(["completion", name]).stdout));

    test.each([
      ["intentlb bu", ["build"]],
      ["intentlb --v", ["--version"]],
      ["intentlb build --dr", ["--dry-run"]],
      ["intentlb lint --format s", ["sarif"]],
      ["intentlb lint --format g", ["github", "gitlab"]],
      ["intentlb diff --format j", ["json"]],
      ["intentlb diff --format m", ["markdown"]],
      ["intentlb diff --format h", ["html"]],
      ["intentlb diff --aga", ["--against"]],
      ["intentlb diff --against exam", ["examples"]],
      ["intentlb show --catalog examples/campus service www-p", ["www-physics"]],
      ["intentlb show service -c examples/campus www-p", ["www-physics"]],
      ["intentlb show no", ["node"]],
      ["intentlb show network -c examples/campus cam", ["campus"]],
      ["intentlb explain --catalog examples/campus mood", ["moodle"]],
      ["intentlb explain netw", ["network"]],
      ["intentlb explain -c examples/campus network cam", ["campus"]],
      ["intentlb explain biome.js", ["biome.json"]],
      ["intentlb explain --format p", ["pretty"]],
      ["intentlb build examples/campus --node kdc", ["kdc1", "kdc2", "kdc3"]],
      ["intentlb prove en", ["enter"]],
      ["intentlb completion f", ["fish"]],
      ["intentlb nam", []],
    ])("%j", (line, want) => {
      const [program, ...args] = argv(join(folder, name), line);
      const printed = execFileSync(program, args, {
        cwd: packageRoot,
        encoding: "utf8",
        env: cliEnvironment({ PATH: `${folder}${delimiter}${process.env["PATH"]}`, TERM: "dumb" }),
      });
      const candidates = printed.split("\n").map((candidate) => candidate.split("\t")[0]?.replace(/\/$/, ""));
      expect(candidates.filter((candidate) => candidate !== "")).toEqual(want);
    });
  });
}
