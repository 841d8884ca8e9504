import type { Fleet } from "./fleet.ts";

/** Makes what several rules or stages work from be built once for each fleet. Sound because a fleet never changes. */
export function oncePerFleet<Index>(build: (fleet: Fleet) => Index): (fleet: Fleet) => Index {
  const built = new WeakMap<Fleet, Index>();
  return (fleet) => {
    const known = built.get(fleet);
    if (known !== undefined) return known;
    const index = build(fleet);
    built.set(fleet, index);
    return index;
  };
}
