import { join } from "node:path";
import { linkHash } from "../tree/content.ts";
import { foldersOf } from "../tree/safe-path.ts";
import { sha256 } from "../tree/sha256.ts";
import type { Files } from "./files.ts";
import { lookAt, readFile } from "./read-regular.ts";

/** What stands at a place: nothing, a folder, the hash of a regular file or of a link, or something else. */
export type Fingerprint = string;
export const ABSENT: Fingerprint = "absent";
export const FOLDER: Fingerprint = "folder";
export const OTHER: Fingerprint = "other";

export type Found =
  | { readonly kind: "absent" }
  | { readonly kind: "folder" }
  | { readonly kind: "other" }
  | { readonly kind: "file"; readonly mode: number; readonly bytes: Buffer }
  | { readonly kind: "link"; readonly bytes: Buffer };

/** The fingerprint of what was found. */
export function fingerprintOf(found: Found): Fingerprint {
  if (found.kind === "file") return sha256(found.bytes);
  return found.kind === "link" ? linkHash(found.bytes) : found.kind;
}

/** Something on the way to a place that is no folder. */
export interface Obstacle {
  readonly kind: "link" | "file";
  /** Path in the output folder. */
  readonly place: string;
}

/** Looks at an output folder, component by component, and never through a link inside it. */
export interface Survey {
  /** The first thing on the way that is no folder; undefined where all are folders or absent. */
  obstacle(place: string): Obstacle | undefined;
  /** Whether a folder exists, which no obstacle stands in the way of. */
  hasFolder(folder: string): boolean;
  /** What stands at a place that no obstacle stands in the way of. */
  find(place: string): Found;
  fingerprint(place: string): Fingerprint;
  /** A folder and all those in it, where it has no files but those of `going`; else undefined. */
  foldersHolding(folder: string, going: ReadonlySet<string>): string[] | undefined;
}

/** The output folder itself, as a place in it. */
const ROOT = "";

/** Folders are looked at once, so a survey is good for one moment only. */
export function surveyOf(out: string, files: Files): Survey {
  const folders = new Map<string, "folder" | "absent" | Obstacle>();

  function folder(place: string): "folder" | "absent" | Obstacle {
    const before = folders.get(place);
    if (before !== undefined) return before;
    const stat = isBelowNothing(place) ? undefined : lookAt(join(out, place), files);
    let found: "folder" | "absent" | Obstacle = "folder";
    if (stat === undefined) found = "absent";
    else if (!stat.isDirectory()) found = { kind: stat.isSymbolicLink() ? "link" : "file", place };
    folders.set(place, found);
    return found;
  }

  /** Nothing stands in a folder that is absent: of a new tree, not one of its places is looked at. */
  function isBelowNothing(place: string): boolean {
    if (place === ROOT) return false;
    const end = place.lastIndexOf("/");
    return folder(end === -1 ? ROOT : place.slice(0, end)) === "absent";
  }

  function find(place: string): Found {
    const path = join(out, place);
    const stat = isBelowNothing(place) ? undefined : lookAt(path, files);
    if (stat === undefined) return { kind: "absent" };
    if (stat.isDirectory()) return { kind: "folder" };
    if (stat.isSymbolicLink()) return { kind: "link", bytes: files.readlinkSync(path, "buffer") };
    if (!stat.isFile()) return { kind: "other" };
    return { kind: "file", mode: stat.mode & 0o7777, bytes: readFile(path, stat.size, files) };
  }

  function foldersHolding(outer: string, going: ReadonlySet<string>): string[] | undefined {
    const holding = [outer];
    for (const entry of files.readdirSync(join(out, outer), { withFileTypes: true })) {
      const place = `${outer}/${entry.name}`;
      const inner = entry.isDirectory() ? foldersHolding(place, going) : going.has(place) ? [] : undefined;
      if (inner === undefined) return undefined;
      holding.push(...inner);
    }
    return holding;
  }

  return {
    find,
    hasFolder: (place) => folder(place) === "folder",
    obstacle(place) {
      for (const outer of foldersOf(place)) {
        const found = folder(outer);
        if (found === "absent") return undefined;
        if (found !== "folder") return found;
      }
      return undefined;
    },
    fingerprint: (place) => fingerprintOf(find(place)),
    foldersHolding,
  };
}
