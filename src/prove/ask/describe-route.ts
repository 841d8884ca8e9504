import type { BrokenPromise } from "../proof.ts";
import type { WrongRoute } from "./await-routes.ts";

/** What a router knows otherwise than was promised, once for each service whose VIP it is. */
export function describeRoute({ router, prefix, services, wanted, seen }: WrongRoute): BrokenPromise[] {
  const differing = [
    ...wanted.filter((name) => !seen.includes(name)),
    ...seen.filter((name) => !wanted.includes(name)),
  ];
  const owners = services.length === 0 ? [{}] : services.map((service) => ({ service }));
  return owners.map((owner) => ({
    ...owner,
    nodes: differing,
    asked: `route to ${prefix} on ${router}`,
    wanted: wanted.length === 0 ? "no route" : `announced by ${wanted.join(", ")}`,
    seen: seen.length === 0 ? "no route" : `announced by ${seen.join(", ")}`,
  }));
}
