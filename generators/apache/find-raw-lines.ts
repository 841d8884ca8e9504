import type { Fleet, Service } from "../../src/contract/fleet.ts";
import type { RawLine } from "../../src/contract/raw-line.ts";
import { find } from "../../src/contract/tree.ts";
import { newPlaces } from "../../src/diagnostics/new-places.ts";
import { isPlainWord, linesOf } from "../../src/fleet/lines-of.ts";
import { oncePer } from "../../src/fleet/once-per.ts";

/** Raw lines of the server and of sites. A profile's line is listed once, for the first service that inherits it. */
export function findRawLines(fleet: Fleet): RawLine[] {
  const isNew = newPlaces();
  const lines = linesOf(find(fleet.tree, ["apache", "lines"]), "the server").map(judge);
  for (const service of fleet.services.values()) {
    for (const line of linesOfService(service)) if (isNew(line.at)) lines.push(line);
  }
  return lines;
}

const linesOfService = oncePer(({ name, tree }: Service): readonly RawLine[] =>
  linesOf(find(tree, ["apache", "lines"]), `the site of ${name}`).map((line) =>
    judge({ ...line, subject: { kind: "service", name } }),
  ),
);

/** A section of Apache begins and ends with `<`, which is not a plain word. */
function judge(line: RawLine): RawLine {
  const [first = ""] = line.text.trim().split(/\s+/);
  return isPlainWord(first) ? line : { ...line, fault: { kind: "unclear" } };
}
