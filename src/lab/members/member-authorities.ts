import type { Fleet } from "../../contract/fleet.ts";
import { joinShared } from "../network/join-shared.ts";
import type { Listener } from "./listener.ts";

/**
 * Files of authorities that only stubs' certificates are of, in groups: each group has an authority of its own in the lab, so
 * that a load balancer that trusts another file does not trust the stub. Files that verify the same stub are in one group.
 * Files that also verify clients or generated servers stay with the lab's authority.
 */
export function memberAuthorities(fleet: Fleet, listeners: readonly Listener[]): string[][] {
  const services = [...fleet.services.values()];
  const taken = new Set([
    ...services.flatMap(({ frontends }) => frontends.flatMap(({ spec }) => spec.tls?.client_certificates?.ca ?? [])),
    ...[...fleet.certificates.values()].map(({ file }) => file),
  ]);
  const placesOf = new Map<string, string[]>();
  for (const { backends } of services) {
    for (const { spec, members } of backends) {
      if (spec.tls?.verify !== true || spec.tls.ca === undefined) continue;
      const places = members.map(({ node, port }) => `${node.name} ${port}`);
      placesOf.set(spec.tls.ca, [...(placesOf.get(spec.tls.ca) ?? []), ...places]);
    }
  }
  const generated = new Set(listeners.filter(({ played }) => !played).map(({ machine, port }) => `${machine} ${port}`));
  return joinShared([...placesOf], ([, places]) => places)
    .filter((group) =>
      group.every(([file, places]) => !taken.has(file) && !places.some((place) => generated.has(place))),
    )
    .map((group) => group.map(([file]) => file));
}
