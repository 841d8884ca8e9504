import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";

/** The dependencies in an entry of `package-lock.json`. */
interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages }: { packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync(join(packageRoot, "package-lock.json"), "utf8"),
);

// Programs for other platforms are optional packages. npm omits from a lock file those that were not available when it was
// written, and then refuses to install from it, on any platform (`npm ci`: "Missing … from lock file").
test("the lock has every package that one of its packages needs, for every platform", () => {
  const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !folders(path).some((folder) => `${folder}node_modules/${name}` in packages))
      .map((name) => `${path} needs ${name}`),
  );
  expect(missing).toEqual([]);
});

/** Where Node looks for dependencies of the package at `path`: in its own folder, then in its parents. */
function folders(path: string): string[] {
  const parts = path.split("/node_modules/");
  return parts.map((_part, index) => `${parts.slice(0, index + 1).join("/node_modules/")}/`).concat("");
}
