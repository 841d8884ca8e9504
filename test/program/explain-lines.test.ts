import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { runCli } from "../support/run-cli.ts";

const CFG = "etc/haproxy/haproxy.cfg";

let folder: string;
let out: string;
let lines: string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "intentlb-explain-"));
  cpSync(join(packageRoot, "examples/campus"), join(folder, "campus"), { recursive: true });
  out = join(folder, "out");
  expect(runCli(["build", "campus", "-o", "out"], { cwd: folder }).status).toBe(0);
  lines = readFileSync(join(out, "lb1", CFG), "utf8").split("\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function explain(args: readonly string[], cwd = folder) {
  return runCli(["explain", ...args], { cwd });
}

/** The number of the first line that has a text. */
function lineOf(text: string, all: readonly string[] = lines): number {
  const index = all.findIndex((line) => line.includes(text));
  if (index === -1) throw new Error(`there is no ${text}`);
  return index + 1;
}

function linesOf(path: string): string[] {
  return readFileSync(join(folder, path), "utf8").split("\n");
}

describe("a generated line", () => {
  test("is found in each way to write its place", () => {
    const line = lineOf("backend ldap.ldap from");
    const inOut = `out/lb1/${CFG}:${line}`;
    const first = explain([`lb1:/${CFG}:${line}`, "-c", "campus"]);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toContain(`lb1:/${CFG}:${line}, written by haproxy\n  ${line} | backend ldap.ldap from tcp\n`);
    expect(first.stdout).toMatch(/^services\.ldap\.backends\.ldap {2}campus\/services\/directory\.yaml:\d+:\d+$/m);
    expect(first.stdout).toMatch(
      /algorithm = "least-connections" +service ldap +campus\/services\/directory\.yaml:\d+:\d+ +overrides .*"round-robin" of built-in defaults$/m,
    );
    expect(first.stdout).not.toContain("differs");
    for (const [args, cwd] of [
      [[`lb1:/${CFG}:${line}:3`, "-c", "campus"], folder],
      [[inOut, "-c", "campus"], folder],
      [[`./out/../${inOut}:1`, "-c", "campus"], folder],
      [[join(folder, inOut), "-c", "campus"], folder],
      [[`${CFG}:${line}`, "-c", "../../campus"], join(out, "lb1")],
    ] as const) {
      const { stdout } = explain(args, cwd);
      expect(stdout.replaceAll("../../campus", "campus").replaceAll(/ +/g, " ")).toBe(
        first.stdout.replaceAll(/ +/g, " "),
      );
    }
  });

  test("of another node's file says which nodes have the same", () => {
    const { stdout } = explain([`lb2:/${CFG}:${lineOf("backend ldap.ldap from")}`, "-c", "campus"]);
    expect(stdout).toContain(", the same on lb1\n");
  });

  test("of a file for a machine that is not ours is found below _peers", () => {
    const line = lineOf("neighbor", linesOf("out/_peers/core1/bird.conf"));
    const byPath = explain([`out/_peers/core1/bird.conf:${line}`, "-c", "campus"]);
    expect(byPath.stdout).toContain(`_peers:/core1/bird.conf:${line}, written by bird\n`);
    expect(byPath.stdout).toContain("nodes.core1 ");
    expect(explain([`_peers:/core1/bird.conf:${line}`, "-c", "campus"]).stdout).toBe(byPath.stdout);
  });

  test("without a cause shows the rule of the generator", () => {
    const { stdout } = explain([`lb1:/${CFG}:${lineOf("# no CONNECT")}`, "-c", "campus"]);
    expect(stdout).toContain(
      "no value of the catalog causes this block\nrule haproxy/no-tunnels: Refuses CONNECT and ",
    );
    expect(stdout).not.toContain("caused by");
  });

  test("is answered for the catalog as it is now, and says if the output folder differs", () => {
    const stale = join(folder, "stale");
    cpSync(out, stale, { recursive: true });
    const line = lineOf("backend ldap.ldap from");
    writeFileSync(join(stale, "lb1", CFG), ["# one line more \u001b[31m", ...lines].join("\n"));
    const moved = explain([`stale/lb1/${CFG}:${line + 1}`, "-c", "campus"]);
    expect(moved.stdout).toContain(
      `stale/lb1/${CFG} differs in this line: it has \`backend ldap.ldap from tcp\`, which is now line ${line}\n`,
    );
    const hostile = explain([`lb1:/${CFG}:1`, "-c", "campus", "-o", "stale"]);
    expect(hostile.stdout).toContain("differs in this line: it has `# one line more \\u{1b}[31m`\n");
    rmSync(join(stale, "lb1", CFG));
    expect(explain([`lb1:/${CFG}:1`, "-c", "campus", "-o", "stale"]).stdout).toContain(`${CFG} has no line 1`);
    expect(explain([`lb1:/${CFG}:1`, "-c", "campus", "-o", "nowhere"])).toMatchObject({ status: 0, stderr: "" });
  });

  test("is not read through a link in the output folder", () => {
    const linked = join(folder, "linked");
    cpSync(out, linked, { recursive: true });
    renameSync(join(linked, "lb1"), join(folder, "moved"));
    symlinkSync(join(folder, "moved"), join(linked, "lb1"));
    expect(explain([`lb1:/${CFG}:1`, "-c", "campus", "-o", "linked"]).stdout).toContain(`${CFG} has no line 1`);
  });
});

