import { join } from "node:path";
import { ABSENT, type Fingerprint, FOLDER, type Found, fingerprintOf, type Obstacle, OTHER } from "../disk/survey.ts";
import { isUntouched } from "../manifest/last-tree.ts";
import type { Change, DiskSituation, WantedFile } from "./plan.ts";
import { reportHandEdited } from "./report-hand-edited.ts";

interface Writes {
  readonly writes: Change[];
  readonly unchanged: string[];
  readonly vacate: Set<string>;
}

/**
 * Files to write, and those that are already right.
 * @param going places of files that are removed first
 */
export function planWrites(
  wanted: readonly WantedFile[],
  going: ReadonlySet<string>,
  situation: DiskSituation,
): Writes {
  const { survey } = situation;
  const plan: Writes = { writes: [], unchanged: [], vacate: new Set() };
  const obstacles = new Map<string, Obstacle>();
  for (const file of wanted) {
    const obstacle = survey.obstacle(file.place);
    if (obstacle === undefined) planWrite(file, going, situation, plan);
    else if (going.has(obstacle.place)) plan.writes.push({ place: file.place, was: ABSENT, wanted: file });
    else obstacles.set(obstacle.place, obstacle);
  }
  for (const obstacle of obstacles.values()) reportObstacle(situation, obstacle);
  return plan;
}

function planWrite(wanted: WantedFile, going: ReadonlySet<string>, situation: DiskSituation, plan: Writes): void {
  const { place, content, mode } = wanted;
  const found = situation.survey.find(place);
  const write = (was: Fingerprint) => plan.writes.push({ place, was, wanted });
  switch (found.kind) {
    case "absent":
      write(ABSENT);
      break;
    case "folder": {
      const folders = situation.survey.foldersHolding(place, going);
      if (folders === undefined) {
        reportForeign(situation, place, "folder");
        break;
      }
      for (const folder of folders) plan.vacate.add(folder);
      write(FOLDER);
      break;
    }
    case "other":
      if (situation.force) write(OTHER);
      else reportForeign(situation, place, "file");
      break;
    case "file":
    case "link": {
      const was = fingerprintOf(found);
      // Whoever wrote these bytes, nothing is lost.
      if (was !== content.sha256) {
        if (mayOverwrite(place, found, situation)) write(was);
      } else if (found.kind === "link" || found.mode === mode) plan.unchanged.push(place);
      else write(was);
    }
  }
}

function mayOverwrite(place: string, found: Found, situation: DiskSituation): boolean {
  const known = situation.last.get(place);
  if (situation.force || (known !== undefined && isUntouched(found, known))) return true;
  if (known === undefined) reportForeign(situation, place, "file");
  else reportHandEdited(situation, place, "overwrite");
  return false;
}

function reportForeign({ shown, report }: DiskSituation, place: string, kind: "file" | "folder"): void {
  const what = kind === "folder" ? "a folder with other files" : "not written by intentlb";
  report({
    code: "output/foreign-file",
    message: `${join(shown, place)} is ${what}, but a file must be written there`,
    help: kind === "folder" ? "move the folder away" : "move it away, or build with --force to overwrite it",
  });
}

function reportObstacle({ shown, report }: DiskSituation, { kind, place }: Obstacle): void {
  const link = kind === "link";
  report({
    code: link ? "output/link-in-the-way" : "output/foreign-file",
    message: `${join(shown, place)} is ${link ? "a symbolic link" : "not a folder"}, but files must be written below it`,
    help: link ? "replace the link by a folder" : "move it away",
  });
}
