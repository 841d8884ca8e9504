import { CLAIMS } from "../../../contract/root-names.ts";
import type { TreeDiff } from "../../../diff/diff-tree.ts";
import { count } from "../count.ts";

/** What a build is compared with: its output folder, another tree, or what a commit of the catalog's repository builds. */
export type ComparedWith =
  | { readonly kind: "output" | "tree"; readonly folder: string }
  | { readonly kind: "base"; readonly ref: string; readonly commit: string };

/** A commit's name as people see it. */
export function shortName(commit: string): string {
  return commit.slice(0, 12);
}

/** Name of what is compared with, not yet escaped: `out`, `main (1a2b3c4d5e6f)`. */
export function nameOf(compared: ComparedWith): string {
  return compared.kind === "base" ? `${compared.ref} (${shortName(compared.commit)})` : compared.folder;
}

/** What a reader must know before the differences, as sentences that are not yet escaped. */
export function notesOn({ changes, files, isNew, isInterrupted }: TreeDiff, compared: ComparedWith): string[] {
  const name = nameOf(compared);
  const isBase = compared.kind === "base";
  const interrupted =
    compared.kind === "output"
      ? `a build into ${name} was interrupted; the next one completes or undoes it first`
      : `a build into ${name} was interrupted, so its files may be half old and half new`;
  const silent =
    changes?.length === 0 ? files.filter(({ nodes, isHandEdited }) => nodes.length > 0 && !isHandEdited) : [];
  return [
    ...(silent.length > 0
      ? [
          `${count(silent.length, "file")} would change in ways that no word describes: this version of intentlb writes them differently`,
        ]
      : []),
    ...(isNew
      ? [isBase ? `there is no catalog at ${name}; everything is new` : `${name} does not exist yet; everything is new`]
      : []),
    ...(isInterrupted ? [interrupted] : []),
    ...(changes === undefined ? [`${name}/${CLAIMS} cannot be read, so the effect of the change is not shown`] : []),
  ];
}

/** That nothing differs. */
export function sameAs(compared: ComparedWith): string {
  const name = nameOf(compared);
  return compared.kind === "output" ? `no differences: ${name} is up to date` : `no differences from ${name}`;
}
