import { accessSync, constants, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { foldersOf, linkedPath } from "../output/safe-path.ts";
import type { Job } from "./plan-jobs.ts";
import { pathRewriter } from "./rewrite-paths.ts";
import type { Folders, Sandbox } from "./sandbox.ts";

/** A job's files in a folder of their own. */
interface LaidOut {
  readonly folders: Folders;
  /** Makes a word of the command line, or of a file, speak of where the files lie. */
  readonly rewrite: (text: string) => string;
}

/** Whole HTTP responses: a length in their head speaks of the text as it is. */
const VERBATIM = /\.http$/;

/** Paths of files that the node must hold beside the generated ones and that this machine has not. */
export function missingFiles({ requires, files }: Job): string[] {
  const generated = new Set(files.map(({ file }) => `/${file.path}`));
  return requires.filter((path) => !generated.has(path) && !isReadable(path));
}

/**
 * Writes a job's files below a folder, and stand-ins where the node would have certificates.
 * @param pem text of the stand-ins
 */
export function layOutJob(job: Job, root: string, pem: string, kind: Sandbox["kind"]): LaidOut {
  const missing = missingFiles(job);
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
  return { folders: { tops: topsOf([job]), closed: closedFolders(paths) }, rewrite };
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

/** Outermost folders on the way to paths that this machine has and does not let us into. */
function closedFolders(paths: readonly string[]): string[] {
  const folders = new Set(paths.map((path) => path.slice(1)).flatMap(foldersOf));
  const closed = [...folders].filter((folder) => existsSync(`/${folder}`) && !isReadable(`/${folder}`)).sort();
  return closed.filter((folder) => !foldersOf(folder).some((outer) => closed.includes(outer)));
}

/** First components of all paths that jobs may lay out. */
export function topsOf(jobs: readonly Job[]): string[] {
  const paths = jobs.flatMap(({ files, requires }) => [...files.map(({ file }) => `/${file.path}`), ...requires]);
  return [...new Set(paths.map((path) => path.split("/")[1] ?? ""))].sort();
}

function write(path: string, content: Uint8Array | string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
}

function isReadable(path: string): boolean {
  try {
    // A folder is of use only to who may also go through it.
    accessSync(path, statSync(path).isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
