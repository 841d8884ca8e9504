import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { readVersion } from "../src/cli/read-version.ts";
import { ASSET_LIST } from "../src/package-files.ts";
import { packageRoot } from "../src/package-root.ts";
import { bundleFile, bundleRequired } from "./packaging/bundle.ts";
import { commitTime } from "./packaging/commit-time.ts";
import { dataFiles } from "./packaging/data-files.ts";
import { licenseTexts } from "./packaging/licenses.ts";
import { nodeBinary } from "./packaging/node-binary.ts";

/**
 * `npm run package:single [-- FOLDER]`: intentlb with Node as one executable, and its licences, in
 * FOLDER/intentlb-<version>-linux-<processor>.tar.gz, by Node's own means (https://nodejs.org/api/single-executable-applications.html).
 */
const folder = resolve(process.argv[2] ?? join(packageRoot, "packages"));
const name = `intentlb-${readVersion()}-linux-${process.arch}`;
const work = mkdtempSync(join(tmpdir(), "intentlb-single-"));
try {
  const node = nodeBinary();
  const [program, required] = [await bundleFile(), await bundleRequired()];
  write("main.mjs", program.files.get("main.js") ?? "");

  const texts = new Map(dataFiles());
  for (const [path, text] of required.files) texts.set(assetName(path), text);
  texts.set(ASSET_LIST, JSON.stringify([...texts.keys()].sort()));
  const assets: Record<string, string> = {};
  for (const [path, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    write(join("assets", path), text);
    assets[path] = join("assets", path);
  }

  mkdirSync(join(work, name));
  const config = {
    main: "main.mjs",
    mainFormat: "module",
    output: join(name, "intentlb"),
    disableExperimentalSEAWarning: true,
    assets,
  };
  write("sea.json", JSON.stringify(config));
  execFileSync(node.path, ["--build-sea", "sea.json"], { cwd: work, stdio: ["ignore", "ignore", "inherit"] });
  const packages = [...program.packages, ...required.packages];
  write(join(name, "LICENSES"), `${licenseTexts(packages)}\n\nNode.js\n=======\n\n${node.license}`);

  mkdirSync(folder, { recursive: true });
  const packed = join(folder, `${name}.tar.gz`);
  const owner = ["--owner=0", "--group=0", "--numeric-owner", "--mode=u=rwX,go=rX", "--format=gnu"];
  const same = ["--sort=name", `--mtime=@${commitTime()}`, "--use-compress-program=gzip -n"];
  execFileSync("tar", ["--create", `--file=${packed}`, ...owner, ...same, name], { cwd: work });
  console.log(`${packed}: ${(statSync(packed).size / 1e6).toFixed(1)} MB`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function write(path: string, text: string): void {
  const place = join(work, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
}

/** A package is an asset, by the name used to require it. */
function assetName(path: string): string {
  return path.replace(/^node_modules\/(.*)\/index\.js$/, "$1");
}
