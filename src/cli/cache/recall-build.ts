import { type CatalogFiles, readCatalog } from "../../catalog/read/read-catalog.ts";
import type { Finding } from "../../contract/finding.ts";
import type { Fleet } from "../../contract/fleet.ts";
import { type LastBuild, lastBuilds } from "./last-build.ts";

interface BuildRequest {
  readonly out: string;
  readonly today: string;
  readonly cache: boolean;
  readonly node?: readonly string[];
  readonly dryRun?: true;
  readonly force?: true;
  readonly format: string;
  readonly strict?: true;
  readonly expect?: string;
}

/** A build that is about to start: the last one, and how to remember this one. */
export interface Recall {
  /** Present if nothing has changed since: there is nothing to do. */
  readonly last?: LastBuild;
  /** The catalog's files, if they have been read already. */
  readonly files?: CatalogFiles;
  /** To be called once the tree has been written. */
  remember(fleet: Fleet, findings: readonly Finding[]): void;
}

/** Checks whether a build has nothing to do. Only plain builds are remembered: whole trees, with the cache, for people. */
export function recallBuild(catalog: string, request: BuildRequest): Recall {
  const { out, today, cache, node, dryRun, force, format, strict, expect } = request;
  const isWhole = node === undefined && expect === undefined;
  const isPlain = cache && isWhole && dryRun !== true && force !== true && format === "pretty";
  if (!isPlain) return { remember: () => {} };
  let isReadable = true;
  const forget = () => {
    isReadable = false;
  };
  const files = readCatalog(catalog, forget, out);
  if (!isReadable) return { remember: () => {} };
  const builds = lastBuilds(process.env);
  const last = builds.find({ files, today, out });
  return {
    files,
    remember: (fleet, findings) => builds.remember({ files, today, out }, { fleet, findings }, fleet.files.keys()),
    // Findings that make the command fail must be found again.
    ...(last === undefined || (strict === true && last.findings.length > 0) ? {} : { last }),
  };
}
