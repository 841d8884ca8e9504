import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffMarkdown } from "../../../src/cli/report/diff/diff-markdown.ts";
import { codeSpan, fence, htmlCode } from "../../../src/cli/report/diff/markdown-text.ts";
import { Source } from "../../../src/contract/source.ts";
import type { Effects } from "../../../src/words/effects.ts";
import { DIGEST, fileDiff, opens, treeDiff, VIEW } from "./sample-diff.ts";

/** Forges take 65,536 characters. */
const LIMIT = 65_536;

const NO_EFFECTS: Effects = {
  opened: [],
  added: [],
  stopped: [],
  withdrawn: [],
  shrunk: [],
  unblocked: [],
  rawLines: [],
};

/** What remains of a text if everything is taken out in which Markdown reads nothing; throws if a part has no end. */
function activeText(text: string): string {
  const active: string[] = [];
  let open: string | undefined;
  for (const line of text.split("\n")) {
    const [, ticks = ""] = /^ {0,3}(`{3,})[^`]*$/.exec(line) ?? [];
    if (open !== undefined) {
      if (ticks.length >= open.length && line.trim() === ticks) open = undefined;
    } else if (ticks !== "") open = ticks;
    else active.push(outsideSpans(line));
  }
  if (open !== undefined) throw new Error("a fence is not closed");
  return active.join("\n");
}

function outsideSpans(line: string): string {
  return line.replace(/<code>[^<>]*<\/code>/g, "").replace(/(?<!`)(`+)(?!`).*?[^`]\1(?!`)/g, "CODE");
}

/** Everything that may be outside of code. */
const OURS = [
  /^$/,
  /^\*\*(?:(?:Opens|Unblocks|Adds|Withdraws|Stops|Takes) [\w %,]+, t|T)ouches (?:no node|\d+ of \d+ nodes?)(?:: \d+ files?, \+\d+ −\d+ lines)?\.\*\*$/,
  /^\*\*Nothing changes\.\*\*$/,
  /^CODE$/,
  /^- CODE(?:, CODE)?$/,
  /^Nodes that change:$/,
  /^- CODE(?:, CODE)*(?: and \d+ more)?: (?:nothing to reload|(?:reload CODE(?:, CODE)*)?(?:; )?(?:no files of CODE(?:, CODE)* any more)?)$/,
  /^<details><summary>(?:and \d+ more)?<\/summary>$/,
  /^<\/details>$/,
  /^and \d+ lines? more$/,
  /^Left out: (?:\d+ (?:sentences?|groups? of nodes|files?|lines? of files)(?:, |\. ))+Run CODE to see everything\.$/,
  /^Compared with CODE\.$/,
  /^Digest of what a build writes: CODE$/,
];

function foreignLines(text: string): string[] {
  return activeText(text)
    .split("\n")
    .filter((line) => !OURS.some((form) => form.test(line)));
}

test("a comment begins with what matters, and ends with the digest", () => {
  expect(diffMarkdown(treeDiff({}), VIEW)).toBe(`**Touches 1 of 3 nodes: 1 file, +1 −1 lines.**

- \`! www: open to world on https\`

Nodes that change:

- \`lb1\`: reload \`haproxy\`

<details><summary><code>lb1: etc/a.cfg  +1 -1</code></summary>

\`\`\`diff
@@ -1,2 +1,2 @@
 global
-  old
+  new
\`\`\`

</details>

Compared with \`main (1a2b3c4d5e6f)\`.

Digest of what a build writes: \`${DIGEST}\`
`);
});

test.each([
  ["nothing", { changes: [], files: [], nodes: { total: 3, changed: [] } }, "**Nothing changes.**"],
  ["only what nodes need", { files: [], nodes: { total: 3, changed: [] } }, "**Touches no node.**"],
  [
    "a file beside the nodes",
    { files: [fileDiff({ nodes: [], path: "claims.json" })], nodes: { total: 3, changed: [] } },
    "**Touches no node: 1 file, +1 −1 lines.**",
  ],
  [
    "a file of several nodes",
    {
      files: [fileDiff({ nodes: ["lb1", "lb2"] })],
      nodes: { total: 3, changed: ["lb1", "lb2"].map((node) => ({ node, reloads: [], drops: [] })) },
    },
    "**Touches 2 of 3 nodes: 2 files, +2 −2 lines.**",
  ],
  [
    "what it does",
    {
      effects: {
        ...NO_EFFECTS,
        opened: ["shop", "wiki"],
        withdrawn: ["VIP 192.0.2.9"],
        shrunk: [
          { pool: "www.web", percent: 33 },
          { pool: "db.sql", percent: 50 },
        ],
      },
    },
    "**Opens 2 services to world, withdraws 1 VIP, takes 50 % or more from 1 pool, touches 1 of 3 nodes: 1 file, +1 −1 lines.**",
  ],
  [
    "all that it can do",
    { effects: { ...NO_EFFECTS, unblocked: ["192.0.2.0/24"], rawLines: ["www https"], stopped: ["a"], added: ["b"] } },
    "**Unblocks 1 network, adds raw lines, stops 1 service, adds 1 service, touches 1 of 3 nodes: 1 file, +1 −1 lines.**",
  ],
])("the first line counts: %s", (_name, more, first) => {
  expect(diffMarkdown(treeDiff(more), VIEW).split("\n")[0]).toBe(first);
});

