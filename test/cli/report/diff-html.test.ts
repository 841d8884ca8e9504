import { createHash } from "node:crypto";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { claimsJson } from "../../../src/claims/claims-json.ts";
import { diffHtml } from "../../../src/cli/report/diff/html/diff-html.ts";
import { Source } from "../../../src/contract/source.ts";
import type { Facts, FactValue, SubjectKind } from "../../../src/contract/subject.ts";
import { escapeControls } from "../../../src/diagnostics/escape-controls.ts";
import { compareSubjects } from "../../../src/diff/compare-subjects.ts";
import type { FileDiff } from "../../../src/diff/diff-files.ts";
import type { TreeDiff } from "../../../src/diff/diff-tree.ts";
import { packageRoot } from "../../../src/package-root.ts";
import type { Comparison } from "../../../src/words/comparison.ts";
import { wordsOf } from "../../../src/words/words-of.ts";
import { compileText } from "../../support/compile-text.ts";
import { readFolder } from "../../support/read-folder.ts";
import { type HtmlElement, readHtml } from "../../support/read-html.ts";
import { DIGEST, opens, treeDiff as sampleDiff, fileDiff as sampleFile, VIEW } from "./sample-diff.ts";

const LIMIT = 4_000_000;

/** Tabs, as generated files have them. */
function fileDiff(more: Partial<FileDiff>): FileDiff {
  return sampleFile({ lines: ["@@ -1,2 +1,2 @@", " global", "-\told", "+\tnew"], ...more });
}

function treeDiff(more: Partial<TreeDiff>): TreeDiff {
  return sampleDiff({ files: [fileDiff({})], ...more });
}

type About = readonly [SubjectKind, ...string[]];
type Promised = readonly (readonly [About, Facts])[];

/** What two trees promise, as if everything differed. */
function comparison(before: Promised, after: Promised): Comparison {
  const side = (promised: Promised) => new Map(promised.map(([about, facts]) => [JSON.stringify(about), facts]));
  const [old, now] = [side(before), side(after)];
  return {
    subjects: [],
    changes: [...before, ...after].map(([[kind, ...names]]) => ({ kind, names })),
    before: (kind, ...names) => old.get(JSON.stringify([kind, ...names])),
    after: (kind, ...names) => now.get(JSON.stringify([kind, ...names])),
  };
}

/** A service in which everything is called so. */
function promised(name: string, more: Facts = {}): Promised {
  return [
    [["network", name], { ipv4: [name, ...Object.keys(more)] }],
    [["vip", name], { ipv4: name, ipv6: name, ...more }],
    [["service", name], { vip: name, balance: { nodes: [name] }, ...more }],
    [["frontend", name, name], { port: name, transport: [name], protocol: "http", backend: name, ...more }],
    [["access", name, name, "/"], { from: [name], except: [name], ...more }],
    [["access", name, name, `/${name}`], { from: [name] }],
    [["backend", name, name], { port: name, members: { [name]: { state: name } } }],
    [["route", name, `/${name}`], { backend: name }],
    [["redirect", name, `/${name}`], { to: name }],
    [["port", name, name], { port: name, transport: name, from: [name], from_nodes: [name], nodes: [name], ...more }],
  ];
}

/** A difference in which every text is this one. */
function allCalled(text: string): TreeDiff {
  const lines = ["@@ -1 +1 @@", ` ${text}`, `-${text}`, `+${text}`];
  // A line break would make further lines of the file.
  const span = { source: new Source(text, text.replace(/[\r\n]/g, " ")), start: 0, end: 0 };
  return treeDiff({
    changes: [opens({ who: [text], parts: [text], what: text, places: [{ span, profile: text }] })],
    promises: comparison(promised(text), promised(text, { more: "more" })),
    files: [
      fileDiff({ nodes: [text], path: text, facts: [text], lines }),
      fileDiff({ nodes: [text], path: text, facts: [text], status: "blocked", isHandEdited: true, lines: [] }),
    ],
    nodes: { total: 1, changed: [{ node: text, reloads: [text], drops: [text] }] },
    isNew: true,
    isInterrupted: true,
  });
}

