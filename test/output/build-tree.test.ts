import { describe, expect, test } from "vitest";
import { block, type OutputFile } from "../../src/contract/block.ts";
import { makeManifest } from "../../src/output/manifest/manifest.ts";
import { printManifest } from "../../src/output/manifest/print-manifest.ts";
import { parseManifest } from "../../src/output/manifest/read-manifest.ts";
import { buildTree, type Unit } from "../../src/output/tree/build-tree.ts";
import { sha256 } from "../../src/output/tree/sha256.ts";

const unit = (node: string, daemon = "haproxy"): Unit => ({
  node,
  daemon,
  requires: ["/etc/ssl/private/www.pem"],
  modules: [],
  check: ["haproxy", "-c", "-f", "/etc/haproxy/haproxy.cfg"],
  reload: ["systemctl", "reload", "haproxy"],
});

const file = (node: string, path: string, change: Partial<OutputFile> = {}): OutputFile => ({
  node,
  path,
  daemon: "haproxy",
  mode: 0o644,
  owner: "root:root",
  services: [],
  blocks: [block("all", ["text"])],
  ...change,
});

const link = (node: string, path: string, target: string): OutputFile =>
  file(node, path, { isLink: true, mode: 0o777, blocks: [block("link", [target])] });

test("lines of blocks become a text with a final newline; an array of blocks is rendered once", () => {
  const blocks = [block("a", ["one", "two"]), block("none", []), block("empty", [""]), block("b", ["thrée"])];
  const tree = buildTree(
    [file("lb2", "etc/x", { blocks }), file("lb1", "etc/x", { blocks }), file("lb1", "etc/empty", { blocks: [] })],
    [unit("lb1"), unit("lb2"), unit("without-files")],
  );
  expect(tree.files.map(({ place, content }) => [place, content.bytes.toString()])).toEqual([
    ["lb1/etc/empty", ""],
    ["lb1/etc/x", "one\ntwo\n\nthrée\n"],
    ["lb2/etc/x", "one\ntwo\n\nthrée\n"],
  ]);
  expect(tree.files[1]?.content).toBe(tree.files[2]?.content);
  expect(tree.files[1]?.content.sha256).toBe(sha256("one\ntwo\n\nthrée\n"));
  expect(tree.units.map(({ node }) => node)).toEqual(["lb1", "lb2"]);
});

describe("mistakes of a generator throw", () => {
  const cases: [string, OutputFile[], RegExp][] = [
    ["two files with one path", [file("lb1", "etc/x"), file("lb1", "etc/x")], /two files at lb1\/etc\/x/],
    ["a file that is also a folder", [file("lb1", "etc"), file("lb1", "etc/x")], /lb1\/etc is both/],
    [
      "the same with a name in between",
      [file("lb1", "a/b"), file("lb1", "a/b-c"), file("lb1", "a/b/c")],
      /lb1\/a\/b is both/,
    ],
    ["a path that leads out", [file("lb1", "../x")], /outside its node/],
    ["an absolute path", [file("lb1", "/etc/x")], /outside its node/],
    ["a path with a NUL", [file("lb1", "a\0b")], /outside its node/],
    ["a node that is a path", [file("lb1/etc", "x")], /outside its node/],
    ["a node that is the work folder", [file(".intentlb", "x")], /outside its node/],
    ["a node named like the manifest", [file("manifest.json", "x")], /manifest\.json is both/],
    ["a node named like a file next to its folder", [file("claims.json", "x")], /claims\.json is both/],
    ["a mode that lets everyone write", [file("lb1", "x", { mode: 0o666 })], /mode 666/],
    ["a mode with set-user-ID", [file("lb1", "x", { mode: 0o4755 })], /mode 4755/],
    ["a link that is absolute", [link("lb1", "etc/x/y", "/etc/passwd")], /link lb1\/etc\/x\/y leads out/],
    ["a link that leads out", [link("lb1", "etc/x/y", "../../../lb2/z")], /leads out of its node/],
    ["a link that leads out on the way", [link("lb1", "etc/x/y", "../z/../../../lb2")], /leads out of its node/],
    ["a link to nothing", [link("lb1", "etc/x/y", "")], /leads out of its node/],
    ["a file of no unit", [file("lb1", "x", { daemon: "bird" })], /no unit/],
    ["a line with a line end", [file("lb1", "x", { blocks: [block("b", ["a\nb"])] })], /line end/],
  ];

  test.each(cases)("%s", (_, files, message) => {
    expect(() =>
      buildTree(
        files,
        [...new Set(files.map(({ node }) => node))].map((node) => unit(node)),
        [{ name: "claims.json", text: "[]\n" }],
      ),
    ).toThrow(message);
  });
});

test("the manifest has everything that configuration management needs, and reads back unchanged", () => {
  const tree = buildTree(
    [
      file("lb1", "etc/haproxy/haproxy.cfg", { mode: 0o640, owner: "root:haproxy", services: ["mail", "www"] }),
      file("lb1", "etc/nftables.conf", { daemon: "nftables" }),
      { ...link("lb1", "etc/haproxy/enabled/a", "../available/a"), services: ["www"] },
    ],
    [unit("lb1", "nftables"), { ...unit("lb1", "haproxy"), modules: ["a"] }],
    [
      { name: "sourcemap.json", text: "{}", sealed: true },
      { name: "claims.json", text: "[]\n" },
    ],
  );
  const manifest = makeManifest(tree);
  const text = printManifest(manifest);
  expect(parseManifest(text)).toEqual({ kind: "manifest", manifest });
  const hash = sha256("text\n");
  expect(text.slice(0, text.indexOf('"seal"'))).toBe(`{
"format": 2,
"root": [
{"path":"claims.json","sha256":"${sha256("[]\n")}"},
{"path":"sourcemap.json"}
],
"units": [
{
"node": "lb1",
"daemon": "haproxy",
"check": ["haproxy","-c","-f","/etc/haproxy/haproxy.cfg"],
"reload": ["systemctl","reload","haproxy"],
"requires": ["/etc/ssl/private/www.pem"],
"modules": ["a"],
"files": [
{"path":"etc/haproxy/haproxy.cfg","sha256":"${hash}","mode":"0640","owner":"root:haproxy","services":["mail","www"]}
],
"links": [
{"path":"etc/haproxy/enabled/a","target":"../available/a","services":["www"]}
]},
{
"node": "lb1",
"daemon": "nftables",
"check": ["haproxy","-c","-f","/etc/haproxy/haproxy.cfg"],
"reload": ["systemctl","reload","haproxy"],
"requires": ["/etc/ssl/private/www.pem"],
"modules": [],
"files": [
{"path":"etc/nftables.conf","sha256":"${hash}","mode":"0644","owner":"root:root","services":[]}
],
"links": []}
],
`);
});
