import { createHash } from "node:crypto";
import { isIP } from "node:net";
import type { OutputFile } from "../../src/contract/block.ts";
import type { Fleet } from "../../src/contract/fleet.ts";
import { present } from "../../src/contract/present.ts";
import type { Tree } from "../../src/output/tree/build-tree.ts";
import { textContent } from "../../src/output/tree/content.ts";
import { groupBy } from "./group-by.ts";
import { type Mutation, mutationsOf } from "./operators.ts";

/** A generated file with one wrong line. */
export interface Mutant extends Mutation {
  readonly node: string;
  readonly daemon: string;
  readonly path: string;
  readonly block: string;
  /** Number of the line in its file, from 0. */
  readonly at: number;
  readonly was: string;
  /** The service that the block names, if it names one. */
  readonly service?: string;
  /** What else the block is about, if it names that: other nodes, and addresses. */
  readonly subjects: readonly string[];
}

/** Programs have tests of their own; they are the same in every tree. Units are for systemd, which the lab does not run. */
const NOT_CONFIGURATION = /^usr\/local\/|^etc\/systemd\/system\/|^etc\/tmpfiles\.d\//;

/**
 * Mutants of a fleet's files: each line that differs, with each thing that may become of it, on one of the nodes that have it. Their
 * order and their nodes are as good as random, and stay when other lines change.
 */
export function mutantsOf(files: readonly OutputFile[], fleet: Fleet, seed: string): Mutant[] {
  const all: Mutant[] = [];
  for (const file of files) {
    if (!fleet.nodes.has(file.node) || file.isLink || NOT_CONFIGURATION.test(file.path)) continue;
    const { node, daemon, path } = file;
    let at = 0;
    for (const { key: block, lines } of file.blocks) {
      // A set of nftables is named after all whose addresses it has.
      const about = daemon === "nftables" ? { subjects: [] } : aboutOf(block, node, fleet);
      for (const was of lines) {
        for (const mutation of mutationsOf(was))
          all.push({ ...mutation, ...about, node, daemon, path, block, at, was });
        at++;
      }
    }
  }
  return [...groupBy(all, keyOf)]
    .map(([key, alike]) => ({ digest: createHash("sha256").update(`${seed} ${key}`).digest(), alike }))
    .sort((a, b) => a.digest.compare(b.digest))
    .flatMap(({ digest, alike }) => alike[digest.readUInt32BE() % alike.length] ?? []);
}

/** What a mutant does, wherever it does it: it is known again when lines above it change. */
export function keyOf({ path, block, was, operator, line }: Mutant): string {
  return JSON.stringify([path, block, was, operator, ...(line === undefined ? [] : [line])]);
}

function aboutOf(block: string, node: string, fleet: Fleet): Pick<Mutant, "service" | "subjects"> {
  return { ...present({ service: serviceIn(block, fleet) }), subjects: subjectsIn(block, node, fleet) };
}

/**
 * A name in the key of a block, such as that in `backend www.web` and `frontend service-www-443`: the longest that fits. Or one at
 * the place of `frontend vip-web-443`.
 */
export function serviceIn(key: string, { services }: Fleet): string | undefined {
  const words = key.split(/[^\w-]+/).map((word) => word.replace(/^service-(.*)-\d+$/, "$1"));
  const [named] = [...services.keys()].filter((name) => words.includes(name)).sort((a, b) => b.length - a.length);
  const there = [...services.values()].filter(({ vip, frontends }) =>
    frontends.some(({ port }) => words.includes(`vip-${vip.name}-${port}`)),
  );
  return named ?? there.sort((a, b) => b.backends.length - a.backends.length)[0]?.name;
}

/** Other nodes and addresses in the key of a block: `protocol bgp kdc2-v4`, `Host web1`, `vip 192.0.2.43`. */
function subjectsIn(key: string, node: string, { nodes }: Fleet): string[] {
  const words = key
    .split(/[\s"'/]+/)
    .flatMap((word) => [word, word.replace(/-v[46]$/, "").replace(/^(?:listen|routes):/, "")]);
  return [...new Set(words.filter((word) => isIP(word) !== 0 || (word !== node && nodes.has(word))))];
}

/** The tree with all of these mistakes. */
export function plantAll(tree: Tree, mutants: readonly Mutant[]): Tree {
  return {
    ...tree,
    files: tree.files.map((file) => {
      const own = mutants.filter(({ node, path }) => file.place === `${node}/${path}`);
      if (own.length === 0) return file;
      const lines: (string | undefined)[] = file.content.bytes.toString("utf8").split("\n");
      for (const { at, was, line } of own) {
        if (lines[at] !== was) throw new Error(`line ${at} of ${file.place} is not ${JSON.stringify(was)}`);
        lines[at] = line;
      }
      return { ...file, content: textContent(lines.filter((line) => line !== undefined).join("\n")) };
    }),
  };
}

export function mutantText({ node, path, at, was, operator, line }: Mutant): string {
  const now = line === undefined ? operator : `${operator}: ${line.trim()}`;
  return `${node}/${path}:${at + 1}: ${was.trim()} → ${now}`;
}