/** Elements that load nothing, run nothing and send nothing, with their attributes. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  html: ["lang"],
  head: [],
  meta: ["charset", "http-equiv", "content", "name"],
  title: [],
  style: [],
  body: [],
  a: ["href"],
  section: ["aria-labelledby"],
  div: ["class", "tabindex", "role", "aria-label"],
  pre: ["tabindex", "role", "aria-label"],
  span: ["class", "id", "aria-hidden"],
  svg: ["viewBox", "width", "height", "aria-hidden", "focusable"],
  rect: ["class", "x", "y", "width", "height", "rx"],
  circle: ["class", "cx", "cy", "r"],
  path: ["class", "d"],
  text: ["class", "x", "y"],
  ...Object.fromEntries(
    "header main footer h1 h2 h3 p ul li figure figcaption details summary code small strong bdi"
      .split(" ")
      .map((name) => [name, ["class", "id"]]),
  ),
};

/** What a page may not have: empty if it is harmless. */
function harmIn(elements: readonly HtmlElement[]): string[] {
  const ids = elements.flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]));
  return [
    ...elements.flatMap(({ name, attributes }) =>
      Object.keys(attributes)
        .filter((attribute) => !HARMLESS[name]?.includes(attribute))
        .map((attribute) => `${attribute} of ${name}`),
    ),
    ...elements.filter(({ name }) => HARMLESS[name] === undefined).map(({ name }) => name),
    ...ids.filter((id, index) => ids.indexOf(id) !== index || !/^[a-z]+(?:-\d+)?$/.test(id)).map((id) => `id ${id}`),
    ...elements.flatMap(({ attributes: { href } }) =>
      href === undefined || (href.startsWith("#") && ids.includes(href.slice(1))) ? [] : [`link to ${href}`],
    ),
  ];
}

/** Elements and attributes without texts, sizes and places. */
function skeleton(elements: readonly HtmlElement[]): string[] {
  return elements.map(({ name, attributes: { class: kind = "", href = "", id = "" } }) =>
    [name, kind, href, id].join(),
  );
}

const HOSTILE = [
  "</code></summary></details><script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  "x onload=alert(1)",
  "</style><style>*{background:url(https://evil.example/)}</style>",
  "</text></svg><svg onload=alert(1)>",
  "]]><![CDATA[<script>alert(1)</script>",
  "<!-- ",
  "--> <img src=x onerror=alert(1)>",
  "&lt;b&gt;&#60;script&#62;&amp;",
  "javascript:alert(1)",
  "#at-1",
  "<% throw 1 %><%= it %>",
  "__proto__",
  "constructor",
  "</title><base href=https://evil.example/>",
  "<plaintext>",
  "a\n\n<h1>Approved</h1>\n",
  "a\r\nb\u2028c",
  "\u0000\u001b[31m\u202e\ud800",
  "\ufeff",
];

describe("hostile text stays text", () => {
  const harmless = skeleton(readHtml(diffHtml(allCalled("x"), VIEW)));

  test.each(HOSTILE)("%j", (text) => {
    const html = diffHtml(allCalled(text), { ...VIEW, compared: { kind: "tree", folder: text } });
    const elements = readHtml(html);
    expect(harmIn(elements)).toEqual([]);
    expect(skeleton(elements)).toEqual(harmless);
    expect(html.replaceAll(/[\n\t]/g, "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    expect(elements.find(({ name }) => name === "body")?.text).toContain(`through ${escapeControls(text)}`);
  });

  test("any text of such characters", () => {
    const characters = fc.string({
      unit: fc.constantFrom(..."<>&\"'`/!-=% \t\n#;[]a:", "\u{1f600}", "\u202e", "script", "svg", "style", "on"),
    });
    fc.assert(
      fc.property(characters, (text) => {
        expect(harmIn(readHtml(diffHtml(allCalled(text), VIEW)))).toEqual([]);
      }),
    );
  });

  test("claims that somebody edited have any values", () => {
    const { value } = fc.letrec<{ value: FactValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<FactValue>(null, true, 1, "", "x", "<b>", "/"),
        fc.array(tie("value")),
        fc.dictionary(fc.string(), tie("value")) as fc.Arbitrary<FactValue>,
      ),
    }));
    const keys = fc.constantFrom(
      ...["from", "except", "vip", "ipv4", "members", "port", "transport", "backend", "balance", "nodes", "to", "x"],
    );
    fc.assert(
      fc.property(fc.dictionary(keys, value), (facts) => {
        const promises = comparison(promised("x", facts), promised("x"));
        expect(harmIn(readHtml(diffHtml(treeDiff({ promises }), VIEW)))).toEqual([]);
      }),
    );
  });
});

