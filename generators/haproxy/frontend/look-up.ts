import { type Block, block } from "../../../src/contract/block.ts";
import { type ConfigText, config, listName } from "../config-text.ts";
import { type MapKind, mapPath } from "../names.ts";
import { field } from "../quote.ts";
import type { FrontendSection } from "./frontend-sections.ts";

/** `map_beg` takes the longest key that the text begins with (Configuration Manual 2.6, 7.3.1 "map_beg"). */
const CONVERTERS: Readonly<Record<MapKind, string>> = { hosts: "map_str", routes: "map_beg", canonical: "map_str" };

/**
 * An expression that looks something up in a map, which has the entries of all frontends: keys begin with the frontend's
 * name and a slash. No such name has a slash, so whatever a client sends, only entries of its own frontend can match.
 *
 * @param what arguments of `concat` that follow the slash: a variable, and text after it
 * @param entries the frontend's own, one block for each service
 */
export function lookUp(section: FrontendSection, kind: MapKind, what: string, entries: readonly Block[]): ConfigText {
  const own = entries.map(({ key, lines, causes }) =>
    block(
      `${section.name} ${key}`,
      lines.map((line) => `${section.name}/${line}`),
      causes,
    ),
  );
  return config`fe_name,concat(/,${what}),${CONVERTERS[kind]}(${listName(mapPath(kind), own)})`;
}

/** The same for the service that a request or connection is for, by the name that the client asked for. */
export function lookUpService(section: FrontendSection): ConfigText {
  const named = section.entries.filter(({ service }) => service.hostnames.length > 0);
  const entries = named.map(({ service: { name, hostnames, tree } }) =>
    block(
      name,
      hostnames.map((hostname) => `${field(hostname)} ${field(name)}`),
      [tree],
    ),
  );
  return lookUp(section, "hosts", "txn.host", entries);
}
