import { readFileSync, writeFileSync } from "node:fs";

/** Replaces the text between `<!-- bench: NAME -->` and `<!-- /bench -->` in a page. */
export function writeDocs(path: string, tables: Readonly<Record<string, string>>): void {
  let text = readFileSync(path, "utf8");
  for (const [name, table] of Object.entries(tables)) {
    const start = `<!-- bench: ${name} -->\n`;
    const from = text.indexOf(start);
    const to = text.indexOf("<!-- /bench -->", from);
    if (from === -1 || to === -1) throw new Error(`${path} has no markers for ${name}`);
    text = `${text.slice(0, from + start.length)}\n${table}\n\n${text.slice(to)}`;
  }
  writeFileSync(path, text);
}
