import { block } from "../../../src/contract/block.ts";
import { compareText } from "../../../src/contract/compare-text.ts";
import type { Service } from "../../../src/contract/fleet.ts";
import { type ConfigText, config, listName } from "../config-text.ts";
import { aclPath, digest } from "../names.ts";
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

/** Conditions that limit a rule of a frontend section to these services; none if it has no others. */
export function scopeOfAll(section: FrontendSection, services: readonly Service[]): ConfigText[] {
  const listed = [...new Set(services)].sort((a, b) => compareText(a.name, b.name));
  const names = listed.map(({ name }) => name);
  if (names.length === section.sharers) return [];
  if (names.length <= INLINE) return [isService(names)];
  const path = aclPath(`services/${digest(names)}`);
  const lines = listed.map(({ name, tree }) => block(name, [field(name)], [tree]));
  return [config`{ var(${SERVICE}) -m str -f ${listName(path, lines)} }`];
}

/** Condition for one of these services, few enough for a line. */
export function isService(names: readonly string[]): string {
  return `{ var(${SERVICE}) -m str ${names.map(field).join(" ")} }`;
}
