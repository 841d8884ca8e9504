import { type Found, fingerprintOf } from "../output/disk/survey.ts";
import type { Manifest, ManifestFile } from "../output/manifest/manifest.ts";
import type { Tree, TreeFile } from "../output/tree/build-tree.ts";
import { type Content, textContent } from "../output/tree/content.ts";
import { sha256 } from "../output/tree/sha256.ts";
import { diffTexts, type TextDiff } from "./diff-texts.ts";
import type { OldTree } from "./old-tree.ts";

/** How files differ that are the same on many nodes. */
export interface FileDiff extends TextDiff {
  /** `blocked`: something that is not a file is in the way. */
  readonly status: "added" | "removed" | "changed" | "blocked";
  /** Sorted; those for other operators' machines are below `_peers`. None for a file next to the nodes' folders. */
  readonly nodes: readonly string[];
  /** On the node, without the leading slash; in the output folder if there is no node. */
  readonly path: string;
  /** Mode, owner and kind: `mode 0644 → 0640`, `a symbolic link`. */
  readonly facts: readonly string[];
  /** Whether the existing file differs from what the last build wrote. */
  readonly isHandEdited: boolean;
}

type One = Omit<FileDiff, "nodes"> & { readonly node?: string };

/** A file that should exist. */
interface Wanted {
  readonly place: string;
  readonly node?: string;
  readonly path: string;
  readonly content: Content;
  /** How its kind, mode and owner change. */
  readonly changed: readonly string[];
}

const LINK = "a symbolic link";

const NOTHING: TextDiff = { lines: [], added: 0, removed: 0 };

/**
 * Compares the files of a tree with those of an old one. Files next to the nodes' folders are derived from the rest,
 * and are only reported if they differ from what the last build wrote.
 */
export function diffFiles(old: OldTree, tree: Tree): FileDiff[] {
  const facts = factsOf(old.manifest);
  const compare = textComparer();
  const ofNodes = tree.files.map((file) => wantedOf(file, facts));
  const beside = tree.rootFiles
    .map(({ name, text }): Wanted => ({ place: name, path: name, content: textContent(text), changed: [] }))
    .filter(({ place }) => old.wasTouched(place, old.find(place)));
  const ones: One[] = [];
  for (const { place, content, changed, ...where } of [...ofNodes, ...beside]) {
    const found = old.find(place);
    if (isContent(found)) {
      const isSame = fingerprintOf(found) === content.sha256;
      if (isSame && (content.isLink || changed.length === 0)) continue;
      const text = isSame ? NOTHING : compare(found.bytes, content.bytes);
      ones.push({ ...text, status: "changed", ...where, facts: changed, isHandEdited: old.wasTouched(place, found) });
    } else {
      const status = found.kind === "absent" ? "added" : "blocked";
      const isHandEdited = status === "added" && old.wasTouched(place, found);
      const text = status === "added" ? compare(Buffer.alloc(0), content.bytes) : NOTHING;
      ones.push({ ...text, status, ...where, facts: content.isLink ? [LINK] : [], isHandEdited });
    }
  }
  const wanted = new Set(tree.files.map(({ place }) => place));
  for (const { node, files, links } of old.manifest?.units ?? []) {
    for (const { path } of [...files, ...links]) {
      const place = `${node}/${path}`;
      const found = old.find(place);
      if (wanted.has(place) || !isContent(found)) continue;
      const text = compare(found.bytes, Buffer.alloc(0));
      const what = found.kind === "link" ? [LINK] : [];
      ones.push({ ...text, status: "removed", node, path, facts: what, isHandEdited: old.wasTouched(place, found) });
    }
  }
  return joinNodes(ones);
}

/** Whether the content is of a kind that we write: text, or a link, whose text is its target. */
function isContent(found: Found): found is Extract<Found, { readonly bytes: Buffer }> {
  return found.kind === "file" || found.kind === "link";
}

function wantedOf({ place, file, content }: TreeFile, facts: ReadonlyMap<string, Facts>): Wanted {
  const { node, path, mode, owner } = file;
  const now = { mode: mode.toString(8).padStart(4, "0"), owner };
  return { place, node, path, content, changed: content.isLink ? [LINK] : compareFacts(facts.get(place), now) };
}

/** The same two contents are compared once. */
function textComparer(): (before: Buffer, after: Buffer) => TextDiff {
  const known = new Map<string, TextDiff>();
  return (before, after) => {
    const key = `${sha256(before)} ${sha256(after)}`;
    const diff = known.get(key) ?? diffTexts(before.toString(), after.toString());
    known.set(key, diff);
    return diff;
  };
}

type Facts = Pick<ManifestFile, "mode" | "owner">;

function factsOf(last: Manifest | undefined): Map<string, Facts> {
  return new Map((last?.units ?? []).flatMap(({ node, files }) => files.map((file) => [`${node}/${file.path}`, file])));
}

function compareFacts(before: Facts | undefined, after: Facts): string[] {
  if (before === undefined) return [];
  return (["mode", "owner"] as const)
    .filter((fact) => before[fact] !== after[fact])
    .map((fact) => `${fact} ${before[fact]} → ${after[fact]}`);
}

/** Joins the same difference on many nodes. */
function joinNodes(ones: readonly One[]): FileDiff[] {
  const joined = new Map<string, { readonly one: One; readonly nodes: string[] }>();
  for (const one of ones) {
    const { node, status, path, facts, isHandEdited, lines } = one;
    const key = JSON.stringify([node !== undefined, status, path, facts, isHandEdited, sha256(lines.join("\n"))]);
    const known = joined.get(key) ?? { one, nodes: [] };
    if (node !== undefined) known.nodes.push(node);
    joined.set(key, known);
  }
  return [...joined.values()].map(({ one: { node: _node, ...rest }, nodes }) => ({ ...rest, nodes }));
}
