import { join } from "node:path";
import type { FindingDraft, Report } from "../../contract/finding.ts";
import { MANIFEST, WORK_FOLDER } from "../../contract/root-names.ts";
import type { Files } from "../disk/files.ts";
import { lookAt } from "../disk/read-regular.ts";
import { surveyOf } from "../disk/survey.ts";
import { type LastTree, lastTree } from "../manifest/last-tree.ts";
import { type Manifest, makeManifest, mergeManifest } from "../manifest/manifest.ts";
import { printManifest } from "../manifest/print-manifest.ts";
import { readManifest } from "../manifest/read-manifest.ts";
import type { Tree } from "../tree/build-tree.ts";
import { textContent } from "../tree/content.ts";
import { selectNodes } from "../tree/select-nodes.ts";
import type { Plan, WantedFile } from "./plan.ts";
import { planChanges } from "./plan-changes.ts";

const ROOT_MODE = 0o644;

interface PlanOptions {
  readonly nodes?: ReadonlySet<string>;
  readonly force?: boolean;
}

/**
 * Computes what writing a tree will change, and reports everything that prevents it.
 * @param out absolute path
 * @param shown the path for findings
 * @throws system errors
 */
export function planTree(
  tree: Tree,
  situation: { out: string; shown: string; options: PlanOptions; report: Report; files: Files },
): Plan | undefined {
  const { out, shown, options, files } = situation;
  let isStopped = false;
  const report: Report = (draft) => {
    isStopped = true;
    situation.report(draft);
  };
  const force = options.force === true;
  const last = readLast(out, shown, force, report, files);
  if (isStopped) return undefined;
  const refuse = (place: string) => {
    if (!force) report(otherVersion(join(shown, place)));
  };
  const { wanted, ours } = compare(tree, last, options.nodes, out, files, refuse);
  const plan = planChanges(wanted, { shown, survey: surveyOf(out, files), last: ours, force, report });
  return isStopped ? undefined : plan;
}

/** The last manifest; undefined if there is none, or if it cannot be trusted and force is set. */
function readLast(out: string, shown: string, force: boolean, report: Report, files: Files): Manifest | undefined {
  if (lookAt(out, files) === undefined) return undefined;
  const last = readManifest(out, files);
  if (last.kind === "manifest") return last.manifest;
  if (force) return undefined;
  if (last.kind === "corrupt") {
    report({
      code: "output/corrupt-manifest",
      message: `${join(shown, MANIFEST)} ${last.why}`,
      help: "restore it, delete the output folder, or build with --force, which overwrites files in the way and deletes nothing",
    });
  } else if (files.readdirSync(out).some((name) => name !== WORK_FOLDER)) {
    report({
      code: "output/not-ours",
      message: `${shown} is not empty and has no ${MANIFEST} of intentlb`,
      help: "use an empty or new folder, or build with --force to write into this one",
    });
  }
  return undefined;
}

function otherVersion(path: string): FindingDraft {
  return {
    code: "output/other-version",
    message: `${path} was written by another version of intentlb, so one for some nodes cannot be added to it`,
    help: "build all nodes once, without --node",
  };
}

/** The wanted content, the manifest last, and which files the last build wrote. */
function compare(
  whole: Tree,
  lastManifest: Manifest | undefined,
  nodes: ReadonlySet<string> | undefined,
  out: string,
  files: Files,
  refuse: (place: string) => void,
): { wanted: WantedFile[]; ours: LastTree } {
  const tree = nodes === undefined ? whole : selectNodes(whole, nodes, lastManifest, out, files, refuse);
  const next = makeManifest(tree);
  const manifest = nodes === undefined || lastManifest === undefined ? next : mergeManifest(lastManifest, next, nodes);
  const ours = new Map(lastTree(lastManifest, nodes));
  if (nodes !== undefined) {
    const written = new Set([MANIFEST, ...tree.rootFiles.map(({ name }) => name)]);
    for (const { path } of lastManifest?.root ?? []) if (!written.has(path)) ours.delete(path);
  }
  const wanted = [
    ...tree.rootFiles.map(({ name, text }) => ({ place: name, mode: ROOT_MODE, content: textContent(text) })),
    ...tree.files.map(({ place, file, content }) => ({ place, mode: file.mode, content })),
    { place: MANIFEST, mode: ROOT_MODE, content: textContent(printManifest(manifest)) },
  ];
  return { wanted, ours };
}
