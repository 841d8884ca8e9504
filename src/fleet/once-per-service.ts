import type { Fleet, Service } from "../contract/fleet.ts";
import type { Surroundings } from "../contract/lone-service.ts";
import { oncePer } from "./once-per.ts";

/**
 * A function of a service and of what surrounds it, never of other services, whose result is computed once for as long as both are
 * the same objects.
 */
export function oncePerService<Answer>(
  work: (service: Service, fleet: Surroundings) => Answer,
): (service: Service, fleet: Fleet) => Answer {
  // Nodes are new objects if anything is new that services may name.
  const answersAmid = oncePer((_: Fleet["nodes"]) => new WeakMap<Service, Answer>());
  return (service, fleet) => {
    const answers = answersAmid(fleet.nodes);
    const known = answers.get(service);
    if (known !== undefined) return known;
    const answer = work(service, fleet);
    answers.set(service, answer);
    return answer;
  };
}
