import { type ConfigBlock, part } from "../config-text.ts";
import type { FrontendSection, ServiceFrontend } from "../frontend/frontend-sections.ts";
import { shareLine } from "./raw-shared.ts";

/** Where raw lines go in a frontend: HAProxy warns about rules that are out of its own order. */
export type RawPlace = "settings" | "connection" | "content" | "http" | "routing";

const PLACES: readonly { readonly place: RawPlace; readonly of: RegExp }[] = [
  { place: "routing", of: /^\s*(?:use_backend|default_backend)\b/ },
  { place: "http", of: /^\s*(?:http-request|http-response|http-after-response|redirect|compression|filter)\b/ },
  { place: "connection", of: /^\s*tcp-request\s+connection\b/ },
  { place: "content", of: /^\s*tcp-re(?:quest|sponse)\b/ },
  { place: "settings", of: /^/ },
];

/**
 * Raw lines of services (`haproxy:` of a frontend) for one place: unchanged, or with the service's condition if others
 * share the frontend. A line that all services have is written once.
 */
export function rawFrontendLines(section: FrontendSection, place: RawPlace): ConfigBlock[] {
  const said = new Set<string>();
  return section.entries.flatMap((entry) => {
    const { service, frontend } = entry;
    const lines = ownLines(entry, place).flatMap((line) => {
      const shared = section.sharers === 1 ? line : shareLine(section, entry, line);
      // Lines that cannot be shared are errors of the catalog, and never written.
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
