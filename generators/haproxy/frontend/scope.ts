import { block } from "../../../src/contract/block.ts";
import type { Service } from "../../../src/contract/fleet.ts";
import { aclPath } from "../names.ts";
import { type Files, HEADER } from "../printed.ts";
import { field } from "../quote.ts";
import type { Listener } from "./listeners.ts";

/** More than this many names go to a file: HAProxy takes 64 words to a line. */
const INLINE = 20;

/** Holds the name of the service that a request or connection is for. */
export const SERVICE = "txn.service";

/** Conditions under which a rule of a listener is about these services; none when it has no others. */
export function scope(listener: Listener, services: readonly Service[], what: string, files: Files): string[] {
  const names = [...new Set(services.map((service) => service.name))].sort();
  if (names.length === countServices(listener)) return [];
  if (names.length <= INLINE) return [isService(services)];
  const path = aclPath(`services/${listener.name}.${what}`);
  files.set(path, [HEADER, ...services.map((service) => block(service.name, [field(service.name)], [service.tree]))]);
  return [`{ var(${SERVICE}) -m str -f /${path} }`];
}

/** Condition that one of these services is meant, few enough for a line. */
export function isService(services: readonly Service[]): string {
  const names = [...new Set(services.map((service) => service.name))].sort();
  return `{ var(${SERVICE}) -m str ${names.map(field).join(" ")} }`;
}

const counts = new WeakMap<Listener, number>();

/** Services of a listener; counted once, since each of its services asks. */
function countServices(listener: Listener): number {
  const known = counts.get(listener);
  if (known !== undefined) return known;
  const count = new Set(listener.entries.map((entry) => entry.service)).size;
  counts.set(listener, count);
  return count;
}
