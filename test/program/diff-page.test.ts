import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { describeWith, programPath } from "../support/daemons.ts";
import { runCli } from "../support/run-cli.ts";

/** A mistake that opens a service, a member that goes, a VIP that moves, and what is longer than a line. */
const EDITS = [
  ["services/directory.yaml", "        access:\n          from: [campus, vpn]\n", "        limits: {}\n"],
  ["services/directory.yaml", "      ldap2: {}\n", ""],
  ["fleet.yaml", "ipv4: 192.0.2.25\n", "ipv4: 192.0.2.26\n"],
] as const;

/** Of a telephone, a tablet and a desk, in pixels. */
const WIDTHS = [360, 800, 1600];

/** Flags against what a browser does on its own; there is no network for it. */
const QUIET = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"];

describeWith(["chromium"], "the page of a difference, in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "intentlb-page-"));
  const url = pathToFileURL(join(folder, "diff.html")).href;
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(join(folder, "diff.html"), pageOfEdits(folder));
    browser = await chromium.launch({ executablePath: programPath("chromium") ?? "chromium", args: QUIET });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page, and fails if it asks for anything or if the browser complains. */
  async function inPage(options: BrowserContextOptions, body: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(url);
      await body(page);
      expect({ requests, complaints }).toEqual({ requests: [url], complaints: [] });
    } finally {
      await context.close();
    }
  }

  test.each(WIDTHS)("what matters comes first, and nothing is cut off at %i pixels", async (width) => {
    await inPage({ viewport: { width, height: 700 } }, async (page) => {
      await expect(page.locator("h1").textContent()).resolves.toMatch(/^Opens 1 service to world/);
      await expect(isInView(page.locator("h1"))).resolves.toBe(true);
      await expect(isInView(page.locator(".sentences li").first())).resolves.toBe(true);
      const widthOf = (name: string) => page.evaluate<number>(`document.documentElement.${name}`);
      await expect(widthOf("scrollWidth")).resolves.toBe(await widthOf("clientWidth"));
    });
  });

  test("a cause leads to its line in the catalog", async () => {
    await inPage({ viewport: { width: 1000, height: 500 } }, async (page) => {
      const link = page.locator(".sentences a", { hasText: "services/directory.yaml" }).first();
      const line = await targetOf(link);
      await expect(isInView(line)).resolves.toBe(false);
      await link.click();
      await expect(isInView(line)).resolves.toBe(true);
      await expect(styleOf(line, "outline-style")).resolves.toBe("solid");
    });
  });

  test("a cause is reached by keyboard, and one sees where one is", async () => {
    await inPage({ viewport: { width: 1000, height: 500 } }, async (page) => {
      await page.keyboard.press("Tab");
      const link = page.locator("a:focus-visible");
      await expect(styleOf(link, "outline-style")).resolves.not.toBe("none");
      const line = await targetOf(link);
      await page.keyboard.press("Enter");
      await expect(isInView(line)).resolves.toBe(true);
    });
  });

  test("files are folded until somebody opens them", async () => {
    await inPage({}, async (page) => {
      const file = page
        .locator("section[aria-labelledby=files] details", { hasText: "etc/haproxy/haproxy.cfg" })
        .first();
      await expect(file.locator("pre").isVisible()).resolves.toBe(false);
      await file.locator("summary").focus();
      await page.keyboard.press("Enter");
      await expect(file.locator("pre").isVisible()).resolves.toBe(true);
      await expect(file.locator(".added").first().isVisible()).resolves.toBe(true);
    });
  });

  test("every text of a picture is inside its box, and nothing is drawn over another", async () => {
    await inPage({ viewport: { width: 1600, height: 900 } }, async (page) => {
      const pictures = await page.locator("svg").all();
      expect(pictures.length).toBeGreaterThan(1);
      for (const picture of pictures) {
        const boxes = await boundsOf(picture.locator("rect"));
        const texts = await boundsOf(picture.locator("text:not(.sign)"));
        const signs = await boundsOf(picture.locator("circle"));
        expect(boxes.length).toBeGreaterThan(2);
        expect(texts.filter((text) => text.width > 0 && !boxes.some((box) => contains(box, text)))).toEqual([]);
        const drawn = [...boxes, ...signs];
        expect(drawn.filter((one) => drawn.some((other) => other !== one && overlap(one, other)))).toEqual([]);
      }
    });
  });

  test("it follows the reader's light or dark, and paper is white", async () => {
    const looks = async (options: BrowserContextOptions, media?: "print"): Promise<[number, number]> => {
      let found: [number, number] = [0, 0];
      await inPage(options, async (page) => {
        if (media !== undefined) await page.emulateMedia({ media });
        const [ground, text] = await Promise.all(
          ["background-color", "color"].map((name) => styleOf(page.locator("body"), name)),
        );
        found = [brightness(ground), brightness(text)];
      });
      return found;
    };
    const [light, dark] = [await looks({ colorScheme: "light" }), await looks({ colorScheme: "dark" })];
    expect(light[0]).toBeGreaterThan(light[1] + 150);
    expect(dark[1]).toBeGreaterThan(dark[0] + 150);
    expect(await looks({ colorScheme: "dark" }, "print")).toEqual([255, 0]);
  });

  test("all of it is there without scripts", async () => {
    await inPage({ javaScriptEnabled: false }, async (page) => {
      await expect(page.getByRole("heading", { name: "Who talks to whom" }).isVisible()).resolves.toBe(true);
      await expect(page.getByRole("link").first().isVisible()).resolves.toBe(true);
    });
  });
});

