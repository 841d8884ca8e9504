import { accessSync, constants, mkdirSync, realpathSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { linkedPath } from "../output/tree/safe-path.ts";
import type { Judge } from "./judge.ts";
import type { Job } from "./plan-jobs.ts";
import { pathRewriter } from "./rewrite-paths.ts";
import type { Sandbox } from "./sandbox.ts";

/** Whole HTTP responses: a length in their head speaks of the text as it is. */
const VERBATIM = /\.http$/;

/** What every daemon sees of this machine; `programs/confine.sh` puts it into their root. */
const SEEN = /^\/(?:(?:usr|bin|sbin|lib[^/]*)|etc\/ssl\/certs)\//;

/** Paths of files that the node must hold beside the generated ones and that daemons do not see on this machine. */
export function missingFiles({ requires, files }: Job, judge: Judge | undefined, isRoot: boolean): string[] {
  const own = (judge?.daemon.surroundings?.etc ?? []).map((name) => `/etc/${name}/`);
  const generated = new Set(files.map(({ file }) => `/${file.path}`));
  return requires.filter((path) => !generated.has(path) && !isSeen(path, own, isRoot));
}

/**
 * Writes a job's files below a folder, and stand-ins where the node would have certificates.
 * @param missing paths of the stand-ins
 * @param pem their text
 * @returns makes a word of the command line, or of a file, speak of where the files lie
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

/** A link of a copy leads to what is in the copy, else to the machine's own; laid over the machine's files it does so by itself. */
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

/** Whether a file is among what daemons see, and leads nowhere else. Root's daemons read what anybody may read. */
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

/** Whether anybody may read a file. */
function isOpen(path: string): boolean {
  for (let folder = dirname(path); folder !== "/"; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o005) !== 0o005) return false;
  }
  return (statSync(path).mode & 0o004) !== 0;
}
