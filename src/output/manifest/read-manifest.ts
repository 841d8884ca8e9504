import fs from "node:fs";
import { join } from "node:path";
import { MANIFEST } from "../../contract/root-names.ts";
import type { Files } from "../disk/files.ts";
import { readRegular } from "../disk/read-regular.ts";
import { formatValidators } from "../format-validators.ts";
import { isSafePath, linkedPath } from "../tree/safe-path.ts";
import { isRecord, parseJson } from "./json-shape.ts";
import { MANIFEST_FORMAT, type Manifest, type ManifestUnit } from "./manifest.ts";
import { isSealed } from "./seal.ts";

/** The manifest of an output folder, or why there is no trustworthy one. */
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

/** Validates the text of a manifest: its seal, its shape (`schemas/manifest.schema.json`), and that every path stays inside the folder. */
export function parseManifest(text: string): ReadManifest {
  const value = parseJson(text);
  if (!isRecord(value) || !("seal" in value)) return { kind: "corrupt", why: "is not a manifest of intentlb" };
  if (!isSealed(text)) return { kind: "corrupt", why: "was edited after intentlb wrote it" };
  if (value["format"] !== MANIFEST_FORMAT)
    return { kind: "corrupt", why: "was written by another version of intentlb" };
  if (!formatValidators().manifest(value) || !value.units.every(leadsInside)) {
    return { kind: "corrupt", why: "does not have the shape of a manifest" };
  }
  const { format, root, units } = value;
  const manifest = { format, root, units };
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

/** Whether the links of a unit stay inside the node's folder, which no schema can express. */
function leadsInside({ links }: ManifestUnit): boolean {
  return links.every(({ path, target }) => linkedPath(path, target) !== undefined);
}
