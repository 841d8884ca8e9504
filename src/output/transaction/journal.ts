import { ABSENT, type Fingerprint } from "../disk/survey.ts";
import { isRecord, isStrings, parseJson } from "../manifest/json-shape.ts";
import { isSealed, seal } from "../manifest/seal.ts";
import { isSafePath } from "../tree/safe-path.ts";
import type { Plan } from "./plan.ts";

const FORMAT = 1;

/**
 * Everything needed to complete or undo the changes to a tree: written when the last new file is staged; from then on
 * the new tree is guaranteed.
 */
export interface Journal {
  /** Staged new contents, and kept old ones, are named by the numbers of the changes. */
  readonly changes: readonly JournalChange[];
  /** As in `Plan`. */
  readonly vacate: readonly string[];
  readonly create: readonly string[];
  readonly prune: readonly string[];
}

export interface JournalChange {
  readonly place: string;
  readonly was: Fingerprint;
  /** SHA-256 of the new file, or absent for a deleted one. */
  readonly will: Fingerprint;
}

export function makeJournal(plan: Plan): Journal {
  const { vacate, create, prune } = plan;
  const changes = plan.changes.map(({ place, was, wanted }) => ({
    place,
    was,
    will: wanted?.content.sha256 ?? ABSENT,
  }));
  return { changes, vacate, create, prune };
}

export function printJournal({ changes, vacate, create, prune }: Journal): string {
  const lines = changes.map((change) => JSON.stringify(change)).join(",\n");
  const folders = JSON.stringify({ vacate, create, prune }).slice(1, -1);
  return seal(`{\n"format": ${FORMAT},\n"changes": [\n${lines}\n],\n${folders}`);
}

/** Reads a journal back; undefined if it was changed or leads out of the tree. */
export function parseJournal(text: string): Journal | undefined {
  const value = parseJson(text);
  if (!isRecord(value) || !isSealed(text) || value["format"] !== FORMAT) return undefined;
  const { changes, vacate, create, prune } = value;
  if (!Array.isArray(changes) || !changes.every(isChange)) return undefined;
  if (!isStrings(vacate) || !isStrings(create) || !isStrings(prune)) return undefined;
  const places = [...changes.map(({ place }) => place), ...vacate, ...create, ...prune];
  return places.every(isSafePath) ? { changes, vacate, create, prune } : undefined;
}

function isChange(value: unknown): value is JournalChange {
  if (!isRecord(value)) return false;
  const { place, was, will } = value;
  return typeof place === "string" && typeof was === "string" && typeof will === "string";
}
