import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
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

/** Modules of the program that the lab finds by their path and runs as separate programs. */
const PROGRAMS = [
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

/** The program as a folder: what starts it, the program itself, and those that it runs. */
export async function bundleFolder(): Promise<Bundle> {
  return joined(
    await Promise.all([
      // The program from modules, which this folder does not have.
      bundle({ ...MODULE, entryPoints: ["src/cli/main.ts"], external: ["./run.ts"], outfile: "dist/src/cli/main.js" }),
      bundleProgram(),
      bundle({ ...MODULE, entryPoints: PROGRAMS, outbase: packageRoot, outdir: "dist", splitting: true }),
    ]),
  );
}

/**
 * The program as `src/cli/load-bundle.ts` loads it: ASCII, without comments and indentation, so that there is less to read at each
 * start. A library that requires something knows where it is from the bundle's own place. What `requireFromPackage` loads is in it,
 * too, so that V8's code of it has all that commands need.
 */
export async function bundleProgram(): Promise<Bundle> {
  return await bundle({
    ...{ format: "cjs", target: "node20", entryPoints: ["src/cli/run.ts"], outfile: "dist/intentlb.cjs" },
    ...{ minifyWhitespace: true, minifySyntax: true },
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { "import.meta.url": "bundleUrl" },
    plugins: [INLINE],
  });
}

/** Turns `requireFromPackage` into a plain `require`, which esbuild follows. */
const INLINE: Plugin = {
  name: "inline",
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/(ip|catalog\/schema|output)\/[\w-]+\.ts$/ }, ({ path }) => ({
      loader: "ts",
      contents: readFileSync(path, "utf8").replaceAll(/requireFromPackage\("(.+?)"\)/g, (_, id: string) => {
        return `require(${JSON.stringify(id.startsWith(".") ? join(packageRoot, id) : id)})`;
      }),
    }));
  },
};

/** The program as one file, `main.js`. */
export async function bundleFile(): Promise<Bundle> {
  return await bundle({ ...MODULE, entryPoints: ["src/cli/main.ts"], outfile: "main.js" });
}

/** The modules that are not part of the program's own text, each separately. */
export async function bundleRequired(): Promise<Bundle> {
  const entries = Object.entries(REQUIRED);
  return joined(
    await Promise.all(entries.map(([from, to]) => bundle({ format: "cjs", entryPoints: [from], outfile: to }))),
  );
}

function joined(bundles: readonly Bundle[]): Bundle {
  return {
    files: new Map(bundles.flatMap(({ files }) => [...files])),
    packages: [...new Set(bundles.flatMap(({ packages }) => packages))].sort(),
  };
}

const MODULE: BuildOptions = { format: "esm", banner: { js: REQUIRE } };

async function bundle(options: BuildOptions): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    target: "node26",
    ...options,
    bundle: true,
    platform: "node",
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
