import { join } from "node:path";
import { linkHash } from "../tree/content.ts";
import { foldersOf } from "../tree/safe-path.ts";
import { sha256 } from "../tree/sha256.ts";
import type { Files } from "./files.ts";
import { lookAt, readFile } from "./read-regular.ts";

/** What exists at a place: nothing, a folder, the hash of a regular file or of a link, or something else. */
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

/** Something on the path to a place that is not a folder. */
export interface Obstacle {
  readonly kind: "link" | "file";
  /** Path in the output folder. */
  readonly place: string;
}

/** Examines an output folder, component by component, and never through a link inside it. */
export interface Survey {
  /** The first thing on the path that is not a folder; undefined if all are folders or absent. */
  obstacle(place: string): Obstacle | undefined;
  /** Whether a folder exists; there must be no obstacle on its path. */
  hasFolder(folder: string): boolean;
  /** What exists at a place; there must be no obstacle on its path. */
  find(place: string): Found;
  fingerprint(place: string): Fingerprint;
  /** A folder and all those in it, if it has no files but those of `going`; else undefined. */
  foldersHolding(folder: string, going: ReadonlySet<string>): string[] | undefined;
}

/** The output folder itself, as a place in it. */
const ROOT = "";

/** Folders are read once, so a survey is only valid for one moment. */
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

  /** An absent folder contains nothing: for a new tree, not one of its places is examined. */
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