test("nodes whose daemons do the same share a line", () => {
  const changed = [
    { node: "lb1", reloads: ["haproxy", "nftables"], drops: [] },
    { node: "lb2", reloads: ["haproxy", "nftables"], drops: [] },
    { node: "web1", reloads: ["nftables"], drops: ["apache"] },
    { node: "web2", reloads: [], drops: [] },
  ];
  const text = diffMarkdown(treeDiff({ nodes: { total: 9, changed } }), VIEW);
  expect(text).toContain(
    "- `lb1`, `lb2`: reload `haproxy`, `nftables`\n" +
      "- `web1`: reload `nftables`; no files of `apache` any more\n" +
      "- `web2`: nothing to reload\n",
  );
});

test("a new file is named and not shown, until everything is wanted", () => {
  const diff = treeDiff({
    files: [fileDiff({ status: "added", lines: ["@@ -0,0 +1,1 @@", "+new"], added: 1, removed: 0 })],
  });
  expect(diffMarkdown(diff, VIEW)).toContain("\n- `lb1: etc/a.cfg  new, 1 line`\n");
  expect(diffMarkdown(diff, VIEW)).toContain(
    "Left out: 2 lines of files. Run `intentlb diff --full` to see everything.",
  );
  expect(diffMarkdown(diff, { ...VIEW, full: true })).toContain("\n+new\n");
  expect(diffMarkdown(diff, { ...VIEW, full: true })).not.toContain("Left out");
});

test("words and numbers alone, if asked for", () => {
  const words = diffMarkdown(treeDiff({}), { ...VIEW, words: true });
  expect(words).toContain("open to world");
  expect(words).not.toMatch(/etc\/a\.cfg|Left out/);
  const stat = diffMarkdown(treeDiff({}), { ...VIEW, stat: true });
  expect(stat).toContain("\n- `lb1: etc/a.cfg  +1 -1`\n");
  expect(stat).not.toMatch(/open to world|@@|Left out/);
});

