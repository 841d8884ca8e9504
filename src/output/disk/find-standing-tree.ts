import fs from "node:fs";
import { join, resolve } from "node:path";
import { compareText } from "../../contract/compare-text.ts";
import { MANIFEST, SOURCE_MAP } from "../../contract/root-names.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { readManifest } from "../manifest/read-manifest.ts";
import { workBeside, workInside } from "../transaction/work-folder.ts";
import { linkContent } from "../tree/content.ts";
import { sha256 } from "../tree/sha256.ts";
import type { Files } from "./files.ts";
import { lookAt, readRegular } from "./read-regular.ts";
import { fingerprintOf, type Survey, surveyOf } from "./survey.ts";

/** A tree whose files all match its manifest. */
export interface StandingTree {
  /** Hash of everything without a hash in the manifest: the manifest itself and sealed files. */
  readonly fingerprint: string;
  /** All its files, including the manifest, sorted. */
  readonly places: readonly string[];
}

const ROOT_MODE = 0o644;

/**
 * Examines each file of an output folder. Writes nothing, and follows no link.
 * @returns undefined if anything is wrong: no manifest that can be trusted, an edited or missing file, or a build that
 * was killed and must be completed. A build will report it.
 */
export function findStandingTree(out: string, files: Files = fs): StandingTree | undefined {
  try {
    const path = resolve(out);
    if ([workBeside(path), workInside(path)].some((work) => isPending([work.journal, work.rollback], files))) return;
    const last = readManifest(path, files);
    if (last.kind !== "manifest") return undefined;
    const survey = surveyOf(path, files);
    const wanted = filesOf(last.manifest);
    if (!wanted.every((file) => isAsWanted(file, survey))) return undefined;
    const sealed = last.manifest.root.flatMap((file) => (file.sha256 === undefined ? [file.path] : []));
    const fingerprint = sealOf(path, sealed, files);
    if (fingerprint === undefined) return undefined;
    return { fingerprint, places: [MANIFEST, ...wanted.map(({ place }) => place)].sort(compareText) };
  } catch {
    // No permission to read, or a faulty disk: a build will fail too and report it.
    return undefined;
  }
}

/** The fingerprint of a whole tree that has just been written; its other files are not examined. */
export function readFingerprint(out: string, files: Files = fs): string | undefined {
  return sealOf(resolve(out), [SOURCE_MAP], files);
}

function isPending(paths: readonly string[], files: Files): boolean {
  return paths.some((path) => lookAt(path, files) !== undefined);
}

interface WantedFile {
  readonly place: string;
  /** Absent for a link. */
  readonly mode?: number;
  /** Absent if the fingerprint covers it. */
  readonly sha256?: string;
}

function filesOf({ root, units }: Manifest): WantedFile[] {
  return [
    ...root.map(({ path, ...known }) => ({ place: path, mode: ROOT_MODE, ...known })),
    ...units.flatMap(({ node, files, links }) => [
      ...files.map(({ path, mode, sha256 }) => ({ place: `${node}/${path}`, mode: Number.parseInt(mode, 8), sha256 })),
      ...links.map(({ path, target }) => ({ place: `${node}/${path}`, sha256: linkContent(target).sha256 })),
    ]),
  ];
}

function isAsWanted(wanted: WantedFile, survey: Survey): boolean {
  if (survey.obstacle(wanted.place) !== undefined) return false;
  const found = survey.find(wanted.place);
  if (found.kind === "file" ? found.mode !== wanted.mode : wanted.sha256 === undefined) return false;
  return wanted.sha256 === undefined || fingerprintOf(found) === wanted.sha256;
}

function sealOf(path: string, sealed: readonly string[], files: Files): string | undefined {
  const hashes: string[] = [];
  for (const name of [MANIFEST, ...sealed]) {
    const bytes = readRegular(join(path, name), files);
    if (typeof bytes === "string") return undefined;
    hashes.push(sha256(bytes));
  }
  return sha256(hashes.join("\n"));
}
