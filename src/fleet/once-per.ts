/** A function whose result for each thing, a part of a fleet, is computed once. */
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
