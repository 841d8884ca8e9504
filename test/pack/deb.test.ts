import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { completedCommands } from "../../src/cli/completion/completed-commands.ts";
import { createProgram } from "../../src/cli/program.ts";
import { packageRoot } from "../../src/package-root.ts";
import { type BareRoot, copyBareRoot } from "../support/bare-root.ts";
import { buildahIn, imageOf } from "../support/containers.ts";
import { describeWith } from "../support/daemons.ts";
import { debianRoot } from "../support/debian-root.ts";
import { cliEnvironment, PROGRAM, runCli } from "../support/run-cli.ts";

let home: string;
let deb: string;
/** Its files, below a folder on this machine. */
let extracted: string;
/** The same package from a machine that differs in everything that a build must not depend on. */
let again: Promise<string>;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "intentlb-deb-test-"));
  deb = await build(join(home, "once"), "umask 022", {});
  extracted = join(home, "extracted");
  execFileSync("dpkg-deb", ["--extract", deb, extracted]);
  again = build(join(home, "again"), "umask 077", { TZ: "Pacific/Apia", LC_ALL: "C", LANG: "C" });
});
afterAll(async () => {
  await Promise.allSettled([again]);
  rmSync(home, { recursive: true, force: true });
});

async function build(folder: string, umask: string, env: Readonly<Record<string, string>>): Promise<string> {
  const script = `${umask}; exec "$@"`;
  const command = [process.execPath, "--import", "tsx", join(packageRoot, "scripts/package-deb.ts"), folder];
  await promisify(execFile)("sh", ["-c", script, "sh", ...command], {
    cwd: packageRoot,
    env: { ...process.env, ...env },
  });
  const [name] = readdirSync(folder);
  return join(folder, name ?? "");
}

describe.each([
  ["bookworm", "Debian 12"],
  ["trixie", "Debian 13"],
] as const)("%s", (suite, release) => {
  describeWith([`root of ${suite}`], `the Debian package on a bare ${release}`, () => {
    let root: BareRoot;
    let before: string;
    const everything = () => root.run("find / -xdev -path /var -prune -o -path /home -prune -o -print | sort");

    beforeAll(() => {
      root = copyBareRoot(suite, join(home, suite));
      cpSync(deb, join(root.folder, "home/intentlb.deb"));
      cpSync(join(packageRoot, "examples/minimal"), join(root.folder, "home/op/minimal"), { recursive: true });
      root.run("chown -R 1000:1000 .");
      before = everything();
    });

    test("installs with its dependencies", () => {
      root.run("apt-get install --yes --no-install-recommends /home/intentlb.deb");
      expect(root.run("dpkg --verify intentlb; dpkg --status intentlb")).toContain("Status: install ok installed");
    });

    test("has only its own Node", () => {
      expect(root.run("command -v node || echo none")).toBe("none\n");
      expect(root.runAsOp("intentlb --version")).toBe(runCli(["--version"]).stdout);
    });

    test("creates a clean catalog, as an ordinary user", () => {
      expect(root.runAsOp("intentlb init catalog && intentlb lint catalog")).toContain("no findings");
    });

    test("builds the smallest example to the same bytes, as an ordinary user", () => {
      root.runAsOp("intentlb build minimal -o out");
      const here = join(home, `${suite}-here`);
      execFileSync(process.execPath, [...PROGRAM, "build", join(root.folder, "home/op/minimal"), "-o", here], {
        env: cliEnvironment(),
        stdio: "ignore",
      });
      execFileSync("diff", ["--recursive", "--no-dereference", here, join(root.folder, "home/op/out")]);
    });

    test("reports what is missing for a check", () => {
      expect(root.runAsOp("intentlb check minimal 2>&1 || echo status $?")).toMatch(/haproxy.*status 1\n$/s);
    });

    test.each([
      ["bash", "bash-completion/completions/intentlb"],
      ["zsh", "zsh/vendor-completions/_intentlb"],
      ["fish", "fish/vendor_completions.d/intentlb.fish"],
    ])("has the completion for %s at %s", (shell, path) => {
      expect(readFileSync(join(root.folder, "usr/share", path), "utf8")).toBe(
        root.runAsOp(`intentlb completion ${shell}`),
      );
    });

    test("leaves nothing behind", () => {
      root.run("apt-get purge --yes --autoremove intentlb");
      expect(everything()).toBe(before);
    });
  });
});

