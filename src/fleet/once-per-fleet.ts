import type { Fleet } from "../contract/fleet.ts";

/** Makes what several rules or stages work from be built once for each fleet. Sound because a fleet never changes. */
export function oncePerFleet<Index>(build: (fleet: Fleet) => Index): (fleet: Fleet) => Index {
  return oncePer(build);
}

/** A function whose answer about each thing, a part of a fleet, is worked out once. */
export function oncePer<Thing extends object, Answer>(work: (thing: Thing) => Answer): (thing: Thing) => Answer {
  const answers = new WeakMap<Thing, Answer>();
  return (thing) => {
    const known = answers.get(thing);
    if (known !== undefined) return known;
    const answer = work(thing);
    answers.set(thing, answer);
    return answer;
  };
}
