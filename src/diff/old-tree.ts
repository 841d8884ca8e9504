import fs from "node:fs";
import { join } from "node:path";
import { CLAIMS } from "../contract/root-names.ts";
import { readRegular } from "../output/disk/read-regular.ts";
import { type Found, surveyOf } from "../output/disk/survey.ts";
import { isUntouched, lastTree } from "../output/manifest/last-tree.ts";
import { type Manifest, makeManifest } from "../output/manifest/manifest.ts";
import type { Tree } from "../output/tree/build-tree.ts";

/** The tree that a new one is compared with. */
export interface OldTree {
  /** Undefined if there is no tree. */
  readonly manifest: Manifest | undefined;
  /** Text of its `claims.json`, empty if there is no tree; undefined if it cannot be read. */
  readonly claims: string | undefined;
  /** What exists at a place, never through a link. */
  find(place: string): Found;
  /** Whether this is not what the tree's build wrote, so the next build into its folder would stop or restore it. */
  wasTouched(place: string, found: Found): boolean;
}

/** No tree at all: everything is new. */
export const NO_TREE: OldTree = {
  manifest: undefined,
  claims: "",
  find: () => ({ kind: "absent" }),
  wasTouched: () => false,
};

/** The tree in the folder that the new one would be written to. */
export function outputTree(path: string, manifest: Manifest): OldTree {
  const known = lastTree(manifest);
  const survey = surveyOf(path, fs);
  return {
    manifest,
    claims: readClaims(path),
    find: (place) => (survey.obstacle(place) === undefined ? survey.find(place) : { kind: "other" }),
    // A file that was built and is missing now was removed by hand.
    wasTouched(place, found) {
      const was = known.get(place);
      return was === undefined ? found.kind !== "absent" : !isUntouched(found, was);
    },
  };
}

/** A tree in any other folder: nothing will be written there, so what is in the way or was edited does not matter. */
export function writtenTree(path: string, manifest: Manifest): OldTree {
  const survey = surveyOf(path, fs);
  return {
    manifest,
    claims: readClaims(path),
    find(place) {
      const found: Found = survey.obstacle(place) === undefined ? survey.find(place) : { kind: "absent" };
      return found.kind === "file" || found.kind === "link" ? found : { kind: "absent" };
    },
    wasTouched: () => false,
  };
}

/** A tree in memory. */
export function builtTree(tree: Tree): OldTree {
  const files = new Map(tree.files.map((file) => [file.place, file]));
  return {
    manifest: makeManifest(tree),
    claims: tree.rootFiles.find(({ name }) => name === CLAIMS)?.text ?? "",
    find(place) {
      const found = files.get(place);
      if (found === undefined) return { kind: "absent" };
      const { bytes, isLink } = found.content;
      return isLink ? { kind: "link", bytes } : { kind: "file", mode: found.file.mode, bytes };
    },
    wasTouched: () => false,
  };
}

function readClaims(path: string): string | undefined {
  const bytes = readRegular(join(path, CLAIMS), fs);
  return typeof bytes === "string" ? undefined : bytes.toString();
}
