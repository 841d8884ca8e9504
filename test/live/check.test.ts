import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import type { Compilation } from "../../src/pipeline.ts";
import { searchPath } from "../../src/verdict/find-program.ts";
import { checkCompilation, withOtherLines } from "../support/check-compilation.ts";
import { compileText } from "../support/compile-text.ts";
import { describeWith } from "../support/daemons.ts";
import { PATIENCE } from "../support/patience.ts";
import { readFolder } from "../support/read-folder.ts";
import { cliEnvironment, PROGRAM } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CAMPUS = join(packageRoot, "examples/campus");
const DAEMONS = ["bird", "haproxy", "nftables"];
const PLAIN_USER = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/** Runs a command in its own namespace, where /etc/haproxy/certs has one broken certificate. */
const WITH_BROKEN =
  'cd "$1" && mount -t overlay overlay -o ro,lowerdir=etc:/etc /etc && cd "$2" && shift 2 && exec "$@"';

describeWith(
  ["haproxy", "nft", "bird", "apache2", "icinga2", "openssl", "namespaces"],
  "check runs the daemons",
  () => {
    let campus: Record<string, string>;
    let compilation: Compilation;

    beforeAll(() => {
      campus = readFolder(CAMPUS);
      compilation = compileText(campus);
    });

    test("they accept the whole campus, and identical files are checked once", async () => {
      const { findings, summary } = await checkCompilation(compilation, { daemons: DAEMONS });
      expect(findings).toEqual([]);
      expect(summary).toMatchObject({ daemons: DAEMONS, sandbox: "namespace" });
      const units = new Set(compilation.files.map(({ node, daemon }) => `${node} ${daemon}`)).size;
      expect(summary.judged).toBeGreaterThan(20);
      expect(summary.judged).toBeLessThan(units);
    });

    test("a misspelt raw line is reported on both load balancers, and in the catalog", async () => {
      const mail = campus["services/mail.yaml"]?.replace("option tcpka", "optoin tcpka") ?? "";
      const broken = compileText({ ...campus, "services/mail.yaml": mail });
      const { findings } = await checkCompilation(broken, { daemons: DAEMONS });
      const text = broken.files.find(({ node, path }) => node === "lb1" && path.endsWith("haproxy.cfg"));
      const line = (text?.blocks.flatMap(({ lines }) => lines).indexOf("    optoin tcpka") ?? 0) + 1;
      const at = mail.slice(0, mail.indexOf("optoin")).split("\n");
      expect(findings).toEqual([
        [
          "daemon/rejects haproxy: unknown keyword 'optoin' in 'backend' section; did you mean 'option' maybe ?",
          `lb1:/etc/haproxy/haproxy.cfg:${line}:5`,
          `services/mail.yaml:${at.length}:${(at.at(-1)?.length ?? 0) + 1}`,
        ].join("\n"),
      ]);
    });

    test.each([
      [
        "haproxy",
        "    timeout queue 30s",
        "    timeuot queue 30s",
        "haproxy: unknown keyword 'timeuot'",
        "etc/haproxy/haproxy.cfg",
      ],
      [
        "nftables",
        "ct state established",
        "ct state estalbished",
        "nftables: Could not parse conntrack state",
        "etc/nftables.d/intentlb.nft",
      ],
      ["bird", "router id", "ruoter id", "bird: syntax error", "etc/bird/bird.conf"],
    ])("a broken template of %s is reported at its line", async (daemon, right, wrong, message, path) => {
      const broken = withOtherLines(compilation, (line) => line.replace(right, wrong));
      const { findings } = await checkCompilation(broken, { daemons: [daemon] });
      // Once per line of the template, not per node.
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.length).toBeLessThan(4);
      for (const finding of findings) expect(finding).toContain(`daemon/rejects ${message}`);
      const file = broken.files.find((each) => each.path === path);
      const lines = file?.blocks.flatMap((block) => block.lines) ?? [];
      expect(findings[0]).toContain(`${file?.node}:/${path}:${lines.findIndex((line) => line.includes(wrong)) + 1}:`);
    });

    test("without namespaces, copies are checked, and locations are the same", async () => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "unshare"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
      const path = searchPath(`${folder}:${process.env["PATH"]}`);
      const broken = withOtherLines(compilation, (line) => line.replace("timeout queue 30s", "timeuot queue 30s"));
      const options = { daemons: ["bird", "haproxy"] };
      expect(await checkCompilation(compilation, { ...options, path })).toMatchObject({
        summary: { sandbox: "copy" },
        findings: [],
      });
      const { findings } = await checkCompilation(broken, { ...options, path });
      expect(findings).toEqual((await checkCompilation(broken, options)).findings);
      expect(findings).not.toEqual([]);
    });

    test("warnings come back as warnings", async () => {
      const odd = withOtherLines(compilation, (line) => line.replace("    balance source", "    timeout client 5s"));
      const { findings } = await checkCompilation(odd, { daemons: ["haproxy"] });
      expect(findings.length).toBeGreaterThan(0);
      for (const finding of findings)
        expect(finding).toMatch(/^daemon\/warns haproxy: 'timeout client' will be ignored/);
    });

    const users: [who: string, prefix: string[]][] = [
      ...(process.getuid?.() === 0 ? [["root", []] satisfies [string, string[]]] : []),
      ["a plain user", process.getuid?.() === 0 ? PLAIN_USER : []],
    ];
    test.each(users)(
      "a broken certificate on this machine is reported by %s, stand-ins replace the others",
      (who, prefix) => {
        const folder = temporaryFolder();
        mkdirSync(join(folder, "etc/haproxy/certs"), { recursive: true });
        writeFileSync(join(folder, "etc/haproxy/certs/physics.pem"), "no certificate\n");
        for (const path of ["etc", "etc/haproxy", "etc/haproxy/certs"]) chmodSync(join(folder, path), 0o755);
        const unshare = who === "root" ? "-m" : "-rm";
        const program = [
          process.execPath,
          ...PROGRAM,
          "check",
          CAMPUS,
          "--node",
          "lb1",
          "lb2",
          "--today",
          "2026-06-01",
        ];
        const [command = "", ...args] = [
          ...prefix,
          "unshare",
          unshare,
          "sh",
          "-c",
          WITH_BROKEN,
          "sh",
          folder,
          packageRoot,
          ...program,
        ];
        const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env: cliEnvironment() });
        expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
        expect(stdout).toMatch(
          /unable to load certificate from file '\/etc\/haproxy\/certs\/physics\.pem'.*\n {2}lb1:\/etc\/haproxy\/haproxy\.cfg:/,
        );
        const fleet = campus["fleet.yaml"]?.split("\n") ?? [];
        const line = fleet.findIndex((text) => text.includes("certs/physics.pem")) + 1;
        expect(stdout).toContain(`note /etc/haproxy/certs/physics.pem is set here examples/campus/fleet.yaml:${line}:`);
        expect(stdout).toMatch(/\n {2}note and here lb1:\/etc\/haproxy\/crt-list\/vip-web-443\.txt:\d+:1\n/);
        expect(stdout).not.toContain("wildcard.pem");
      },
    );

    test.each(users)("all daemons accept the whole campus, run by %s", (_who, prefix) => {
      const [command = "", ...args] = [
        ...prefix,
        process.execPath,
        ...PROGRAM,
        "check",
        CAMPUS,
        "--today",
        "2026-06-01",
      ];
      const { status, stdout, stderr } = spawnSync(command, args, {
        cwd: packageRoot,
        encoding: "utf8",
        env: cliEnvironment(),
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      // Nothing was skipped, and nothing was checked only in part.
      expect(stdout).toMatch(
        /: \d+ configurations checked by apache, bird, haproxy, health, icinga2, nftables: 1 notice; .* s\n$/,
      );
    });

    test("a killed check leaves nothing behind", async () => {
      const [programs, temporary] = [temporaryFolder(), temporaryFolder()];
      const length = `${47 + Math.random()}`;
      writeFileSync(join(programs, "bird"), `#!/bin/sh\nexec sleep ${length}\n`, { mode: 0o755 });
      const env = { ...cliEnvironment({ TMPDIR: temporary }), PATH: `${programs}:${process.env["PATH"]}` };
      const child = spawn(process.execPath, [...PROGRAM, "check", CAMPUS, "--node", "dns1"], { env, stdio: "ignore" });
      const ended = new Promise((resolve) => child.on("exit", (status, signal) => resolve(signal ?? status)));
      await vi.waitUntil(() => runs(["sleep", length]), PATIENCE);
      expect(readdirSync(temporary)).toHaveLength(1);
      child.kill("SIGTERM");
      expect(await ended).toBe("SIGTERM");
      expect(readdirSync(temporary)).toEqual([]);
      await vi.waitUntil(() => !runs(["sleep", length]), PATIENCE);
    });

    // Case 47.
    test("raw lines cannot run commands as the user, nor read files of the machine", async () => {
      const folder = temporaryFolder();
      for (const path of ["mark.lua", "mark.so", "secret"]) writeFileSync(join(folder, path), "topsecret\n");
      const mark = join(folder, "marker");
      writeFileSync(join(folder, "mark.lua"), `local f = io.open("${mark}", "w"); f:write("x"); f:close()\n`);
      const fleet = `fleet:
  haproxy: {global: ["lua-load ${folder}/mark.lua"]}
  apache: {lines: ["LoadFile ${folder}/mark.so", "Include ${folder}/secret"]}
`;
      const line = `tcp-request content reject if { src -f ${folder}/secret }`;
      const mail = campus["services/mail.yaml"]?.replace("option tcpka", line) ?? "";
      const hostile = compileText({ ...campus, "services/mail.yaml": mail, "hostile.yaml": fleet });
      expect(hostile.findings.filter(({ severity }) => severity === "error")).toEqual([]);
      const { findings } = await checkCompilation(hostile, { daemons: ["haproxy", "apache"], hasRawLines: true });
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.join("\n")).not.toMatch(/topsecret|root:/);
      expect(existsSync(mark)).toBe(false);
    });
  },
);

/** Whether a process with exactly this command line runs. */
function runs(argv: readonly string[]): boolean {
  return readdirSync("/proc").some((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, "utf8") === `${argv.join("\0")}\0`;
    } catch {
      // The process has just ended.
      return false;
    }
  });
}
