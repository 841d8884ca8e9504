import { lstatSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { isYaml } from "../../catalog/read/is-yaml.ts";
import { escapeControls } from "../../diagnostics/escape-controls.ts";
import { fail } from "../fail.ts";
import { makeFolder } from "../starter/make-folder.ts";
import { STARTER_CATALOG } from "../starter/starter-catalog.ts";
import { starterSettings } from "../starter/starter-settings.ts";

/** `intentlb init`: a commented catalog to start from, with settings for git and editors. Overwrites and extends nothing. */
export function initCommand(): Command {
  return new Command("init")
    .description("write a commented starter catalog")
    .argument("[folder]", "target folder, created if missing", ".")
    .action((folder: string) => {
      makeFolder(folder);
      const present = readdirSync(folder).filter(isYaml);
      if (present.length > 0) {
        fail(`${folder} already contains YAML files, such as ${present.sort()[0]}; nothing was written`);
        return;
      }
      const written: string[] = [];
      const kept: string[] = [];
      for (const [name, text] of Object.entries({ ...STARTER_CATALOG, ...starterSettings() })) {
        const path = join(folder, name);
        (create(path, text) ? written : kept).push(path);
      }
      const here = folder === "." ? "" : ` ${folder}`;
      const note = kept.length === 0 ? "" : `; left ${kept.join(", ")} unchanged`;
      process.stdout.write(`${escapeControls(`wrote ${written.join(", ")}${note}; next: intentlb lint${here}`)}\n`);
    });
}

/** Writes a new file, and its folder. False if something exists already. */
function create(path: string, text: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return false;
  makeFolder(dirname(path));
  writeFileSync(path, text, { flag: "wx" });
  return true;
}
