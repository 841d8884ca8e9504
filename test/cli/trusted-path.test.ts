import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cacheFolder, labFolder, makeCacheFolder } from "../../src/cli/cache/cache-folder.ts";
import { readTrusted, trustedFolder } from "../../src/cli/cache/trusted-path.ts";

const isRoot = process.geteuid?.() === 0;
const SOMEBODY = 65534;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "intentlb-"));
  mkdirSync(join(folder, "home/intentlb/builds"), { recursive: true, mode: 0o755 });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (path: string) => join(folder, path);
const found = () => cacheFolder({ XDG_CACHE_HOME: at("home") }, "builds");

function putFile(path: string): void {
  rmSync(at(path), { recursive: true });
  writeFileSync(at(path), "");
}

function putLink(path: string): void {
  rmSync(at(path));
  symlinkSync("home/intentlb", at(path));
}

test("a folder of the user is used, also below the temporary folder", () => {
  expect(found()).toBe(at("home/intentlb/builds"));
});

test.each([
  ["others can write to the cache folder", () => chmodSync(at("home"), 0o777)],
  ["others can write to our folder", () => chmodSync(at("home/intentlb"), 0o777)],
  ["others can write to our folder, but not remove our files", () => chmodSync(at("home/intentlb"), 0o1777)],
  ["a group can write to our folder", () => chmodSync(at("home/intentlb"), 0o775)],
  ["others can write to a folder in ours", () => chmodSync(at("home/intentlb/builds"), 0o777)],
  ["others can write to a parent folder", () => chmodSync(folder, 0o777)],
  [
    "it lies behind a link in a folder that others may write to",
    () => {
      mkdirSync(at("shared"));
      symlinkSync(at("home"), at("shared/link"));
      chmodSync(at("shared"), 0o777);
      return at("shared/link");
    },
  ],
  ["it is a file", () => putFile("home/intentlb")],
])("a cache is not used if %s", (_when, change) => {
  const home = change() ?? at("home");
  expect(cacheFolder({ XDG_CACHE_HOME: home }, "builds")).toBeUndefined();
});

test("links that only we can change are followed, to the real path", () => {
  symlinkSync("home", at("link"));
  symlinkSync(at("link"), at("link-to-link"));
  expect(trustedFolder(at("link-to-link/intentlb/../intentlb"))).toBe(at("home/intentlb"));
});

test("a loop of links leads nowhere", () => {
  symlinkSync("b", at("a"));
  symlinkSync("a", at("b"));
  expect(trustedFolder(at("a/x"))).toBeUndefined();
});

test("a missing one is created with access for us only, but not where others could write", () => {
  expect(makeCacheFolder({ XDG_CACHE_HOME: at("new/deep") }, "builds")).toBe(at("new/deep/intentlb/builds"));
  mkdirSync(at("shared"));
  chmodSync(at("shared"), 0o777);
  expect(makeCacheFolder({ XDG_CACHE_HOME: at("shared/new") }, "builds")).toBeUndefined();
  expect(trustedFolder(at("shared/new"))).toBeUndefined();
});

test("labs have a folder of this user if the cache cannot be used", () => {
  chmodSync(at("home"), 0o777);
  expect(labFolder({ XDG_CACHE_HOME: at("home") })).toMatch(/\/intentlb-\d+$/);
});

describe.skipIf(!isRoot)("of another owner", () => {
  test.each(["home", "home/intentlb", "home/intentlb/builds"])("%s makes the cache untrusted", (path) => {
    chownSync(at(path), SOMEBODY, SOMEBODY);
    expect(found()).toBeUndefined();
  });

  test("a file is not read", () => {
    writeFileSync(at("home/intentlb/builds/x"), "text", { mode: 0o600 });
    expect(readTrusted(at("home/intentlb/builds/x"))).toBe("text");
    chownSync(at("home/intentlb/builds/x"), SOMEBODY, SOMEBODY);
    expect(() => readTrusted(at("home/intentlb/builds/x"))).toThrow();
  });
});

test.each([
  ["that others can write", () => chmodSync(at("file"), 0o666)],
  ["behind a link", () => putLink("file")],
])("a file %s is not read", (_which, change) => {
  writeFileSync(at("file"), "text", { mode: 0o600 });
  change();
  expect(() => readTrusted(at("file"))).toThrow();
});
