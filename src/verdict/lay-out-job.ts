import { accessSync, constants, mkdirSync, realpathSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { linkedPath } from "../output/tree/safe-path.ts";
import type { Judge } from "./judge.ts";
import type { Job } from "./plan-jobs.ts";
import { pathRewriter } from "./rewrite-paths.ts";
import type { Sandbox } from "./sandbox.ts";

/** Whole HTTP responses: the length in their head is that of the unchanged text. */
const VERBATIM = /\.http$/;

/** Parts of this machine that every daemon sees; `programs/confine.sh` puts them into its root. */
const SEEN = /^\/(?:(?:usr|bin|sbin|lib[^/]*)|etc\/ssl\/certs)\//;

/** Paths of files that the node must have besides the generated ones and that daemons do not see on this machine. */
export function missingFiles({ requires, files }: Job, judge: Judge | undefined, isRoot: boolean): string[] {
  const own = (judge?.daemon.surroundings?.etc ?? []).map((name) => `/etc/${name}/`);
  const generated = new Set(files.map(({ file }) => `/${file.path}`));
  return requires.filter((path) => !generated.has(path) && !isSeen(path, own, isRoot));
}

/**
 * Writes a job's files below a folder, and stand-ins for the node's certificates.
 * @param missing paths of the stand-ins
 * @param pem their text
 * @returns rewrites the paths in a word of the command line, or in a file
 */
export function layOutJob(
  job: Job,
  root: string,
  { missing, pem }: { readonly missing: readonly string[]; readonly pem: string },
  kind: Sandbox["kind"],
): (text: string) => string {
  const paths = [...job.files.map(({ file }) => `/${file.path}`), ...missing];
  const rewrite = kind === "namespace" ? (text: string) => text : pathRewriter(paths, root);
  for (const { file, content } of job.files) {
    if (content.isLink) {
      layLink(file.path, content.bytes.toString(), root, { kind, known: new Set(paths) });
      continue;
    }
    const isVerbatim = kind === "namespace" || VERBATIM.test(file.path);
    write(join(root, file.path), isVerbatim ? content.bytes : rewrite(content.bytes.toString()), file.mode);
  }
  // A program may be required as well.
  for (const path of missing) write(join(root, path), pem, 0o700);
  return rewrite;
}

/** In a copy, a link leads to the copy's target, else to the machine's own; over the machine's own files it just works. */
function layLink(
  path: string,
  target: string,
  root: string,
  { kind, known }: { kind: Sandbox["kind"]; known: ReadonlySet<string> },
): void {
  const led = `/${linkedPath(path, target)}`;
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(kind === "namespace" || known.has(led) ? target : led, join(root, path));
}

function write(path: string, content: Uint8Array | string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
}

/** Whether daemons see a file, and it is not a link to elsewhere. Root's daemons only read world-readable files. */
function isSeen(path: string, own: readonly string[], isRoot: boolean): boolean {
  try {
    const real = realpathSync(path);
    const isIn = (each: string) => SEEN.test(each) || own.some((folder) => each.startsWith(folder));
    if (![path, real].every(isIn)) return false;
    if (isRoot) return [path, real].every(isOpen);
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a file is world-readable. */
function isOpen(path: string): boolean {
  for (let folder = dirname(path); folder !== "/"; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o005) !== 0o005) return false;
  }
  return (statSync(path).mode & 0o004) !== 0;
}