test("nothing is loaded, and only our own style is allowed", () => {
  const elements = readHtml(diffHtml(allCalled("x"), VIEW));
  const [policy] = elements.filter(({ attributes }) => attributes["http-equiv"] === "Content-Security-Policy");
  const styles = elements.filter(({ name }) => name === "style");
  const hash = createHash("sha256")
    .update(styles[0]?.text ?? "")
    .digest("base64");
  expect(styles.length).toBe(1);
  expect(policy?.attributes["content"]).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  );
  expect(styles[0]?.text).not.toMatch(/url\(|@import|@font-face/);
});

/** Texts of all elements of a name, on one line each. */
function textsOf(elements: readonly HtmlElement[], name: string): string[] {
  return elements.filter((element) => element.name === name).map(({ text }) => text.replace(/\s+/g, " ").trim());
}

test("a page has what matters first, under headings", () => {
  const span = { source: new Source("web.yaml", "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n"), start: 5, end: 6 };
  const changes = [opens({ places: [{ span, profile: "site" }] }), opens({ risk: "changes", what: "owner web" })];
  const elements = readHtml(diffHtml(treeDiff({ changes }), VIEW));
  expect(textsOf(elements, "h1")).toEqual(["Touches 1 of 3 nodes: 1 file, +1 −1 lines."]);
  expect(textsOf(elements, "title")).toEqual(["Touches 1 of 3 nodes: 1 file, +1 −1 lines. – intentlb diff"]);
  expect(textsOf(elements, "h2")).toEqual([
    "What changes for people",
    "Nodes that change",
    "Files",
    "Where it is written",
  ]);
  expect(textsOf(elements, "li")).toEqual([
    "! www: open to world on https web.yaml:2 through site",
    "www: owner web on https",
    "lb1: reload haproxy",
  ]);
  const [link] = elements.filter(({ name }) => name === "a");
  const target = elements.find(({ attributes }) => `#${attributes["id"]}` === link?.attributes["href"]);
  expect(target?.text.replace(/\s+/g, " ").trim()).toBe("▶ 2 b: 2");
  expect(textsOf(elements, "figcaption")).toEqual(["web.yaml, lines 1 to 5"]);
  expect(textsOf(elements, "summary")).toEqual(["lb1: etc/a.cfg +1 -1"]);
  expect(elements.filter(({ attributes }) => attributes["class"] === "removed").map(({ text }) => text)).toEqual([
    "-\told\n",
  ]);
  expect(textsOf(elements, "footer")).toEqual([`Digest of what a build writes: ${DIGEST}`]);
  expect(elements[0]?.attributes["lang"]).toBe("en");
});

test("words and numbers alone, if asked for", () => {
  const diff = allCalled("x");
  const words = textsOf(readHtml(diffHtml(diff, { ...VIEW, words: true })), "h2");
  expect(words).toEqual(["What changes for people", "Who talks to whom", "Nodes that change", "Where it is written"]);
  const stat = readHtml(diffHtml(diff, { ...VIEW, stat: true }));
  expect(textsOf(stat, "h2")).toEqual(["Nodes that change", "Files"]);
  expect(textsOf(stat, "pre")).toEqual([]);
});

test("places near each other share an excerpt, and one place has one anchor", () => {
  const text = Array.from({ length: 40 }, (_, index) => `line ${index + 1}\n`).join("");
  const source = new Source("a.yaml", text);
  const at = (line: number) => ({ span: { source, start: source.offset(line), end: source.offset(line) } });
  const changes = [
    opens({ places: [at(20), at(12)] }),
    opens({ what: "more", places: [at(40), at(12)] }),
    opens({ what: "gone" }),
  ];
  const elements = readHtml(diffHtml(treeDiff({ changes }), VIEW));
  expect(textsOf(elements, "figcaption")).toEqual([
    "a.yaml, lines 9 to 15",
    "a.yaml, lines 17 to 23",
    "a.yaml, lines 37 to 41",
  ]);
  expect(elements.flatMap(({ attributes: { href } }) => href ?? [])).toEqual(["#at-1", "#at-2", "#at-3", "#at-2"]);
});