describe("hostile text stays text", () => {
  const HOSTILE = [
    "@everyone",
    "#1 GH-1 owner/repo#1 !2 %3 &4 ~label",
    "https://evil.example/ www.evil.example <https://evil.example>",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png)",
    "`",
    "``",
    "```",
    "a ``` b",
    "` @everyone `",
    "`x",
    "x`",
    "$`x`$",
    "\\`",
    " ` ",
    "</code></summary></details><script>alert(1)</script>",
    "<!-- ",
    "--> <img src=x onerror=alert(1)>",
    "&lt;b&gt;&#64;you",
    "a\n\n# Approved\n\n/approve\n",
    "a\r\n```\r\n@you",
    "\u2028```\u2028",
    "\u202e\u001b[31m",
    "| a | b |",
    "**bold** __x__ ~~y~~",
    "- [x] done",
    "[^1]: note",
  ];

  test.each(HOSTILE)("%j", (text) => {
    const lines = ["@@ -1 +1 @@", ` ${text}`, `-${text}`, `+${text}`, " ```", "+````"];
    const span = { source: new Source(text, ""), start: 0, end: 0 };
    const diff = treeDiff({
      changes: [opens({ who: [text], parts: [text], what: text, places: [{ span, profile: text }] })],
      files: [
        fileDiff({ nodes: [text], path: text, facts: [text], lines }),
        fileDiff({ nodes: [text], path: text, facts: [text], status: "added", isHandEdited: true }),
      ],
      nodes: { total: 1, changed: [{ node: text, reloads: [text], drops: [text] }] },
      isNew: true,
      isInterrupted: true,
    });
    for (const compared of [
      { kind: "base", ref: text, commit: "1a".repeat(20) },
      { kind: "tree", folder: text },
    ] as const) {
      const comment = diffMarkdown(diff, { ...VIEW, compared });
      expect(foreignLines(comment)).toEqual([]);
      expect(comment.replaceAll(/[\n\t]/g, "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  });

  test("any text of such characters", () => {
    const characters = fc.string({
      unit: fc.constantFrom(
        "`",
        "~",
        " ",
        "\t",
        "\n",
        "<",
        ">",
        "/",
        "@",
        "[",
        "]",
        "(",
        ")",
        "*",
        "$",
        "\\",
        "a",
        "&",
        "\u{1f600}",
      ),
    });
    fc.assert(
      fc.property(fc.array(characters, { minLength: 1 }), (texts) => {
        const [first = ""] = texts;
        const lines = texts.map((text) => `+${text}`);
        const diff = treeDiff({
          changes: texts.map((what) => opens({ what })),
          files: [fileDiff({ path: first, lines })],
          nodes: { total: 1, changed: [{ node: first, reloads: texts, drops: [] }] },
        });
        expect(foreignLines(diffMarkdown(diff, VIEW))).toEqual([]);
      }),
    );
  });

  test.each([
    ["a", "`a`"],
    ["a`b", "``a`b``"],
    ["`a", "`` `a ``"],
    ["``", "``` `` ```"],
    ["", "`  `"],
    [" a ", "`  a  `"],
    ["a\nb", "`a\\nb`"],
  ])("%j as code", (text, span) => {
    expect(codeSpan(text)).toBe(span);
  });

  test("a fence is longer than every run of backticks in it", () => {
    expect(fence(["+a"], "diff")).toBe("```diff\n+a\n```");
    expect(fence(["+```", " ````` "], "diff")).toBe("``````diff\n+```\n ````` \n``````");
  });

  test("HTML is spelled out", () => {
    expect(htmlCode(`<b a="1" c='2'>&amp;`)).toBe("<code>&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;</code>");
  });
});

describe("a comment has a limit", () => {
  const manyFiles = (number: number, lines: readonly string[]) =>
    Array.from({ length: number }, (_, index) => fileDiff({ path: `etc/${index}.cfg`, lines }));

  test.each([
    [
      "many files",
      treeDiff({ files: manyFiles(500, ["@@ -1 +1 @@", `+${"ä".repeat(500)}`]) }),
      /^Left out: \d+ files, \d+ lines of files\. /m,
    ],
    [
      "one endless line",
      treeDiff({ files: manyFiles(1, ["@@ -1 +1 @@", `+${"a".repeat(100_000)}`]) }),
      /^Left out: 1 file, 2 lines of files\. /m,
    ],
    ["wide characters", treeDiff({ files: manyFiles(90, [`+${"\u{1f600}".repeat(400)}`]) }), /^Left out: \d+ files/m],
    ["backticks", treeDiff({ files: manyFiles(3, [`+${"`".repeat(30_000)}`]) }), /^Left out: 3 files/m],
    [
      "many sentences",
      treeDiff({ changes: Array.from({ length: 3000 }, (_, index) => opens({ what: `for ${index}` })) }),
      /^Left out: \d+ sentences, 1 file/m,
    ],
    [
      "one endless sentence",
      treeDiff({ changes: [opens({ what: "x".repeat(100_000) }), opens()] }),
      /^Left out: 1 sentence\. /m,
    ],
    [
      "many nodes",
      treeDiff({
        nodes: {
          total: 5000,
          changed: Array.from({ length: 5000 }, (_, index) => ({
            node: `node-${index}`,
            reloads: [`d${index}`],
            drops: [],
          })),
        },
      }),
      /^Left out: \d+ groups of nodes\. /m,
    ],
  ])("%s", (_name, diff, left) => {
    const text = diffMarkdown(diff, { ...VIEW, full: true });
    expect(Buffer.byteLength(text)).toBeLessThan(LIMIT);
    expect(text.length).toBeLessThan(LIMIT);
    expect(text).toMatch(left);
    expect(text.endsWith(`\`${DIGEST}\`\n`)).toBe(true);
    expect(foreignLines(text)).toEqual([]);
  });

  test("names of refs and folders are cut", () => {
    const compared = { kind: "base", ref: "r".repeat(100_000), commit: "1a".repeat(20) } as const;
    const text = diffMarkdown(treeDiff({ isNew: true }), { ...VIEW, compared });
    expect(text.length).toBeLessThan(2_000);
    expect(text).toContain("open to world");
  });

  test("what is small is shown although something before it is too large", () => {
    const files = [...manyFiles(1, [`+${"a".repeat(100_000)}`]), fileDiff({ path: "etc/small.cfg" })];
    expect(diffMarkdown(treeDiff({ files }), VIEW)).toContain("etc/small.cfg");
  });

  test("a long file is cut, and sentences beyond the fortieth are folded", () => {
    const lines = Array.from({ length: 150 }, (_, index) => `+${index}`);
    const changes = Array.from({ length: 50 }, (_, index) => opens({ what: `for ${index}` }));
    const text = diffMarkdown(treeDiff({ changes, files: manyFiles(1, lines) }), VIEW);
    expect(text).toContain("+99\n```\n\nand 50 lines more\n\n</details>");
    expect(text).toContain("\n\n<details><summary>and 10 more</summary>\n\n- `! ");
    expect(text).toContain("Left out: 50 lines of files.");
    expect(foreignLines(text)).toEqual([]);
  });
});
