import { MANIFEST } from "../../contract/root-names.ts";
import type { Files } from "../disk/files.ts";
import { ABSENT, type Fingerprint, FOLDER, surveyOf } from "../disk/survey.ts";
import { lastTree } from "../manifest/last-tree.ts";
import { readManifest } from "../manifest/read-manifest.ts";
import type { Journal } from "./journal.ts";
import type { WorkPaths } from "./work-folder.ts";

/** What can be done about the changes that a killed build was making. */
export interface JournalVerdict {
  /** Folders of the tree that are links now: nothing can be changed through them. */
  readonly links: readonly string[];
  /** Places that match neither the old nor the new state: they were changed since, or power was lost. */
  readonly strange: readonly string[];
  /** Whether all new files are there, and complete. */
  readonly canComplete: boolean;
  /** Whether all old files are there. */
  readonly canUndo: boolean;
  /** The journal deletes files that no manifest lists: it is not one of ours. */
  readonly isForged: boolean;
}

/** Examines the tree and the staged files before anything is moved. */
export function judgeJournal(work: WorkPaths, journal: Journal, files: Files): JournalVerdict {
  const tree = surveyOf(work.out, files);
  const staged = surveyOf(work.stage, files);
  const kept = surveyOf(work.undo, files);
  const states = new Map(journal.changes.map(({ place, was, will }) => [place, [was, will]]));
  const links = new Set<string>();
  const strange: string[] = [];
  let canComplete = true;
  let canUndo = true;
  journal.changes.forEach(({ place, was, will }, number) => {
    const obstacle = tree.obstacle(place);
    const isLink = obstacle?.kind === "link";
    // A link of the old tree in place of a new folder, or one of the new tree in place of an old folder: nothing of
    // ours is behind it.
    const isOurs = isLink && states.get(obstacle.place)?.includes(tree.fingerprint(obstacle.place)) === true;
    if (isLink && !isOurs) {
      links.add(obstacle.place);
      return;
    }
    const now = isOurs ? ABSENT : tree.fingerprint(place);
    const waiting = will === ABSENT ? ABSENT : staged.fingerprint(String(number));
    if (!isExpected(now, was, will)) strange.push(place);
    if (will !== ABSENT && waiting !== will && (waiting !== ABSENT || now !== will)) canComplete = false;
    const isGone = was !== ABSENT && was !== FOLDER && now !== was;
    if (isGone && kept.fingerprint(String(number)) !== was) canUndo = false;
  });
  return { links: [...links], strange, canComplete, canUndo, isForged: isForged(work, journal, files) };
}

/** If nothing exists, nothing can be lost; a folder may have replaced a deleted file to make room for others. */
function isExpected(now: Fingerprint, was: Fingerprint, will: Fingerprint): boolean {
  return now === was || now === will || now === ABSENT || (will === ABSENT && now === FOLDER);
}

function isForged(work: WorkPaths, journal: Journal, files: Files): boolean {
  const removed = journal.changes.filter(({ will }) => will === ABSENT);
  if (removed.length === 0) return false;
  const manifest = journal.changes.find(({ place }) => place === MANIFEST);
  const now = surveyOf(work.out, files).fingerprint(MANIFEST);
  // With the new manifest in place all of them have been deleted already.
  if (manifest?.will === now) return false;
  const read = readManifest(work.out, files);
  if (read.kind !== "manifest") return true;
  const ours = lastTree(read.manifest);
  return removed.some(({ place }) => !ours.has(place));
}
