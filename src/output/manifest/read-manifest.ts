import fs from "node:fs";
import { join } from "node:path";
import { MANIFEST } from "../../contract/root-names.ts";
import type { Files } from "../disk/files.ts";
import { readRegular } from "../disk/read-regular.ts";
import { isSafePath, linkedPath } from "../tree/safe-path.ts";
import { isRecord, isSha256, isStrings, parseJson } from "./json-shape.ts";
import {
  MANIFEST_FORMAT,
  type Manifest,
  type ManifestFile,
  type ManifestLink,
  type ManifestRoot,
  type ManifestUnit,
} from "./manifest.ts";
import { isSealed } from "./seal.ts";

/** The manifest of an output folder, or why there is none that can be trusted. */
export type ReadManifest =
  | { readonly kind: "manifest"; readonly manifest: Manifest }
  | { readonly kind: "absent" }
  | { readonly kind: "corrupt"; readonly why: string };

/**
 * Reads and validates the manifest of an output folder.
 * @throws system errors, such as EACCES
 */
export function readManifest(out: string, files: Files = fs): ReadManifest {
  const bytes = readRegular(join(out, MANIFEST), files);
  if (bytes === "absent") return { kind: "absent" };
  if (bytes === "other") return { kind: "corrupt", why: "is not a regular file" };
  return parseManifest(bytes.toString());
}

/** Validates the text of a manifest: its seal, its shape, and that every path stays inside the folder. */
export function parseManifest(text: string): ReadManifest {
  const value = parseJson(text);
  if (!isRecord(value) || !("seal" in value)) return { kind: "corrupt", why: "is not a manifest of intentlb" };
  if (!isSealed(text)) return { kind: "corrupt", why: "was edited after intentlb wrote it" };
  if (value["format"] !== MANIFEST_FORMAT)
    return { kind: "corrupt", why: "was written by another version of intentlb" };
  const { root, units } = value;
  if (!Array.isArray(root) || !root.every(isRoot) || !Array.isArray(units) || !units.every(isUnit)) {
    return { kind: "corrupt", why: "does not have the shape of a manifest" };
  }
  const manifest = { format: MANIFEST_FORMAT, root, units } as const;
  const places = placesOf(manifest);
  const unsafe = places.find((place) => place === MANIFEST || !isSafePath(place));
  if (unsafe !== undefined)
    return { kind: "corrupt", why: `lists a path that is not a generated file: ${JSON.stringify(unsafe)}` };
  if (new Set(places).size < places.length) return { kind: "corrupt", why: "lists a file twice" };
  return { kind: "manifest", manifest };
}

function placesOf(manifest: Manifest): string[] {
  const inNodes = manifest.units.flatMap(({ node, files, links }) =>
    [...files, ...links].map(({ path }) => `${node}/${path}`),
  );
  return [...manifest.root.map(({ path }) => path), ...inNodes];
}

function isRoot(value: unknown): value is ManifestRoot {
  if (!isRecord(value)) return false;
  const { path, sha256 } = value;
  return isName(path) && (sha256 === undefined || isSha256(sha256));
}

function isUnit(value: unknown): value is ManifestUnit {
  if (!isRecord(value)) return false;
  const { node, daemon, requires, modules, check, reload, files, links } = value;
  const words = [requires, modules, check, reload].every(isStrings);
  const places = Array.isArray(files) && files.every(isFile) && Array.isArray(links) && links.every(isLink);
  return isName(node) && isName(daemon) && words && places;
}

function isLink(value: unknown): value is ManifestLink {
  if (!isRecord(value)) return false;
  const { path, target, services } = value;
  if (typeof path !== "string" || typeof target !== "string" || !isStrings(services)) return false;
  return linkedPath(path, target) !== undefined;
}

function isFile(value: unknown): value is ManifestFile {
  if (!isRecord(value)) return false;
  const { path, sha256, mode, owner, services } = value;
  const known = typeof path === "string" && isSha256(sha256) && typeof owner === "string" && isStrings(services);
  return known && typeof mode === "string" && /^0[0-7]{3}$/.test(mode);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !value.includes("/");
}
