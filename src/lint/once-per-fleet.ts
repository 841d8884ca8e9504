import type { Fleet } from "../resolve/fleet.ts";

/** Makes an index that several rules use be built once for each fleet. Sound because a fleet never changes. */
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
