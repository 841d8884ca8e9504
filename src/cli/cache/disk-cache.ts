import { createHash, randomBytes } from "node:crypto";
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ParseCache } from "../../catalog/parse/parse-sources.ts";
import type { Source } from "../../contract/source.ts";
import { modulePath } from "../../module-path.ts";
import { readVersion } from "../read-version.ts";
import { cacheFolder, makeCacheFolder } from "./cache-folder.ts";
import { decodeTree, encodeTree } from "./tree-code.ts";
import { readTrusted } from "./trusted-path.ts";

/** A folder with more files than this is emptied: nearly all of them are outdated by then. */
const MOST_FILES = 20_000;

/**
 * Caches parsed files in the user's cache folder (XDG Base Directory Specification), one file per text, named after its
 * hash. The folder can be deleted at any time, and is not used if others could write to it. Each entry begins with a
 * checksum of the rest: truncated or changed ones are ignored.
 */
export function diskCache(environment: NodeJS.ProcessEnv): ParseCache {
  const name = `parsed-${readVersion()}-${parserStamp()}`;
  let folder = cacheFolder(environment, name);
  let isReady = false;
  return {
    load(source) {
      if (folder === undefined) return undefined;
      try {
        const entry = readTrusted(entryPath(folder, source));
        const code = entry.slice(CHECKSUM_LENGTH);
        return entry.startsWith(checksum(code)) ? decodeTree(JSON.parse(code), source) : undefined;
      } catch {
        return undefined;
      }
    },
    store(source, tree) {
      try {
        if (!isReady) folder = prepare(environment, name);
        isReady = true;
        if (folder === undefined) return;
        const code = JSON.stringify(encodeTree(tree));
        const staged = join(folder, `.${randomBytes(8).toString("hex")}`);
        writeFileSync(staged, checksum(code) + code, { flag: "wx", mode: 0o600 });
        renameSync(staged, entryPath(folder, source));
      } catch {
        // A full disk or a folder without permission: the next run parses again.
        folder = undefined;
      }
    },
  };
}

const CHECKSUM_LENGTH = 64;

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function entryPath(folder: string, source: Source): string {
  return join(folder, checksum(source.text));
}

/** Changes when the parser does, so a working copy does not read an older one's entries. */
function parserStamp(): string {
  return Math.floor(statSync(modulePath("src/catalog/parse/parse-yaml")).mtimeMs).toString(36);
}

/** @returns undefined if the folder cannot be trusted */
function prepare(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const folder = makeCacheFolder(environment, name);
  if (folder === undefined || readdirSync(folder).length <= MOST_FILES) return folder;
  rmSync(folder, { recursive: true, force: true });
  return makeCacheFolder(environment, name);
}
