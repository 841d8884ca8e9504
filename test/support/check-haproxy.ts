import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { haproxy } from "../../generators/haproxy/index.ts";
import { buildModel } from "../../generators/haproxy/model.ts";
import type { OutputFile } from "../../src/contract/block.ts";
import type { Compilation } from "../../src/pipeline.ts";
import { programPath } from "./daemons.ts";

/** Text of a generated file. */
function textOf(file: OutputFile): string {
  return file.blocks.flatMap((block) => block.lines.map((line) => `${line}\n`)).join("");
}

/** Files of one node that HAProxy reads, by path on the node. */
export function haproxyFiles(compilation: Compilation, node: string): Map<string, string> {
  const files = compilation.files.filter((file) => file.daemon === "haproxy" && file.node === node);
  return new Map(files.map((file) => [file.path, textOf(file)]));
}

/** The throw-away certificate of this process, which replaces those of nodes. */
export const throwAwayCertificate: () => string = once(makeCertificate);

/** A self-signed certificate with its key in one text; it covers `*.uni.example` and more. */
export function makeCertificate(): string {
  const folder = mkdtempSync(join(tmpdir(), "intentlb-certificate-"));
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const names = "DNS:*.uni.example,DNS:uni.example,DNS:*.api.uni.example,DNS:localhost";
  const made = spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
    ...["-keyout", key, "-out", certificate, "-subj", "/CN=throw-away", "-addext", `subjectAltName=${names}`],
  ]);
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  const pem = readFileSync(certificate, "utf8") + readFileSync(key, "utf8");
  rmSync(folder, { recursive: true });
  return pem;
}

/**
 * Writes a node's files below a folder, with every path in them pointing there, and throw-away certificates where the
 * node would have real ones. Line numbers stay the same.
 */
export function layOut(files: ReadonlyMap<string, string>, required: readonly string[], root: string): string {
  const below = (text: string): string => {
    const paths = [...new Set(["/etc/haproxy/", ...required])].sort((a, b) => b.length - a.length);
    const pattern = new RegExp(paths.map((path) => path.replace(/[.+]/g, "\\$&")).join("|"), "g");
    return text.replace(pattern, (path) => join(root, path));
  };
  for (const [path, text] of files) write(join(root, path), path.endsWith(".http") ? text : below(text));
  for (const path of required) write(join(root, path), throwAwayCertificate());
  return join(root, "etc/haproxy/haproxy.cfg");
}

/** HAProxy's messages about a node's files; empty if it accepts them without a warning. */
export function checkHaproxy(compilation: Compilation, node: string): string {
  const { fleet } = compilation;
  const known = fleet?.nodes.get(node);
  if (fleet === undefined || known === undefined) throw new Error(`no node ${node}`);
  return withFolder((root) => {
    const required = haproxy.daemon.requires?.({ fleet, model: buildModel(fleet) }, known) ?? [];
    const config = layOut(haproxyFiles(compilation, node), required, root);
    const { argv } = haproxy.daemon.validate(known);
    return verdict(argv.slice(1).map((word) => (word.startsWith("/") ? config : word)));
  });
}

/** HAProxy's messages about a configuration that reads no other files. */
export function haproxyVerdict(text: string): string {
  return withFolder((root) => {
    write(join(root, "haproxy.cfg"), text);
    return verdict(["-c", "-f", join(root, "haproxy.cfg")]);
  });
}

/** `-q` would hide warnings. */
function verdict(argv: readonly string[]): string {
  const words = argv.filter((word) => word !== "-q");
  const result = spawnSync(programPath("haproxy") ?? "haproxy", words, { encoding: "utf8" });
  if (result.status !== 0) return `${result.stderr}exit ${result.status}`;
  return result.stderr
    .split("\n")
    .filter((line) => /\[(?:ALERT|WARNING)\]/.test(line))
    .join("\n");
}

function withFolder<T>(work: (folder: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), "intentlb-haproxy-"));
  try {
    return work(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
