import type { CodeEntry } from "../contract/finding.ts";

/** Findings about the folder that the tree is written to: code → severity and explanation. */
export const OUTPUT_CODES: Readonly<Record<string, CodeEntry>> = {
  "output/hand-edited": {
    severity: "error",
    about:
      "A generated file was edited by hand after the last build, so overwriting or deleting it would lose the " +
      "change. Move the change into the catalog, or build with `--force`.",
  },
  "output/foreign-file": {
    severity: "error",
    about:
      "Something that intentlb did not write is where it has to write. Move it away; `--force` also overwrites a file or link.",
  },
  "output/link-in-the-way": {
    severity: "error",
    about:
      "A folder of the tree is a symbolic link. Nothing is ever written or deleted through a link, because it may lead out of the tree.",
  },
  "output/not-ours": {
    severity: "error",
    about:
      "The output folder contains files but no manifest of intentlb: most likely it is the wrong folder. " +
      "Use an empty or new folder, or build with `--force` to write into it; existing files are kept unless they have the name of a generated file.",
  },
  "output/not-a-folder": {
    severity: "error",
    about: "The output folder is a file, a symbolic link or something else that a tree cannot be written to.",
  },
  "output/corrupt-manifest": {
    severity: "error",
    about:
      "`manifest.json` in the output folder is not as intentlb wrote it: edited, truncated, merged, or listing files outside the folder. " +
      "Without it, intentlb does not know which files it wrote. Restore it, or build with `--force`, which then deletes nothing.",
  },
  "output/unexpected": {
    severity: "error",
    about:
      "The build was told which tree to write (`--expect`, with a digest that `diff` printed), and would write another one: the catalog " +
      "or intentlb has changed since. Nothing is written. Look at the differences again, then pass the new digest.",
  },
  "output/other-version": {
    severity: "error",
    about:
      "Another version of intentlb wrote `sourcemap.json`, in a format that this one does not read. A build of some nodes " +
      "would lose what it says about the others. Build all nodes once; with `--force`, the others are left out of it.",
  },
  "output/unwritable": {
    severity: "error",
    about:
      "The output folder could not be read or written: no permission, a full disk, a read-only file system. The old tree is kept.",
  },
  "output/locked": {
    severity: "error",
    about: "Another build is writing to the same output folder. Wait for it to end.",
  },
  "output/damaged": {
    severity: "error",
    about:
      "An interrupted build can be neither completed nor undone, because its journal or its copies have changed. " +
      "Delete the output folder and build again, or build with `--force`.",
  },
  "output/recovered": {
    severity: "notice",
    about: "An earlier build was killed and left something behind; it was completed, undone or removed.",
  },
};