describe("the picture of campus", () => {
  const files = readFolder(join(packageRoot, "examples/campus"));

  /** What is drawn after an edit, each with what happens to it. */
  function drawn(edits: readonly (readonly [path: string, from: string, to: string])[], more = {}, before = {}) {
    const edited: Record<string, string> = { ...files, ...more };
    for (const [path, from, to] of edits) {
      expect(edited[path]).toContain(from);
      edited[path] = edited[path]?.replace(from, to) ?? "";
    }
    const [old, now] = [compileText({ ...files, ...before }), compileText(edited)];
    const promises = compareSubjects(claimsJson(old.subjects ?? []), now.subjects ?? []);
    if (promises === undefined || now.fleet === undefined) throw new Error("campus does not compile");
    const { changes } = wordsOf(promises, now.fleet, []);
    const elements = readHtml(diffHtml(treeDiff({ changes, promises }), VIEW));
    expect(harmIn(elements)).toEqual([]);
    return {
      services: textsOf(elements, "h3").slice(new Set(changes.map(({ risk }) => risk)).size),
      words: elements
        .filter(({ name, attributes }) => name === "li" && /^(?:new|gone)$/.test(attributes["class"] ?? ""))
        .map(({ text }) => text.trim()),
      signs: elements.filter(({ attributes }) => /^sign /.test(attributes["class"] ?? "")).map(({ text }) => text),
      rest: textsOf(elements, "p"),
    };
  }

  test("a service is opened", () => {
    const inside = "        access:\n          from: [campus, vpn]\n";
    const { services, words, signs } = drawn([["services/directory.yaml", inside, "        limits: {}\n"]]);
    expect(services).toEqual(["ldap"]);
    expect(words).toContain("+ new: world except abusers → ldap");
    expect(words).toContain("− gone: vpn except abusers → ldap");
    expect(words.filter((text) => text.includes("ldaps"))).toEqual([]);
    expect(signs.sort()).toEqual(["+", "−", "−"]);
  });

  test("a VIP moves, of all services that use it", () => {
    const { services, words, signs } = drawn([["fleet.yaml", "ipv4: 192.0.2.25\n", "ipv4: 192.0.2.26\n"]]);
    expect(services).toEqual(["imap", "submission"]);
    expect(words.slice(0, 2)).toEqual(["− gone: imaps: 192.0.2.25", "+ new: imaps: 192.0.2.26"]);
    expect(signs).toEqual([]);
  });

  test("a member goes", () => {
    const { services, words } = drawn([["services/directory.yaml", "      ldap2: {}\n", ""]]);
    expect(services).toEqual(["ldap"]);
    expect(words).toEqual(["− gone: backend ldap: ldap2", "− gone: backend ldaps: ldap2"]);
  });

  test("a service comes, and one goes", () => {
    const wiki = "services:\n  wiki:\n    extends: campus-website\n    hostnames: [wiki.uni.example]\n";
    const document = "    apache: {document_root: /srv/www/wiki}\n";
    const { services, words } = drawn(
      [["services/resolver.yaml", "vip: resolver", "state: retired\n    vip: resolver"]],
      {
        "services/wiki.yaml": `${wiki}${document}`,
      },
    );
    expect(services).toEqual(["resolver: gone", "wiki: new"]);
    expect(words).toEqual(expect.arrayContaining(["− gone: campus → dns", "+ new: https → backend web"]));
  });

  test("the prefixes of a network change", () => {
    const { services, words } = drawn([
      ["fleet.yaml", "vpn:        [198.51.100.0/24,", "vpn:        [198.51.100.0/25,"],
    ]);
    expect(services).toContain("kerberos");
    expect(words).toEqual(expect.arrayContaining(["− gone: vpn: 198.51.100.0/24", "+ new: vpn: 198.51.100.0/25"]));
  });

  test("nothing that changes hides behind a number", () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const networks = names.map((name, index) => `  ${name}: [192.0.2.${index}/32]\n`).join("");
    const services = (except: readonly string[]) => ({
      "services/more.yaml":
        "services:\n  more:\n    extends: campus-website\n    hostnames: [more.uni.example]\n" +
        `    access: {from: [campus], except: [${except.join(", ")}]}\n    apache: {document_root: /srv/www/more}\n`,
      "networks.yaml": `networks:\n${networks}`,
    });
    const { words } = drawn([], services(names), services(names.slice(0, 5)));
    expect(words).toContain("− gone: campus except a, b, c, d, e → https");
    expect(words).toContain("+ new: campus except a, b, c, d, e, f → https");
  });

  test("what changes nothing about who talks to whom is counted", () => {
    const owner = "description: Learning management; long uploads, sticky sessions, its own VIP\n    owner: ";
    const { services, rest } = drawn([
      ["services/moodle.yaml", `${owner}web`, `${owner}mail`],
      ["services/directory.yaml", "      ldap2: {}\n", ""],
    ]);
    expect(services).toEqual(["ldap"]);
    expect(rest).toContain("Services that change, but not in who talks to whom: 1.");
  });
});