describe("a line of the catalog", () => {
  test("is found from the current folder and from the catalog's", () => {
    const line = lineOf("members: [web2]", linesOf("campus/services/web.yaml"));
    const first = explain([`campus/services/web.yaml:${line}`, "-c", "campus"]);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toMatch(
      /^campus\/services\/web\.yaml:\d+: services\.www-physics\.backends\.lab\.members\n {2}\d+ \| {9}members: \[web2\]\ngenerates\n/,
    );
    expect(first.stdout).toMatch(
      /haproxy, \/etc\/haproxy\/haproxy\.cfg, block "backend www-physics\.lab: members"\n {4}lines \d+ to \d+ on 2 nodes: lb1, lb2\n/,
    );
    expect(first.stdout).toMatch(/as part of services\.www-physics generates \d+ blocks more; --full shows them\n$/);
    for (const [args, cwd] of [
      [[`services/web.yaml:${line}`, "-c", "campus"], folder],
      [[`web.yaml:${line}`, "-c", ".."], join(folder, "campus/services")],
      [[join(folder, `campus/services/web.yaml:${line}`), "-c", "campus"], folder],
    ] as const) {
      const { stdout } = explain(args, cwd);
      expect(stdout.slice(stdout.indexOf(" services."))).toBe(first.stdout.slice(first.stdout.indexOf(" services.")));
    }
  });

  test("is cut at a stated number of blocks, which --full lifts", () => {
    const place = `services/web.yaml:${lineOf("services:", linesOf("campus/services/web.yaml"))}`;
    const short = explain([place, "-c", "campus"]).stdout;
    const full = explain([place, "-c", "campus", "--full"]).stdout;
    const [, hidden] = /and (\d+) blocks more; --full shows all\n/.exec(short) ?? [];
    const direct = full.slice(0, full.indexOf("\nas part of"));
    expect(direct.match(/ block "/g)).toHaveLength(12 + Number(hidden));
    expect(short.match(/ block "/g)).toHaveLength(12);
    expect(full).not.toContain("--full");
  });

  test("that generates nothing says why", () => {
    const line = lineOf("state: planned", linesOf("campus/services/directory.yaml"));
    expect(explain([`services/directory.yaml:${line}`, "-c", "campus"]).stdout).toContain(
      "generates nothing: service ldap-write is planned\n",
    );
  });

  test("may be in a file with any name and any line ends", () => {
    const hostile = join(folder, "hostile");
    mkdirSync(hostile);
    const name = "tëams:3:4\u202e.yaml";
    const text = ["# größer", "teams:", "  web: {email: web@shop.example}", ""].join("\r\n");
    const minimal = readFileSync(join(packageRoot, "examples/minimal/catalog.yaml"), "utf8");
    writeFileSync(join(hostile, "catalog.yaml"), minimal.replace(/^teams:\n(?: .*\n)+/m, ""));
    writeFileSync(join(hostile, name), text);
    const comment = explain([`${name}:1`, "-c", "hostile"]);
    expect(comment.stdout).toContain("hostile/tëams:3:4\\u{202e}.yaml:1\n  1 | # größer\n");
    expect(comment.stdout).toContain("the line is a comment");
    const { stdout } = explain([`${name}:3:3`, "-c", "hostile"]);
    expect(stdout).toContain("hostile/tëams:3:4\\u{202e}.yaml:3: teams.web\n  3 |   web: {email: web@shop.example}\n");
    expect(explain([`${name}:4`, "-c", "hostile"]).stderr).toContain(".yaml has no line 4: it has 3 lines");
  });
});

describe("what is not there", () => {
  test.each<[string, string]>([
    [`lb1:/${CFG}:99999`, `lb1:/${CFG} has no line 99999: it has`],
    ["lb11:/etc/haproxy/haproxy.cfg:3", "there is no node `lb11`: did you mean `lb1`?"],
    [`lb1:/${CFG}`, `which line? Write lb1:/${CFG}:LINE`],
    ["services/web.yaml", "which line? Write services/web.yaml:LINE"],
    ["services/web.yaml:999", "campus/services/web.yaml has no line 999: it has"],
    [`${"x".repeat(5000)}:1`, "there is no file xxx"],
  ])("%.40s", (place, message) => {
    const { status, stdout, stderr } = explain([place, "-c", "campus"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr.split("\n")).toHaveLength(2);
  });

  test("because the catalog has errors is not guessed", () => {
    const broken = join(folder, "broken");
    cpSync(join(folder, "campus"), broken, { recursive: true });
    appendFileSync(join(broken, "services/web.yaml"), "\n  broken: {extneds: x}\n");
    const { status, stdout, stderr } = explain([`lb1:/${CFG}:1`, "-c", relative(folder, broken)]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("extneds");
    expect(stderr).not.toContain("warning ");
  });
});

describe("the source map of a file", () => {
  const map = (...args: readonly string[]) => explain([...args, "-c", "campus", "--format", "source-map"]);

  test("is the same by each way to name the file", () => {
    const first = map(`lb1:/${CFG}`);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    const { version, file, sources, mappings } = JSON.parse(first.stdout);
    expect({ version, file, lines: mappings.split(";").length }).toEqual({
      ...{ version: 3, file: "haproxy.cfg", lines: lines.length - 1 },
    });
    expect(sources).toContain("campus/services/web.yaml");
    expect(map(`out/lb1/${CFG}`)).toEqual(first);
  });

  test.each([
    [[`lb1:/${CFG}:131`], "a source map is of a whole generated file"],
    [["network", "campus"], "a source map is of a whole generated file"],
    [["campus/services/web.yaml"], "is a file of the catalog: name a generated file"],
    [["www"], "there is no file www"],
    [["lb1:/etc/haproxy/haproxy.cf"], "did you mean"],
  ])("there is none of %j", (args, problem) => {
    expect(map(...args)).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining(problem) });
  });
});
