import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bashCompletion } from "../../src/cli/completion/bash-completion.ts";
import { fishCompletion } from "../../src/cli/completion/fish-completion.ts";
import { zshCompletion } from "../../src/cli/completion/zsh-completion.ts";
import { createProgram } from "../../src/cli/program.ts";
import { packageRoot } from "../../src/package-root.ts";
import { bundleFolder, bundleRequired } from "./bundle.ts";
import { dataFiles } from "./data-files.ts";
import { licenseTexts } from "./licenses.ts";
import { makeCode } from "./make-code.ts";
import { manPage } from "./man-page.ts";
import type { NodeBinary } from "./node-binary.ts";

/** A file of the Debian package. */
export interface DebFile {
  readonly content: string | Uint8Array;
  readonly mode: 0o644 | 0o755;
}

const HOME = "usr/lib/intentlb";

/** Debian 12 has no recent enough Node, so the package has its own. */
const START = `#!/bin/sh
exec /${HOME}/node /${HOME}/dist/src/cli/main.js "$@"
`;

/**
 * Files of the Debian package, path → file, sorted.
 * @param time of the package's files, in seconds since 1970
 */
export async function debTree(node: NodeBinary, time: string): Promise<ReadonlyMap<string, DebFile>> {
  const [program, required] = [await bundleFolder(), await bundleRequired()];
  const day = new Date(Number(time) * 1000).toISOString().slice(0, 10);
  const doc = "usr/share/doc/intentlb";
  const texts = new Map([
    ...[...dataFiles(), ...program.files, ...required.files].map(([path, text]) => [`${HOME}/${path}`, text] as const),
    ["usr/share/bash-completion/completions/intentlb", bashCompletion(createProgram())],
    ["usr/share/zsh/vendor-completions/_intentlb", zshCompletion(createProgram())],
    ["usr/share/fish/vendor_completions.d/intentlb.fish", fishCompletion(createProgram())],
    [`${doc}/copyright`, licenseTexts([...program.packages, ...required.packages])],
  ]);
  const compressed = new Map([
    ["usr/share/man/man1/intentlb.1.gz", manPage(createProgram(), day)],
    [`${doc}/changelog.gz`, readFileSync(join(packageRoot, "CHANGELOG.md"), "utf8")],
    [`${doc}/copyright.node.gz`, node.license],
  ]);
  const files: [string, DebFile][] = [
    ...[...texts].map(([path, content]): [string, DebFile] => [path, { content, mode: 0o644 }]),
    // No time and no name in its header.
    ...[...compressed].map(([path, text]): [string, DebFile] => [
      path,
      { content: gzipSync(text, { level: 9 }), mode: 0o644 },
    ]),
    [`${HOME}/dist/intentlb.code`, { content: makeCode(node.path, "same"), mode: 0o644 }],
    ["usr/bin/intentlb", { content: START, mode: 0o755 }],
    [`${HOME}/node`, { content: readFileSync(node.path), mode: 0o755 }],
  ];
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}
