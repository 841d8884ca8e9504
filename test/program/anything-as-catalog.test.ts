import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFolder } from "../support/read-folder.ts";
import { runCli } from "../support/run-cli.ts";

/** Paths that a user might pass to intentlb: how each is made, and what the message must contain. */
const CATALOGS: readonly (readonly [string, (folder: string) => void, RegExp])[] = [
  ["an empty folder", () => {}, /catalog\/empty/],
  ["a missing folder", (folder) => rmSync(folder, { recursive: true }), /catalog\/unreadable/],
  ["a file", makeFile, /catalog\/unreadable/],
  [
    "a binary file",
    (folder) => writeFileSync(join(folder, "a.yaml"), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff])),
    /a\.yaml is not UTF-8 text/,
  ],
  [
    "a file of 9 MB",
    (folder) => writeFileSync(join(folder, "a.yaml"), `a: ${"x".repeat(9 * 1024 * 1024)}`),
    /a\.yaml is 9\.0 MB large/,
  ],
  [
    "60,000 unknown keys",
    (folder) => writeFileSync(join(folder, "a.yaml"), `fleet: {}\n${manyKeys()}`),
    /language\/unknown-key/,
  ],
  ["an anchors bomb", (folder) => writeFileSync(join(folder, "a.yaml"), bomb()), /yaml\/alias-bomb/],
  [
    "an alias inside itself",
    (folder) => writeFileSync(join(folder, "a.yaml"), "fleet: &a [*a]\n"),
    /is used inside its own anchor/,
  ],
  ["lists nested 50,000 deep", (folder) => writeFileSync(join(folder, "a.yaml"), "[".repeat(50_000)), /yaml\/syntax/],
  ["a loop of links", (folder) => symlinkSync(".", join(folder, "loop")), /catalog\/empty/],
  ["a link to itself", (folder) => symlinkSync("a.yaml", join(folder, "a.yaml")), /a\.yaml is a symbolic link/],
  ["a named pipe", (folder) => void spawnSync("mkfifo", [join(folder, "a.yaml")]), /a\.yaml is not a regular file/],
  ["a list instead of sections", (folder) => writeFileSync(join(folder, "a.yaml"), "- 1\n"), /catalog\/no-fleet/],
  ["only comments", (folder) => writeFileSync(join(folder, "a.yaml"), "# nothing\n"), /catalog\/no-fleet/],
  [
    "merge keys",
    (folder) =>
      writeFileSync(join(folder, "a.yaml"), "fleet: {}\nteams: &t {a: {email: a@b.example}}\ngroups: {<<: *t}\n"),
    /language\/bad-name/,
  ],
  [
    "a tag of another language",
    (folder) => writeFileSync(join(folder, "a.yaml"), "fleet: !!python/object:os.system {}\n"),
    /yaml\/unknown-tag/,
  ],
  [
    "terminal escapes",
    (folder) => writeFileSync(join(folder, "a.yaml"), 'fleet: {}\n"\u001b]0;x\u0007\u001b[2J": 1\n'),
    /a\.yaml:2:1/,
  ],
];

function makeFile(place: string): void {
  rmSync(place, { recursive: true });
  writeFileSync(place, "fleet: {}");
}

function manyKeys(): string {
  return Array.from({ length: 60_000 }, (_, index) => `key${index}: 1234\n`).join("");
}

function bomb(): string {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 20; level++)
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );
  return `${lines.join("\n")}\n`;
}

describe("anything as a catalog", () => {
  let home: string;
  let out: string;
  let before: Record<string, string>;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "intentlb-any-"));
    out = join(home, "out");
    expect(runCli(["build", "examples/campus", "-o", out]).status).toBe(0);
    before = readFolder(out);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  function expectRefusal(catalog: string, named: RegExp, uid?: number): void {
    const { status, stdout, stderr } = runCli(["build", catalog, "-o", out], uid === undefined ? {} : { uid });
    expect(status === 1 || status === 2).toBe(true);
    expect(stderr).toMatch(named);
    expect(stdout + stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
    expect(stdout + stderr).not.toContain("\u001b");
    expect(readFolder(out)).toEqual(before);
  }

  test.each(CATALOGS)("%s is rejected with a clear error, and the old output stays", (name, make, named) => {
    const catalog = join(home, name.replaceAll(/[^a-z0-9]/g, "-"));
    mkdirSync(catalog);
    make(catalog);
    expectRefusal(catalog, named);
  });

  describe("as a user without permission to", () => {
    const NOBODY = 65534;

    test("read a file of the catalog", () => {
      const catalog = join(home, "unreadable");
      cpSync("examples/campus", catalog, { recursive: true });
      chmodSync(join(catalog, "fleet.yaml"), 0o600);
      chmodSync(home, 0o755);
      expectRefusal(catalog, /fleet\.yaml cannot be read: permission denied/, NOBODY);
    });

    test("write the output", () => {
      chmodSync(home, 0o755);
      expectRefusal("examples/minimal", /output\//, NOBODY);
    });

    test("an ordinary user with permission can build", () => {
      const mine = join(home, "mine");
      mkdirSync(mine);
      chownSync(mine, NOBODY, NOBODY);
      const { status } = runCli(["build", "examples/minimal", "-o", join(mine, "out")], { uid: NOBODY });
      expect(status).toBe(0);
      expect(readFileSync(join(mine, "out/manifest.json"), "utf8")).toContain("haproxy");
    });
  });
});
