import { parseYaml } from "../../src/catalog/parse/parse-yaml.ts";
import type { FindingDraft } from "../../src/contract/finding.ts";
import { Source } from "../../src/contract/source.ts";
import type { MapTree } from "../../src/contract/tree.ts";

/** A map from valid YAML. */
export function treeOf(text: string, path = "test.yaml"): MapTree {
  const tree = parseYaml(new Source(path, text), (draft) => {
    throw new Error(draft.message);
  });
  if (tree?.kind !== "map") throw new Error("not a map");
  return tree;
}

/** A report that collects findings. */
export function keepFindings(): { report: (draft: FindingDraft) => void; drafts: FindingDraft[] } {
  const drafts: FindingDraft[] = [];
  return { drafts, report: (draft) => drafts.push(draft) };
}
