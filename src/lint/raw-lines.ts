import type { Tree } from "../catalog/tree.ts";
import { find } from "../catalog/tree.ts";
import type { Subject } from "../diagnostics/finding.ts";
import type { Fleet } from "../resolve/fleet.ts";
import { newPlaces } from "./new-places.ts";

/** A line that a daemon gets as it stands. */
export interface RawLine {
  /** Key of the daemon's block: `haproxy`. */
  readonly daemon: string;
  readonly text: string;
  readonly at: Tree;
  /** Where the daemon gets it: `global`, `frontend https of www`. */
  readonly where: string;
  readonly subject?: Subject;
}

/** All raw lines of the fleet. One of a profile is listed once, for the first service that inherits it. */
export function rawLines(fleet: Fleet): RawLine[] {
  const lines = linesOf("haproxy", find(fleet.tree, ["haproxy", "global"]), "the global section");
  lines.push(...linesOf("apache", find(fleet.tree, ["apache", "lines"]), "the server"));
  const isNew = newPlaces();
  for (const service of fleet.services.values()) {
    for (const line of linesOf("apache", find(service.tree, ["apache", "lines"]), `the site of ${service.name}`)) {
      if (isNew(line.at)) lines.push({ ...line, subject: { kind: "service", name: service.name } });
    }
    for (const kind of ["frontend", "backend"] as const) {
      for (const { name, tree } of kind === "frontend" ? service.frontends : service.backends) {
        for (const line of linesOf("haproxy", find(tree, ["haproxy"]), `${kind} ${name} of ${service.name}`)) {
          if (isNew(line.at)) lines.push({ ...line, subject: { kind: "service", name: service.name } });
        }
      }
    }
  }
  return lines;
}

function linesOf(daemon: string, list: Tree | undefined, where: string): RawLine[] {
  if (list?.kind !== "list") return [];
  return list.items.map((at) => ({ daemon, text: at.kind === "scalar" ? String(at.value) : "", at, where }));
}
