import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { isYaml } from "../catalog/is-yaml.ts";
import { escapeControls } from "../diagnostics/escape-controls.ts";
import { fail } from "./fail.ts";
import { makeFolder } from "./make-folder.ts";
import { STARTER_CATALOG } from "./starter-catalog.ts";

/** `intentlb init`: a commented catalog to start from. Overwrites nothing and mixes with nothing. */
export function initCommand(): Command {
  return new Command("init")
    .description("write a commented starter catalog")
    .argument("[folder]", "where to, made if it is not there", ".")
    .action((folder: string) => {
      makeFolder(folder);
      const present = readdirSync(folder).filter(isYaml);
      if (present.length > 0) {
        fail(`${folder} has YAML files already, such as ${present.sort()[0]}; nothing was written`);
        return;
      }
      const paths = Object.entries(STARTER_CATALOG).map(([name, text]) => {
        const path = join(folder, name);
        writeFileSync(path, text, { flag: "wx" });
        return path;
      });
      const here = folder === "." ? "" : ` ${folder}`;
      process.stdout.write(`${escapeControls(`wrote ${paths.join(", ")}; next: intentlb lint${here}`)}\n`);
    });
}
