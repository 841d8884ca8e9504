import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";

/** Folders without pages of ours: dependencies, compiled or built files, and expected texts. */
const FOREIGN = /(?:^|\/)(?:node_modules|dist|out|coverage|expected|\.git)$/;

/** All Markdown pages, by path in the project. */
const PAGES = new Map(
  pagesBelow(packageRoot).map((place) => [relative(packageRoot, place), readFileSync(place, "utf8")]),
);

function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = join(folder, entry.name);
    if (entry.isDirectory()) return FOREIGN.test(place) ? [] : pagesBelow(place);
    return entry.isFile() && entry.name.endsWith(".md") ? [place] : [];
  });
}

/** A path of ours in backticks, also within a command. */
const PATH = /(?<![\w./-])(?:src|generators|test|scripts|bench|docs|examples)\/[^\s`,;:()]*/g;

/** Paths in backticks on a page, up to the first placeholder: `<name>`, `*`, `NAME`, `…`. */
function pathsIn(text: string): string[] {
  const spans = text.match(/`[^`\n]+`/g) ?? [];
  return spans.flatMap((span) => span.match(PATH) ?? []).map(withoutPlaceholders);
}

function withoutPlaceholders(path: string): string {
  const parts = path.replace(/[./]+$/, "").split("/");
  const end = parts.findIndex((part) => /[<*{…]|^[A-Z]+$/.test(part));
  return parts.slice(0, end === -1 ? parts.length : end).join("/");
}

/** Targets of links that stay inside the project: path and heading. */
function linksIn(text: string): { path: string; heading: string | undefined }[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => ({ path: target.replace(/#.*$/, ""), heading: /#(.*)$/.exec(target)?.[1] }));
}

/** Anchors of a page's headings, as forges make them. */
function headingsOf(text: string): Set<string> {
  const titles = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => title);
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\w\s-]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
}

test("pages are found", () => {
  expect([...PAGES.keys()]).toEqual(expect.arrayContaining(["README.md", "docs/architecture.md"]));
});

test.each([...PAGES])("%s names only paths that exist", (_page, text) => {
  expect(pathsIn(text).filter((path) => !existsSync(join(packageRoot, path)))).toEqual([]);
});

test.each([...PAGES])("%s links only to pages and headings that exist", (page, text) => {
  const broken = linksIn(text).filter(({ path, heading }) => {
    const target = path === "" ? page : relative(packageRoot, join(packageRoot, dirname(page), path));
    if (!existsSync(join(packageRoot, target))) return true;
    return heading !== undefined && !headingsOf(PAGES.get(target) ?? "").has(heading);
  });
  expect(broken).toEqual([]);
});

/** Steps of a walk through the code: number, file, function. */
const STEPS = [...(PAGES.get("docs/architecture.md") ?? "").matchAll(/^\| \d \| `([^`]+)` \| `([^`]+)` \|/gm)].map(
  ([, file = "", name = ""]) => [file, name] as const,
);

test("the walks have steps, and at most eight each", () => {
  expect(STEPS.length).toBeGreaterThan(12);
  expect(PAGES.get("docs/architecture.md")).not.toMatch(/^\| 9 \|/m);
});

test.each(STEPS)("%s has the function %s", (file, name) => {
  expect(readFileSync(join(packageRoot, file), "utf8")).toMatch(new RegExp(`^(?:export )?function ${name}\\b`, "m"));
});

test("a path is cut at its first placeholder", () => {
  const text =
    "`npx vitest run test/golden`, `generators/*/cases`, `src/lint/rules/<subject>/<name>.ts`, `src/gone.ts`";
  expect(pathsIn(text)).toEqual(["test/golden", "generators", "src/lint/rules", "src/gone.ts"]);
});