describeWith(["buildah", "root of bookworm"], "the Containerfile, on a bare Debian 12 for its base", () => {
  test("creates an image that lints the catalog in its working folder, not as root", () => {
    const context = join(home, "context");
    mkdirSync(join(context, "packages"), { recursive: true });
    cpSync(join(packageRoot, "Containerfile"), join(context, "Containerfile"));
    cpSync(deb, join(context, "packages", basename(deb)));
    const buildah = buildahIn(join(home, "containers"));
    imageOf(buildah, debianRoot("bookworm") ?? "", "docker.io/library/debian:12-slim");
    buildah("build", "--pull=never", "--isolation=chroot", "--tag=intentlb", context);

    const container = buildah("from", "--pull-never", "intentlb");
    const catalog = `--volume=${join(packageRoot, "examples/minimal")}:/catalog:ro`;
    const said = buildah("run", "--isolation=chroot", catalog, container, "--", "sh", "-c", "id -u; intentlb lint");
    expect(said).toBe("1000\n1 service, 2 nodes: no findings");
    expect(buildah("inspect", "--format={{.OCIv1.Config.Entrypoint}}", container)).toBe("[intentlb]");
  });
});

describeWith(["mandoc", "lexgrog"], "the manual page of the Debian package", () => {
  let page: string;
  beforeAll(() => {
    page = join(home, "intentlb.1");
    writeFileSync(page, gunzipSync(readFileSync(join(extracted, "usr/share/man/man1/intentlb.1.gz"))));
  });

  test("has no warnings from mandoc", () => {
    expect(execFileSync("mandoc", ["-T", "lint", "-W", "warning", page], { encoding: "utf8" })).toBe("");
  });

  test("is found by apropos", () => {
    expect(execFileSync("lexgrog", [page], { encoding: "utf8" })).toContain(
      '"intentlb - compile a catalog of services',
    );
  });

  test("describes every command with its options", () => {
    const text = execFileSync("mandoc", ["-T", "utf8", page], { encoding: "utf8" }).replaceAll(/.\u0008/g, "");
    for (const { path } of completedCommands(createProgram())) {
      expect(text).toMatch(new RegExp(`^ {3}${path.join(" ")}$`, "m"));
    }
    expect(text).toMatch(/^ {7}--dry.run$/m);
  });
});

test("the same commit gives the same bytes", async () => {
  expect(readFileSync(await again).equals(readFileSync(deb))).toBe(true);
});

test("every module that is run by path has its own file", () => {
  const modules = readdirSync(join(packageRoot, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) =>
      [...readFileSync(join(packageRoot, "src", path), "utf8").matchAll(/(?:runModule|modulePath)\("([^"]+)"\)/g)].map(
        ([, module]) => `usr/lib/intentlb/dist/${module}.js`,
      ),
    );
  expect(modules).toHaveLength(3);
  expect(modules.filter((path) => !existsSync(join(extracted, path)))).toEqual([]);
});

// Runs last, when nothing else is running, because its daemons have deadlines.
describeWith(["haproxy", "bird", "nft", "ip", "openssl", "namespaces"], "the program of the Debian package", () => {
  test("proves the smallest example, which needs its own programs", { retry: 2 }, () => {
    const program = ["node", "dist/src/cli/main.js"].map((path) => join(extracted, "usr/lib/intentlb", path));
    const [node = "", ...args] = [...program, "prove", "examples/minimal", "--no-faults"];
    const options = { cwd: packageRoot, env: cliEnvironment(), encoding: "utf8", stdio: "pipe" } as const;
    expect(execFileSync(node, args, options)).toContain("all passed");
  });
});
