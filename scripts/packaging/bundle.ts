import { relative } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { packageRoot } from "../../src/package-root.ts";

/** Bundled files, and the packages that went into the bundle. */
export interface Bundle {
  /** Path from the package's root → text. */
  readonly files: ReadonlyMap<string, string>;
  /** Names of packages, sorted. */
  readonly packages: readonly string[];
}

/** CommonJS packages inside ES modules require Node's own modules. */
const REQUIRE = 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);';

/**
 * Modules of the program that are found by their path: the program itself, and those that the lab runs as separate programs.
 */
const MODULES = [
  "src/cli/main.ts",
  "src/lab/members/play-members.ts",
  "src/prove/ask/ask-program.ts",
  "src/prove/faults/watch-program.ts",
];

/** What `requireFromPackage` loads → where Node finds it from a folder with everything. */
const REQUIRED: Readonly<Record<string, string>> = {
  "dist/validators.cjs": "dist/validators.cjs",
  "dist/format-validators.cjs": "dist/format-validators.cjs",
  "node_modules/ipaddr.js/lib/ipaddr.js": "node_modules/ipaddr.js/index.js",
};

/** The program as a folder: commands load no more than they need. */
export async function bundleFolder(): Promise<Bundle> {
  return await bundle({ ...MODULE, entryPoints: MODULES, outbase: packageRoot, outdir: "dist", splitting: true });
}

/** The program as one file, `main.js`. */
export async function bundleFile(): Promise<Bundle> {
  return await bundle({ ...MODULE, entryPoints: ["src/cli/main.ts"], outfile: "main.js" });
}

/** The modules that are not part of the program's own text, each separately. */
export async function bundleRequired(): Promise<Bundle> {
  const bundles = await Promise.all(
    Object.entries(REQUIRED).map(([from, to]) => bundle({ format: "cjs", entryPoints: [from], outfile: to })),
  );
  return {
    files: new Map(bundles.flatMap(({ files }) => [...files])),
    packages: bundles.flatMap(({ packages }) => packages),
  };
}

const MODULE: BuildOptions = { format: "esm", banner: { js: REQUIRE } };

async function bundle(options: BuildOptions): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...options,
    bundle: true,
    platform: "node",
    target: "node26",
    // They are in a file of their own.
    legalComments: "none",
    absWorkingDir: packageRoot,
    write: false,
    metafile: true,
  });
  const files = outputFiles.map(({ path, text }) => [relative(packageRoot, path), text] as const);
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  return { files: new Map(files), packages: [...new Set(packages)].sort() };
}
