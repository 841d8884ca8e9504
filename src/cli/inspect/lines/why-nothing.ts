import { NAMED_SECTIONS } from "../../../catalog/validate/collect-definitions.ts";
import type { ValidDefinitions } from "../../../catalog/validate/validate-definitions.ts";
import type { Fleet } from "../../../contract/fleet.ts";
import type { Path } from "../../../contract/tree.ts";
import { isEmitted } from "../../../fleet/emitted.ts";
import { findReferences, type Reference } from "../find-references.ts";
import { SECTION_OF, SHOWN_KINDS } from "../shown-kinds.ts";
import { findThing, type Thing } from "../things.ts";

/**
 * Why a written value generates nothing; undefined if it is not known.
 * @param path From the top of the file.
 */
export function whyNothing(fleet: Fleet, definitions: ValidDefinitions, path: Path): string | undefined {
  const [section, given = ""] = path;
  const name = String(given);
  if (path.includes("accept")) return "it accepts findings, which changes nothing that is generated";
  if (path.at(-1) === "description") return "it is a description, for people who read the catalog";
  if (path.at(-1) === "extends") return "it names a profile, and the lines of that profile generate something";
  if (NAMED_SECTIONS.every((known) => known !== section)) return undefined;
  if (section === "profiles") return whyNoHeirs(fleet, name);
  const service = section === "services" ? fleet.services.get(name) : undefined;
  if (service !== undefined) return isEmitted(service) ? undefined : `service ${name} is ${service.state}`;
  const node = section === "nodes" ? fleet.nodes.get(name) : undefined;
  if (node !== undefined && !node.managed) return `intentlb does not manage node ${name}`;
  if (node?.state === "planned") return `node ${name} is planned`;
  const kind = SHOWN_KINDS.find((each) => SECTION_OF[each] === section);
  const thing = kind === undefined ? undefined : findThing(fleet, kind, name);
  return thing === undefined ? undefined : whyUnused(fleet, definitions, thing);
}

function whyUnused(fleet: Fleet, definitions: ValidDefinitions, thing: Thing): string | undefined {
  const isMembership = ({ path }: Reference) => thing.kind === "group" && path.startsWith("nodes.");
  const references = findReferences(fleet, definitions, thing).filter((reference) => !isMembership(reference));
  const what = `${thing.kind} ${thing.name}`;
  if (references.length === 0) return `nothing ${thing.kind === "group" ? "except its nodes " : ""}refers to ${what}`;
  const idle = [...fleet.services.values()].filter((service) => !isEmitted(service));
  const isIdle = ({ path }: Reference) => idle.some(({ name }) => path.startsWith(`services.${name}.`));
  return references.every(isIdle) ? `only services that are planned or retired refer to ${what}` : undefined;
}

function whyNoHeirs({ services }: Fleet, name: string): string | undefined {
  const heirs = [...services.values()].filter(({ profiles }) => profiles.includes(name));
  if (heirs.length === 0) return `no service inherits profile ${name}`;
  return heirs.some(isEmitted) ? undefined : `all services that inherit profile ${name} are planned or retired`;
}
