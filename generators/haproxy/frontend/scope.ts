import { block } from "../../../src/contract/block.ts";
import type { Service } from "../../../src/contract/fleet.ts";
import { type ConfigText, config, listName } from "../config-text.ts";
import { aclPath } from "../names.ts";
import { field } from "../quote.ts";
import type { FrontendSection } from "./frontend-sections.ts";

/** More names than this go to a file: HAProxy accepts 64 words per line. */
const INLINE = 20;

/** Holds the name of the service that a request or connection is for. */
export const SERVICE = "txn.service";

/** Conditions that limit a rule of a frontend section to this service; none if it has no other. */
export function scope({ sharers }: FrontendSection, service: Service): string[] {
  return sharers === 1 ? [] : [isService([service.name])];
}

/**
 * Conditions that limit a rule of a frontend section to these services; none if it has no others.
 *
 * @param what what the rule does, unique in the section: used to name the file of a long list
 */
export function scopeOfAll(section: FrontendSection, services: readonly Service[], what: string): ConfigText[] {
  const names = [...new Set(services.map((service) => service.name))].sort();
  if (names.length === section.sharers) return [];
  if (names.length <= INLINE) return [isService(names)];
  const path = aclPath(`services/${section.name}.${what}`);
  const lines = services.map((service) => block(service.name, [field(service.name)], [service.tree]));
  return [config`{ var(${SERVICE}) -m str -f ${listName(path, lines)} }`];
}

/** Condition for one of these services, few enough for a line. */
export function isService(names: readonly string[]): string {
  return `{ var(${SERVICE}) -m str ${names.map(field).join(" ")} }`;
}
