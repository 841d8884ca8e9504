import { type Access, FAMILIES, type Frontend, type Service } from "../../contract/fleet.ts";
import type { Subject } from "../../contract/subject.ts";
import { elements, find, textOf } from "../../contract/tree.ts";
import { narrowAccess } from "../../fleet/narrow-access.ts";
import { unionPrefixes } from "../../ip/prefix-lists.ts";

/** Who may ask each frontend of a service, and each path that has an access of its own. */
export function accessSubjects(service: Service): Subject[] {
  return service.frontends.flatMap((frontend) => {
    const whole = accessSubject(service, frontend, "/", frontend.access);
    if (frontend.protocol !== "http" || frontend.redirect) return [whole];
    const paths = service.routes.flatMap(({ path, access }) =>
      access === undefined ? [] : [accessSubject(service, frontend, path, access)],
    );
    return [whole, ...paths];
  });
}

function accessSubject(service: Service, frontend: Frontend, path: string, own: Access | undefined): Subject {
  const layers = [service.access, frontend.access, own].filter((access) => access !== undefined);
  const innermost = own ?? service.access;
  const except = [...new Set(layers.flatMap((access) => namesIn(access, "except")))];
  return {
    kind: "access",
    names: [service.name, frontend.name, path],
    facts: { from: allowed(layers, innermost), ...(except.length === 0 ? {} : { except }) },
    tree: innermost.tree,
  };
}

/** Names of the innermost access, or the prefixes that are left of it if the outer ones allow less. */
function allowed(layers: readonly Access[], innermost: Access): readonly string[] {
  const [service, ...narrower] = layers;
  if (service === undefined) return [];
  if (narrower.length === 0) return namesIn(service, "from");
  const left = FAMILIES.map((family) => narrowAccess(family, service, ...narrower).sources);
  const isWhole = FAMILIES.every((family, index) =>
    sameList(left[index] ?? [], unionPrefixes(family, innermost.from[family])),
  );
  return isWhole ? namesIn(innermost, "from") : left.flat();
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function namesIn(access: Access, key: "from" | "except"): string[] {
  return elements(find(access.tree, [key])).map(textOf);
}
