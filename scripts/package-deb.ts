import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { packageRoot } from "../src/package-root.ts";
import { commitTime } from "./packaging/commit-time.ts";
import { debArchitecture, debChecksums, debControl, debVersion } from "./packaging/deb-control.ts";
import { debTree } from "./packaging/deb-tree.ts";
import { nodeBinary } from "./packaging/node-binary.ts";

/** `npm run package:deb [-- FOLDER]`: FOLDER/intentlb_<version>_<architecture>.deb, the same bytes for the same commit. */
const folder = resolve(process.argv[2] ?? join(packageRoot, "packages"));
const work = mkdtempSync(join(tmpdir(), "intentlb-deb-"));
try {
  // Whatever the umask: modes of folders are packed as they are.
  process.umask(0o022);
  chmodSync(work, 0o755);
  const manifest: { version: string; description: string } = JSON.parse(
    readFileSync(join(packageRoot, "package.json"), "utf8"),
  );
  const time = commitTime();
  const tree = await debTree(nodeBinary(), time);
  for (const [path, { content, mode }] of tree) write(path, content, mode);
  write("DEBIAN/control", debControl(manifest.version, manifest.description, tree), 0o644);
  write("DEBIAN/md5sums", debChecksums(tree), 0o644);

  mkdirSync(folder, { recursive: true });
  const deb = join(folder, `intentlb_${debVersion(manifest.version)}_${debArchitecture()}.deb`);
  execFileSync("dpkg-deb", ["--root-owner-group", "-Zxz", "--build", work, deb], {
    stdio: ["ignore", "ignore", "inherit"],
    // Later times, which all are, become this one.
    env: { ...process.env, SOURCE_DATE_EPOCH: time },
  });
  console.log(`${deb}: ${(statSync(deb).size / 1e6).toFixed(1)} MB`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function write(path: string, content: string | Uint8Array, mode: number): void {
  const place = join(work, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, content, { mode });
}
