import type { Listener } from "./listeners.ts";
import { type Printed, part } from "./printed.ts";

/** Where lines of the catalog go in a frontend, so that HAProxy need not warn about its own order of rules. */
export type RawPlace = "settings" | "connection" | "content" | "http" | "routing";

const PLACES: readonly { readonly place: RawPlace; readonly of: RegExp }[] = [
  { place: "routing", of: /^\s*(?:use_backend|default_backend)\b/ },
  { place: "http", of: /^\s*(?:http-request|http-response|http-after-response|redirect|compression|filter)\b/ },
  { place: "connection", of: /^\s*tcp-request\s+connection\b/ },
  { place: "content", of: /^\s*tcp-re(?:quest|sponse)\b/ },
  { place: "settings", of: /^/ },
];

/** Lines that services hand to HAProxy as they stand (`haproxy:` of a frontend), those of one place. */
export function rawFrontendLines(listener: Listener, place: RawPlace): Printed["blocks"] {
  return listener.entries.flatMap(({ service, frontend }) => {
    if (frontend.spec.haproxy === undefined) return [];
    const lines = frontend.spec.haproxy.filter((line) => PLACES.find(({ of }) => of.test(line))?.place === place);
    const about = `${place} lines of ${service.name}, frontend ${frontend.name}`;
    return part(`frontend ${listener.name}`, about, lines, [frontend.tree]);
  });
}
