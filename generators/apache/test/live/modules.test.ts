import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { moduleFiles } from "../../modules.ts";

/** Folder in which Debian's package apache2 keeps the modules for `a2enmod`. */
const AVAILABLE = "/etc/apache2/mods-available";
const CASES = join(packageRoot, "generators/apache/cases");

/** Names of the module links of all golden nodes. */
const enabled = readdirSync(CASES).flatMap((name) => {
  const expected = join(CASES, name, "expected");
  return readdirSync(expected).map((node) => readdirSync(join(expected, node, "etc/apache2/mods-enabled")).sort());
});

/** Names after `# Depends:` or a similar keyword at the top of a module's file. */
function namesAfter(word: string, module: string): string[] {
  const text = readFileSync(join(AVAILABLE, `${module}.load`), "utf8");
  return new RegExp(`^# ${word}: (.*)$`, "m").exec(text)?.[1]?.trim().split(/\s+/) ?? [];
}

describeWith(["apache2"], "modules as in Debian", () => {
  test("dependencies of modules are enabled as by a2enmod, and no conflicting ones", () => {
    expect(enabled.length).toBeGreaterThan(3);
    for (const files of enabled) {
      const modules = files.filter((file) => file.endsWith(".load")).map((file) => file.replace(/\.load$/, ""));
      expect(files).toEqual(modules.flatMap(moduleFiles).sort());
      for (const module of modules) {
        expect(moduleFiles(module).includes(`${module}.conf`), module).toBe(existsSync(`${AVAILABLE}/${module}.conf`));
        expect(modules, module).toEqual(expect.arrayContaining(namesAfter("Depends", module)));
        expect(namesAfter("Conflicts", module), module).toEqual([]);
      }
    }
  });
});
