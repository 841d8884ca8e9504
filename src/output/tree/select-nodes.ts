import type { Files } from "../disk/files.ts";
import { type Survey, surveyOf } from "../disk/survey.ts";
import { isUntouched, type Known, lastTree } from "../manifest/last-tree.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { RootFile, Tree } from "./build-tree.ts";

/**
 * The part of a tree to write if only some nodes are written. Files next to the nodes' folders concern all nodes: they
 * are merged with their last text, or stay unchanged if that is impossible.
 * @param refuse Called with the path of a file whose last text is of another version. If it returns, that text is lost.
 */
export function selectNodes(
  tree: Tree,
  nodes: ReadonlySet<string>,
  last: Manifest | undefined,
  out: string,
  files: Files,
  refuse: (place: string) => void,
): Tree {
  const known = lastTree(last);
  const survey = surveyOf(out, files);
  const rootFiles = tree.rootFiles.flatMap((file): RootFile[] => {
    if (file.merge !== undefined) {
      let merged = file.merge(readLast(file.name, known.get(file.name), survey), nodes);
      if (merged === "other-version") {
        refuse(file.name);
        merged = file.merge(undefined, nodes);
      }
      return merged === "other-version" ? [] : [{ ...file, text: merged.text }];
    }
    return known.has(file.name) ? [] : [file];
  });
  return {
    files: tree.files.filter(({ file }) => nodes.has(file.node)),
    units: tree.units.filter(({ node }) => nodes.has(node)),
    rootFiles,
  };
}

/** Text of a file from the last build; undefined if it is missing or was edited. */
function readLast(place: string, known: Known | undefined, survey: Survey): string | undefined {
  if (known === undefined) return undefined;
  const found = survey.find(place);
  return found.kind === "file" && isUntouched(found, known) ? found.bytes.toString() : undefined;
}