/** What `intentlb diff --format html` says of the edits of examples/campus. */
function pageOfEdits(folder: string): string {
  const catalog = join(folder, "campus");
  cpSync(join(packageRoot, "examples/campus"), catalog, { recursive: true });
  const before = join(folder, "out");
  expect(runCli(["build", catalog, "--out", before])).toMatchObject({ status: 0 });
  for (const [path, from, to] of EDITS) {
    const text = readFileSync(join(catalog, path), "utf8");
    expect(text).toContain(from);
    writeFileSync(join(catalog, path), text.replace(from, to));
  }
  const { status, stdout, stderr } = runCli(["diff", catalog, "--against", before, "--format", "html"]);
  expect({ status, stderr }).toMatchObject({ status: 2 });
  return stdout;
}

async function targetOf(link: Locator): Promise<Locator> {
  const href = await link.getAttribute("href");
  return link.page().locator(`[id="${href?.slice(1)}"]`);
}

/** Whether a reader sees it without scrolling. */
async function isInView(locator: Locator): Promise<boolean> {
  const bounds = await locator.boundingBox();
  const height = locator.page().viewportSize()?.height ?? 0;
  return bounds !== null && bounds.y >= 0 && bounds.y + bounds.height <= height;
}

function styleOf(locator: Locator, name: string): Promise<string> {
  return locator.evaluate(
    (element, property) => element.ownerDocument.defaultView.getComputedStyle(element).getPropertyValue(property),
    name,
  );
}

interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function boundsOf(locator: Locator): Promise<Bounds[]> {
  return locator.evaluateAll((elements) =>
    elements.map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { left, top, width, height };
    }),
  );
}

function contains(outer: Bounds, inner: Bounds): boolean {
  return (
    inner.left >= outer.left &&
    inner.top >= outer.top &&
    inner.left + inner.width <= outer.left + outer.width &&
    inner.top + inner.height <= outer.top + outer.height
  );
}

function overlap(one: Bounds, other: Bounds): boolean {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}

/** From 0 to 255, of `rgb(…)`. */
function brightness(color: string | undefined): number {
  const parts = (color?.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  return parts.reduce((sum, part) => sum + part, 0) / 3;
}
