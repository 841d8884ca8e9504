import { randomBytes } from "node:crypto";
import { readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { CatalogFiles } from "../../catalog/read/read-catalog.ts";
import type { Finding } from "../../contract/finding.ts";
import { findStandingTree, readFingerprint } from "../../output/disk/find-standing-tree.ts";
import { isRecord, isStrings, parseJson } from "../../output/manifest/json-shape.ts";
import type { WriteResult } from "../../output/transaction/write-tree.ts";
import { sha256 } from "../../output/tree/sha256.ts";
import type { FleetSize } from "../../pipeline.ts";
import { cacheFolder, makeCacheFolder } from "./cache-folder.ts";
import { decodeFindings, encodeFindings, type FindingCode } from "./finding-code.ts";
import { programStamp } from "./program-stamp.ts";
import { readTrusted } from "./trusted-path.ts";

/** What a build depends on. */
export interface BuildInputs {
  readonly files: CatalogFiles;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly out: string;
}

export interface LastBuild {
  readonly fleet: FleetSize;
  /** None of them an error. */
  readonly findings: readonly Finding[];
  readonly result: WriteResult;
}

/**
 * Remembers in the cache folder which catalog the tree of an output folder was built from, so a build with nothing to
 * do needs neither to parse nor to compile: same files, same day, same program, every file in the tree unchanged. It
 * never fails: what it cannot read or write is not remembered.
 */
export interface LastBuilds {
  /** The build of these inputs, if nothing has changed since. */
  find(inputs: BuildInputs): LastBuild | undefined;
  /** @param named paths of the files that the catalog names */
  remember(inputs: BuildInputs, build: Omit<LastBuild, "result">, named: Iterable<string>): void;
}

export function lastBuilds(environment: NodeJS.ProcessEnv): LastBuilds {
  const nameOf = (out: string) => sha256(resolve(out));
  return {
    find(inputs) {
      try {
        const folder = cacheFolder(environment, BUILDS);
        if (folder === undefined) return undefined;
        const record = readRecord(join(folder, nameOf(inputs.out)));
        if (record === undefined || record.inputs !== hashInputs(inputs, record.named)) return undefined;
        const tree = findStandingTree(inputs.out);
        if (tree === undefined || tree.fingerprint !== record.tree) return undefined;
        return {
          fleet: { nodes: { size: record.nodes }, services: { size: record.services } },
          findings: decodeFindings(record.findings, inputs.files.sources),
          result: { written: [], unchanged: tree.places, removed: [] },
        };
      } catch {
        return undefined;
      }
    },
    remember(inputs, { fleet, findings }, names) {
      try {
        const tree = readFingerprint(inputs.out);
        if (tree === undefined) return;
        const named = [...names].sort();
        const record: BuildRecord = {
          inputs: hashInputs(inputs, named),
          named,
          tree,
          nodes: fleet.nodes.size,
          services: fleet.services.size,
          findings: encodeFindings(findings),
        };
        const folder = prepareFolder(environment);
        if (folder !== undefined) writeRecord(join(folder, nameOf(inputs.out)), record);
      } catch {
        // A full disk or a folder without permission: the next build compiles again.
      }
    },
  };
}

interface BuildRecord {
  /** Hash of everything that the build depends on. */
  readonly inputs: string;
  readonly named: readonly string[];
  /** Fingerprint of the tree. */
  readonly tree: string;
  readonly nodes: number;
  readonly services: number;
  readonly findings: readonly FindingCode[];
}

function hashInputs({ files, today }: BuildInputs, named: readonly string[]): string {
  const texts = files.sources.map(({ path, text }) => [path, text]);
  return sha256(JSON.stringify([programStamp(), today, texts, named.map((path) => [path, files.read(path)])]));
}

/** @returns undefined if the folder cannot be trusted */
function prepareFolder(environment: NodeJS.ProcessEnv): string | undefined {
  const folder = makeCacheFolder(environment, BUILDS);
  if (folder === undefined || readdirSync(folder).length <= MOST_RECORDS) return folder;
  rmSync(folder, { recursive: true, force: true });
  return makeCacheFolder(environment, BUILDS);
}

/** Begins with a checksum of the rest, so a truncated record is ignored. */
function writeRecord(path: string, record: BuildRecord): void {
  const text = JSON.stringify(record);
  const staged = join(dirname(path), `.${randomBytes(8).toString("hex")}`);
  writeFileSync(staged, sha256(text) + text, { flag: "wx", mode: 0o600 });
  renameSync(staged, path);
}

/** Folder in the cache. */
const BUILDS = "builds";

/** One per output folder; beyond this, most of those folders no longer exist. */
const MOST_RECORDS = 1000;
const CHECKSUM_LENGTH = 64;

function readRecord(path: string): BuildRecord | undefined {
  const entry = readTrusted(path);
  const text = entry.slice(CHECKSUM_LENGTH);
  const value = entry.startsWith(sha256(text)) ? parseJson(text) : undefined;
  if (!isRecord(value)) return undefined;
  const { inputs, named, tree, nodes, services, findings } = value;
  if (typeof inputs !== "string" || typeof tree !== "string" || !isStrings(named)) return undefined;
  if (typeof nodes !== "number" || typeof services !== "number") return undefined;
  if (!Array.isArray(findings)) return undefined;
  return { inputs, named, tree, nodes, services, findings };
}
