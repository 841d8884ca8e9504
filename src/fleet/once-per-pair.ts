/**
 * Keeps what follows from two things, which never change, for as long as both exist: from a tree and the table of the things that it
 * may name, or from a service and the nodes around it, which are new objects if anything is new that services may name. Answers that
 * are undefined are not kept, so that each service reports its own faults.
 * @returns a function of both and of the work that gives the answer
 */
export function oncePerPair<Answer extends object>(): <Now extends Answer | undefined>(
  around: object,
  thing: object,
  work: () => Now,
) => Answer | Now {
  const answers = new WeakMap<object, WeakMap<object, Answer>>();
  return (around, thing, work) => {
    let ofThings = answers.get(around);
    if (ofThings === undefined) {
      ofThings = new WeakMap();
      answers.set(around, ofThings);
    }
    const before = ofThings.get(thing);
    if (before !== undefined) return before;
    const answer = work();
    if (answer !== undefined) ofThings.set(thing, answer);
    return answer;
  };
}