describe("a page has a limit", () => {
  const many = <T>(number: number, make: (index: number) => T): T[] =>
    Array.from({ length: number }, (_, index) => make(index));
  const source = new Source("a.yaml", many(60_000, (line) => `${"x".repeat(90)} ${line}\n`).join(""));
  const at = (line: number) => ({ span: { source, start: source.offset(line), end: source.offset(line) } });
  const service = (index: number, member: string): Promised =>
    promised(`s${index}`, Object.fromEntries(many(200, (key) => [`${member}${key}`, "<".repeat(40)])));

  test.each<[string, Partial<TreeDiff>, RegExp]>([
    [
      "many files",
      { files: many(9000, (file) => fileDiff({ path: `etc/${file}`, lines: [`+${"<".repeat(200)}`] })) },
      /\d+ files/,
    ],
    [
      "an endless line",
      { files: [fileDiff({ lines: ["+a", `+${"x".repeat(5_000_000)}`] })] },
      /1 file, 2 lines of files/,
    ],
    ["long files", { files: [fileDiff({ lines: many(2000, (line) => `+${line}`) })] }, /1500 lines of files/],
    [
      "many sentences",
      { changes: many(30_000, (what) => opens({ what: `for ${what} ${"&".repeat(20)}` })) },
      /\d+ sentences/,
    ],
    [
      "many places",
      { changes: many(9000, (line) => opens({ what: `${line}`, places: [at(line * 6)] })) },
      /\d+ sentences/,
    ],
    [
      "many services",
      {
        promises: comparison(
          many(300, (index) => service(index, "a")).flat(),
          many(300, (index) => service(index, "b")).flat(),
        ),
      },
      /288 pictures of services/,
    ],
    [
      "many nodes",
      {
        nodes: { total: 9000, changed: many(9000, (node) => ({ node: `n${node}`, reloads: [`d${node}`], drops: [] })) },
      },
      /\d+ groups of nodes/,
    ],
  ])("%s", (_name, more, left) => {
    const html = diffHtml(treeDiff(more), VIEW);
    expect(Buffer.byteLength(html)).toBeLessThan(LIMIT);
    const elements = readHtml(html);
    expect(harmIn(elements)).toEqual([]);
    expect(textsOf(elements, "footer")[0]).toMatch(left);
    expect(textsOf(elements, "footer")[0]).toContain(DIGEST);
  });

  test("only the whole page limits a file if everything is wanted", () => {
    const files = [fileDiff({ lines: many(2000, (line) => `+${line}`) })];
    const html = diffHtml(treeDiff({ files }), { ...VIEW, full: true });
    expect(html).toContain("+1999\n");
    expect(html).not.toContain("Left out");
  });
});

/** Contrast of two colours as WCAG 2.2 defines it, from 1 to 21. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [one, other].map(luminance).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.slice(1).match(/../g) ?? []).map((pair) => {
    const part = Number.parseInt(pair, 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test("every text can be read in light, in dark and on paper", () => {
  const html = diffHtml(treeDiff({}), VIEW);
  const palettes = [...html.matchAll(/:root \{([^}]*)\}/g)].map(
    ([, rules = ""]) =>
      new Map([...rules.matchAll(/--([\w-]+): (#\w{6});/g)].map(([, name = "", color = ""]) => [name, color])),
  );
  expect(palettes.length).toBe(3);
  const texts = ["text", "quiet", "link", "new", "gone", "moves"].flatMap((text) => [
    [text, "page"],
    [text, "panel"],
  ]);
  for (const palette of palettes) {
    for (const [text = "", ground = ""] of [
      ...texts,
      ["new", "new-panel"],
      ["gone", "gone-panel"],
      ["text", "cause"],
      ["quiet", "cause"],
    ]) {
      const ratio = contrast(palette.get(text) ?? "", palette.get(ground) ?? "");
      expect({ text, ground, isReadable: ratio >= 4.5 }).toEqual({ text, ground, isReadable: true });
    }
  }
});
