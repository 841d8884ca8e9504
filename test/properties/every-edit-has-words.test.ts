import { expect, test } from "vitest";
import { stringify } from "yaml";
import type { Compilation } from "../../src/pipeline.ts";
import { compileText } from "../support/compile-text.ts";
import { changesBetween } from "../support/words-between.ts";
import { namedFiles, readEveryKey } from "./read-every-key.ts";

type Path = readonly (string | number)[];

/** Values of keys that have a choice. */
const CHOICES =
  "tcp udp http https tls header proxy-v1 proxy-v2 hidden round-robin least-connections source uri first random active " +
  "draining maintenance offline planned production testing retired 1.0 1.1 1.2 1.3 none lax strict sessions new-connections " +
  "per-client shared ignore sensitive default json 2.8 3.0 2.17 3.1 ipv4 ipv6 never owner always common vhost_combined A";

const FILES = namedFiles();
const CATALOG = readEveryKey();
const BEFORE = build(CATALOG);
const WRITTEN = textOf(BEFORE);

test("each edit of any key that changes a file has words", () => {
  const without: string[] = [];
  let edits = 0;
  for (const path of pathsIn(CATALOG)) {
    for (const after of acceptedEdits(path)) {
      if (textOf(after) === WRITTEN) continue;
      edits++;
      if (changesBetween(BEFORE, after).length === 0) without.push(path.join("."));
    }
  }
  // The service keeps the same network out, so nothing changes for anybody when its frontend no longer does, too.
  expect(without).toEqual(["services.www.frontends.https.access.except"]);
  expect(edits).toBeGreaterThan(250);
});

/** The catalog without the value, and with the first other value there that has no error. */
function* acceptedEdits(path: Path): Generator<Compilation> {
  const removed = build(edited(path, undefined));
  if (removed.subjects !== undefined) yield removed;
  for (const value of othersThan(valueAt(CATALOG, path))) {
    const after = build(edited(path, value));
    if (after.subjects === undefined) continue;
    yield after;
    return;
  }
}

function othersThan(value: unknown): readonly unknown[] {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value + 1, value - 1];
  if (typeof value !== "string") return [];
  const counted = value.replace(/(\d+)(?!.*\d)/, (digits) => String(Number(digits) + 1));
  const choices = CHOICES.split(" ");
  const others = [counted, `${value}x`, `${value}/x`, ...(choices.includes(value) ? choices : [])];
  return others.filter((other) => other !== value);
}

/** Paths of all values that are not sections. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  const inside = typeof value !== "object" || value === null ? [] : Object.entries(value);
  const own = path.length > 1 ? [path] : [];
  return [
    ...own,
    ...inside.flatMap(([key, each]) => pathsIn(each, [...path, Array.isArray(value) ? Number(key) : key])),
  ];
}

function edited(path: Path, value: unknown): unknown {
  const copy: unknown = structuredClone(CATALOG);
  const parent = valueAt(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  const key = path.at(-1) ?? "";
  if (value !== undefined) parent[key] = value;
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return copy;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], value);
}

function build(catalog: unknown): Compilation {
  return compileText({ ...FILES, "catalog.yaml": stringify(catalog, { aliasDuplicateObjects: false }) });
}

/** What daemons read of all files: comments promise nothing. */
function textOf({ files }: Compilation): string {
  const texts = files.map(({ node, path, mode, owner, blocks }) =>
    [
      node,
      path,
      mode,
      owner,
      ...blocks.flatMap(({ lines }) => lines.filter((line) => !/^\s*(?:#|\/\/)/.test(line))),
    ].join("\n"),
  );
  return texts.sort().join("\n\n");
}
