import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Path → text of a file, `-> target` of a link, and "" with a trailing slash in the path for an empty folder. */
export type Snapshot = Record<string, string>;

/** Everything below a folder, including hidden files. */
export function snapshot(folder: string): Snapshot {
  const found: Snapshot = {};
  const walk = (path: string) => {
    const entries = readdirSync(join(folder, path), { withFileTypes: true });
    if (entries.length === 0 && path !== "") found[`${path}/`] = "";
    for (const entry of entries) {
      const place = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) walk(place);
      else if (entry.isSymbolicLink()) found[place] = `-> ${readlinkSync(join(folder, place))}`;
      else found[place] = readFileSync(join(folder, place), "utf8");
    }
  };
  walk("");
  return found;
}

/** Permission bits of everything below a folder. */
export function modes(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (path: string) => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const place = path === "" ? entry.name : `${path}/${entry.name}`;
      found[place] = (lstatSync(join(folder, place)).mode & 0o7777).toString(8);
      if (entry.isDirectory()) walk(place);
    }
  };
  walk("");
  return found;
}

/** Writes a user's file, with its parent folders. */
export function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
