import { type ConfigBlock, part } from "../config-text.ts";
import type { FrontendSection, ServiceFrontend } from "../frontend/frontend-sections.ts";
import { shareLine } from "./raw-shared.ts";

/** Where lines of the catalog go in a frontend, so that HAProxy need not warn about its own order of rules. */
export type RawPlace = "settings" | "connection" | "content" | "http" | "routing";

const PLACES: readonly { readonly place: RawPlace; readonly of: RegExp }[] = [
  { place: "routing", of: /^\s*(?:use_backend|default_backend)\b/ },
  { place: "http", of: /^\s*(?:http-request|http-response|http-after-response|redirect|compression|filter)\b/ },
  { place: "connection", of: /^\s*tcp-request\s+connection\b/ },
  { place: "content", of: /^\s*tcp-re(?:quest|sponse)\b/ },
  { place: "settings", of: /^/ },
];

/**
 * Lines that services hand to HAProxy (`haproxy:` of a frontend), those of one place: as they stand, or under the
 * condition that the service is meant where others share the frontend. What all services say alike is said once.
 */
export function rawFrontendLines(section: FrontendSection, place: RawPlace): ConfigBlock[] {
  const said = new Set<string>();
  return section.entries.flatMap((entry) => {
    const { service, frontend } = entry;
    const lines = ownLines(entry, place).flatMap((line) => {
      const shared = section.sharers === 1 ? line : shareLine(section, entry, line);
      // What can't be shared is an error of the catalog, and never written.
      if (typeof shared !== "string" || said.has(shared)) return [];
      if (section.sharers > 1) said.add(shared);
      return [shared];
    });
    const about = `${service.name}: ${place} lines from the catalog (frontend ${frontend.name})`;
    return part(`frontend ${section.name}`, about, lines, [frontend.tree]);
  });
}

/** Whether a service has lines of one place in its frontend. */
export function hasRawLines(entry: ServiceFrontend, place: RawPlace): boolean {
  return ownLines(entry, place).length > 0;
}

function ownLines({ frontend }: ServiceFrontend, place: RawPlace): string[] {
  return (frontend.spec.haproxy ?? []).filter((line) => PLACES.find(({ of }) => of.test(line))?.place === place);
}
