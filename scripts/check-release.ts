import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/package-root.ts";
import { type Release, releaseFaults } from "./release-faults.ts";

/** `npm run release-check`: whether the working folder can be released as the version in package.json. */
interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

const manifest: Manifest = JSON.parse(read("package.json"));
const release: Release = {
  version: manifest.version,
  lockedVersion: JSON.parse(read("package-lock.json")).version,
  changelog: read("CHANGELOG.md"),
  // Two columns of state and a space precede the path.
  uncommitted: lines("git", "status", "--porcelain").map((line) => line.slice(3)),
  tag: tagState(`v${manifest.version}`),
  packed: packedFiles(),
  tracked: lines("git", "ls-files"),
  promised: promisedFiles(manifest),
};

const faults = releaseFaults(release);
for (const fault of faults) console.error(`release-check: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
else
  console.log(`ready to be released: ${release.version}, ${release.packed.length} files; tag it v${release.version}`);

function read(path: string): string {
  return readFileSync(join(packageRoot, path), "utf8");
}

function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { cwd: packageRoot, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

function lines(program: string, ...args: string[]): string[] {
  return run(program, ...args)
    .split("\n")
    .filter((line) => line !== "");
}

function tagState(tag: string): Release["tag"] {
  if (lines("git", "tag", "--list", tag).length === 0) return "absent";
  return lines("git", "tag", "--points-at", "HEAD").includes(tag) ? "here" : "elsewhere";
}

/** Nothing is written: the tarball is only listed. The caller compiles. */
function packedFiles(): string[] {
  const [{ files }]: [{ files: { path: string }[] }] = JSON.parse(
    run("npm", "pack", "--dry-run", "--ignore-scripts", "--json"),
  );
  return files.map(({ path }) => path);
}

function promisedFiles({ bin, exports }: Manifest): string[] {
  const targets = Object.values(exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  );
  return [...Object.values(bin), ...targets].map((path) => path.replace(/^\.\//, ""));
}
