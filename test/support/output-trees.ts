import { block, type OutputFile } from "../../src/contract/block.ts";
import { buildTree, type RootFile, type Tree } from "../../src/output/tree/build-tree.ts";

/** Path in the output folder (`lb1/etc/a.conf`) → text, whose lines become one block, or `-> target` of a link. */
export type Texts = Readonly<Record<string, string>>;

function outputFile(place: string, text: string, mode = 0o644): OutputFile {
  const slash = place.indexOf("/");
  const target = /^-> (.*)$/.exec(text)?.[1];
  const lines = target !== undefined ? [target] : text === "" ? [] : text.replace(/\n$/, "").split("\n");
  return {
    node: place.slice(0, slash),
    path: place.slice(slash + 1),
    daemon: "haproxy",
    mode,
    owner: "root:root",
    services: ["www"],
    blocks: [block("all", lines)],
    ...(target === undefined ? {} : { isLink: true }),
  };
}

/** A tree of files of one daemon; names without a slash become files of the root. */
export function treeOf(texts: Texts, modes: Readonly<Record<string, number>> = {}): Tree {
  const places = Object.entries(texts);
  const files = places
    .filter(([place]) => place.includes("/"))
    .map(([place, text]) => outputFile(place, text, modes[place]));
  const rootFiles: RootFile[] = places
    .filter(([place]) => !place.includes("/"))
    .map(([name, text]) => ({ name, text: `${text}\n` }));
  return treeOfFiles(files, rootFiles);
}

export function treeOfFiles(files: readonly OutputFile[], rootFiles: readonly RootFile[] = []): Tree {
  const units = [...new Set(files.map(({ node }) => node))].map((node) => ({
    node,
    daemon: "haproxy",
    requires: ["/etc/ssl/private/www.pem"],
    modules: [],
    check: ["haproxy", "-c", "-f", "/etc/haproxy/haproxy.cfg"],
    reload: ["systemctl", "reload", "haproxy"],
  }));
  return buildTree(files, units, rootFiles);
}
