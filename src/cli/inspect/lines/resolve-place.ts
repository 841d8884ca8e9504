import { realpathSync } from "node:fs";
import { basename, dirname, join, posix, relative, resolve, sep } from "node:path";
import { folderOfCatalog } from "../../../catalog/read/folder-of-catalog.ts";
import { isOutput } from "../../../catalog/read/is-output.ts";
import type { OutputFile } from "../../../contract/block.ts";
import { ROOT_NAMES } from "../../../contract/root-names.ts";
import { distinctPath, type Source } from "../../../contract/source.ts";
import { didYouMean } from "../../../diagnostics/suggest.ts";
import { builtInSource } from "../../../resolve/layers/built-in-layers.ts";
import type { ShowPath } from "../../report/show-path.ts";
import { lookAtPath } from "../look-at.ts";
import { findGenerated } from "./generated-files.ts";
import type { PlaceText } from "./parse-place.ts";

/** What a place is in, or why it is nowhere. */
export type ResolvedPlace =
  | { readonly kind: "catalog"; readonly source: Source; readonly place: PlaceText }
  | {
      readonly kind: "generated";
      readonly file: OutputFile;
      readonly place: PlaceText;
      /** The output folder that the place was given in; absent if it was given as `node:/path`. */
      readonly out?: string;
    }
  | { readonly kind: "nowhere"; readonly problem: string };

/** Where places can be. */
export interface Surroundings {
  readonly catalog: string;
  /** Default output folder. */
  readonly out: string;
  readonly sources: readonly Source[];
  readonly files: readonly OutputFile[];
  /** Names of the nodes. */
  readonly nodes: readonly string[];
  readonly showPath: ShowPath;
}

/** Finds what the first of the places that a text can mean is in. */
export function resolvePlace(places: readonly PlaceText[], around: Surroundings): ResolvedPlace {
  const resolved = places.map((place) => resolveOne(place, around));
  const [first] = resolved;
  if (first === undefined) throw new Error("there is no place");
  return resolved.find(({ kind }) => kind !== "nowhere") ?? first;
}

function resolveOne(place: PlaceText, around: Surroundings): ResolvedPlace {
  const onNode = /^([^/\\:]+):(\/.*)$/s.exec(place.file);
  if (onNode !== null) return generated(onNode[1] ?? "", onNode[2] ?? "", place, around);
  const source = findSource(place.file, around);
  if (source !== undefined) return { kind: "catalog", source, place };
  const inside = findOutput(place.file, around.out);
  if (inside !== undefined) {
    const [node = "", ...rest] = inside.path.split("/");
    const problem = rest.length === 0 ? whatIsBeside(node, inside.out) : undefined;
    if (problem !== undefined) return { kind: "nowhere", problem };
    const found = generated(node, rest.join("/"), place, around);
    return found.kind === "generated" ? { ...found, out: inside.out } : found;
  }
  return { kind: "nowhere", problem: describeStranger(place.file, around) };
}

function generated(node: string, path: string, place: PlaceText, { files, nodes }: Surroundings): ResolvedPlace {
  const wanted = { node, path: posix.normalize(`/${path}`).replace(/^\/+|\/$/g, "") };
  const file = findGenerated(files, nodes, wanted);
  return typeof file === "string" ? { kind: "nowhere", problem: file } : { kind: "generated", file, place };
}

/** A file of the catalog by its path from the current folder or from the catalog's, or one that comes with intentlb. */
function findSource(file: string, { catalog, sources }: Surroundings): Source | undefined {
  const builtIn = /^<built-in>\/(.+)$/.exec(file)?.[1];
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const found = builtIn === undefined ? undefined : builtInSource(builtIn);
  return found ?? byPath.get(pathInCatalog(file, catalog) ?? "") ?? byPath.get(posix.normalize(file));
}

function pathInCatalog(file: string, catalog: string): string | undefined {
  try {
    const real = join(realpathSync(dirname(resolve(file))), basename(file));
    return relative(realpathSync(folderOfCatalog(catalog)), real)
      .split(sep)
      .join("/");
  } catch {
    // The folder does not exist.
    return undefined;
  }
}

/** The output folder that a path is in, and the path there. */
function findOutput(file: string, out: string): { readonly out: string; readonly path: string } | undefined {
  const absolute = resolve(file);
  for (let folder = absolute; ; folder = dirname(folder)) {
    if (folder === resolve(out) || (lookAtPath(folder)?.isDirectory() === true && isOutput(folder))) {
      const path = relative(folder, absolute).split(sep).join("/");
      return { out: folder === resolve(out) ? out : relative(process.cwd(), folder) || ".", path };
    }
    if (folder === dirname(folder)) return undefined;
  }
}

/** What is wrong with the output folder itself, or with a file next to the nodes' folders. */
function whatIsBeside(name: string, out: string): string | undefined {
  if (name === "") return `${out} is an output folder: name a file of a node in it`;
  if (!ROOT_NAMES.includes(name)) return undefined;
  return `${join(out, name)} describes the files of all nodes: name one of them`;
}

function describeStranger(file: string, { sources, catalog, showPath, out }: Surroundings): string {
  const stat = lookAtPath(file);
  if (stat?.isDirectory()) return `${file} is a folder: name a file in it`;
  if (stat !== undefined) return `${file} is neither a YAML file of the catalog ${catalog} nor a generated file`;
  const names = sources.flatMap((source) => [showPath(source), distinctPath(source)]);
  const help = didYouMean(file, names) ?? `give a file of the catalog, NODE:/PATH, or a file in ${out}`;
  return `there is no file ${file}: ${help}`;
}
