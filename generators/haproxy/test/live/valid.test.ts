import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { checkHaproxy, haproxyVerdict } from "../../../../test/support/check-haproxy.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { field, quote, quoteFormat } from "../../quote.ts";

const CASES = "generators/haproxy/cases";

describeWith(["haproxy", "openssl"], "HAProxy accepts what is generated", () => {
  test.each([
    ...readdirSync(join(packageRoot, CASES)).map((name) => `${CASES}/${name}/catalog`),
    ...readdirSync(join(packageRoot, "examples")).map((name) => `examples/${name}`),
  ])("%s", (catalog) => {
    const compilation = compileText(readFolder(join(packageRoot, catalog)));
    const errors = compilation.findings.filter((finding) => finding.severity === "error");
    expect(errors.map((finding) => finding.message)).toEqual([]);
    const configs = compilation.files.filter((file) => file.path === "etc/haproxy/haproxy.cfg");
    expect(configs.length).toBeGreaterThan(0);
    for (const { node, blocks } of configs) {
      expect(checkHaproxy(compilation, node)).toBe("");
      expect(new Set(blocks.map((block) => block.key)).size, `keys of ${node}`).toBe(blocks.length);
    }
  });

  test("any string without control characters is quoted as one word", () => {
    const texts = fc.sample(fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }), 300);
    const hostile = [
      "a b",
      "'",
      '"',
      "\\",
      "#",
      "$HOME",
      "\u0024{HOME}",
      "{}",
      "%",
      "%[src]",
      "; quit",
      "'; #",
      "\u202eabc",
    ];
    const plain = [...texts, ...hostile].filter((text) => !/[\u0000-\u001f\u007f\u2028\u2029]/.test(text));
    // A value that splits gives the directive too many words; one that swallows the rest of the line, too few.
    const lines = plain.map(
      (text) => `http-request set-header X-Test ${quoteFormat(text)} if { hdr(x) ${quote(`p${text}`)} }`,
    );
    expect(haproxyVerdict(frontend(lines))).toBe("");
    expect(haproxyVerdict(frontend(["http-request set-header X-Test a b if TRUE"]))).toContain("set-header");
  });

  test("what cannot be quoted is rejected", () => {
    for (const text of ["a\nb", "a\rb", "a\0b", "\u2028"]) expect(() => quote(text)).toThrow("cannot be a word");
    for (const text of ["", "a b", "a#b", "a\nb", "a]"]) expect(() => field(text)).toThrow("file of patterns");
  });
});

function frontend(lines: readonly string[]): string {
  const timeouts = "timeout client 1s\n timeout server 1s\n timeout connect 1s";
  return `defaults\n mode http\n ${timeouts}\nfrontend f\n bind 127.0.0.1:8080\n${lines.map((line) => ` ${line}\n`).join("")}`;
}
