import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { cliEnvironment, PROGRAM, runCli } from "../support/run-cli.ts";

/** A shell command line that starts the program. */
const SHELL_PROGRAM = [process.execPath, ...PROGRAM].map((word) => `'${word}'`).join(" ");

function bash(script: string, env: Readonly<Record<string, string>> = {}): string {
  return execFileSync("bash", ["-c", script], { cwd: packageRoot, encoding: "utf8", env: cliEnvironment(env) });
}

test("--version prints the version of the package", () => {
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  expect(runCli(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
});

test("--help lists the commands and shows examples; so does that of each command", () => {
  const { status, stdout } = runCli(["--help"]);
  for (const command of ["init", "lint", "build", "show", "explain", "schema", "completion"]) {
    expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
  }
  expect(stdout).toContain("\nExamples:\n");
  expect(stdout).not.toMatch(/^ {2}names /m);
  expect(status).toBe(0);
  expect(runCli(["build", "--help"])).toMatchObject({ status: 0, stdout: expect.stringContaining("\nExamples:\n") });
});

test.each([[[]], [["biuld"]], [["show", "services", "www"]], [["build", "a", "b"]], [["completion", "tcsh"]]])(
  "%j is a usage error",
  (args) => {
    const { status, stdout, stderr } = runCli(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).not.toBe("");
    expect(stderr).not.toMatch(/^\s+at /m);
  },
);

test("show lists the kinds", () => {
  expect(runCli(["show", "services", "www"]).stderr).toBe(
    'intentlb: unknown kind "services"; use service, node, profile, vip, network, group, certificate, team\n',
  );
});

test("schema prints the schema of the language", () => {
  const { status, stdout } = runCli(["schema"]);
  expect(JSON.parse(stdout)).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema" });
  expect(status).toBe(0);
});

test("init creates a clean catalog that builds, and overwrites nothing", () => {
  inTemporaryFolder({}, (folder) => {
    const { status, stdout } = runCli(["init", "lb"], { cwd: folder });
    const settings = "lb/.gitignore, lb/.vscode/settings.json, lb/.intentlb.schema.json";
    expect(stdout).toBe(`wrote lb/fleet.yaml, lb/nodes.yaml, lb/services.yaml, ${settings}; next: intentlb lint lb\n`);
    expect(status).toBe(0);
    expect(runCli(["lint", "lb", "--strict"], { cwd: folder })).toMatchObject({ status: 0 });
    expect(runCli(["build", "lb"], { cwd: folder })).toMatchObject({ status: 0, stderr: "" });
    rmSync(join(folder, "lb/nodes.yaml"));
    const again = runCli(["init", "lb"], { cwd: folder });
    expect(again).toEqual({
      status: 2,
      stdout: "",
      stderr: "intentlb: lb already contains YAML files, such as fleet.yaml; nothing was written\n",
    });
    const visible = readdirSync(join(folder, "lb")).filter((name) => !name.startsWith("."));
    expect(visible.sort()).toEqual(["fleet.yaml", "services.yaml"]);
  });
});

test("init keeps existing editor settings, and writes the schema that its files refer to", () => {
  inTemporaryFolder({ ".gitignore": "mine\n", ".vscode/settings.json": "{}\n" }, (folder) => {
    const { status, stdout } = runCli(["init"], { cwd: folder });
    expect(status).toBe(0);
    expect(stdout).toContain("left .gitignore, .vscode/settings.json unchanged");
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("mine\n");
    const [first = ""] = readFileSync(join(folder, "fleet.yaml"), "utf8").split("\n");
    const [, schema = ""] = /^# yaml-language-server: \$schema=(.*)$/.exec(first) ?? [];
    expect(JSON.parse(readFileSync(join(folder, schema), "utf8"))).toHaveProperty("properties.services");
  });
});

test("init with a file in place of the folder", () => {
  inTemporaryFolder({ lb: "" }, (folder) => {
    expect(runCli(["init", "lb"], { cwd: folder })).toEqual({
      status: 2,
      stdout: "",
      stderr: expect.stringMatching(/^intentlb: lb: it already exists\n$/),
    });
  });
});

test("init creates parent folders", () => {
  inTemporaryFolder({}, (folder) => {
    expect(runCli(["init", "a/b/lb"], { cwd: folder })).toMatchObject({ status: 0, stderr: "" });
    expect(readdirSync(join(folder, "a/b/lb"))).toContain("fleet.yaml");
  });
});

test.runIf(existsSync("/proc/self"))(
  "if the system refuses to create folders, init says so, and other commands run without a cache",
  () => {
    for (const folder of ["/proc/lb", "/proc/lb/below"]) {
      expect(runCli(["init", folder])).toEqual({
        status: 2,
        stdout: "",
        stderr: "intentlb: /proc/lb: no such file or folder\n",
      });
    }
    const env = { XDG_CACHE_HOME: "/proc/cache" };
    expect(runCli(["lint", "examples/minimal"], { env })).toMatchObject({ status: 0, stderr: "" });
  },
);

test("a reader that closes the pipe early causes no error", () => {
  const script = `set -o pipefail; { ${SHELL_PROGRAM} schema 2>&3 | head -c 10 >/dev/null; } 3>&1; echo $?`;
  expect(bash(script)).toBe("0\n");
});

test("a deleted current folder is reported in one line", () => {
  inTemporaryFolder({}, (folder) => {
    const gone = join(folder, "gone");
    mkdirSync(gone);
    const script = `cd "$1" && rmdir "$1" && ${SHELL_PROGRAM} lint "$2"`;
    const { status, stderr } = spawnSync("bash", ["-c", script, "bash", gone, join(packageRoot, "examples/minimal")], {
      encoding: "utf8",
      env: cliEnvironment(),
    });
    expect(stderr).toBe("intentlb: the current folder: no such file or folder\n");
    expect(status).toBe(2);
  });
});

/** Output of a command on a terminal of 40 columns. */
function onTerminal(command: string, env: Readonly<Record<string, string>> = {}): string {
  return bash(`script -qefc "stty cols 40; ${command}" /dev/null </dev/null || true`, { TERM: "xterm", ...env });
}

test("a terminal gets colours and frames that fit, unless NO_COLOR is set", () => {
  inTemporaryFolder({}, (folder) => {
    writeFileSync(join(folder, "a.yaml"), `fleet: {}\nservices: {${"x".repeat(60)}: {acces: ${"y".repeat(60)}}}\n`);
    writeFileSync(join(folder, "run"), `cd "$(dirname "$0")" && exec ${SHELL_PROGRAM} lint\n`);
    const command = `bash '${join(folder, "run").replaceAll("'", "'\\\\''")}'`;
    const colored = onTerminal(command);
    expect(colored).toContain("\u001b[31merror\u001b[39m");
    const plain = onTerminal(command, { NO_COLOR: "1" }).replaceAll("\r\n", "\n");
    expect(plain.replaceAll("\u001b[2K", "")).not.toContain("\u001b");
    const frames = plain.split("\n").filter((line) => / \| /.test(line));
    expect(frames.length).toBeGreaterThan(0);
    for (const line of frames) expect(line.length).toBeLessThanOrEqual(40);
  });
});
