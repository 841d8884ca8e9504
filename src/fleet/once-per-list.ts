/**
 * A function of lists whose result is computed again only for a list with other elements than the last one that began with the same,
 * such as the services at a VIP. It must follow from the elements alone.
 */
export function oncePerList<Thing extends object, Answer>(
  work: (things: readonly Thing[]) => Answer,
): (things: readonly Thing[]) => Answer {
  const answers = new WeakMap<Thing, { readonly things: readonly Thing[]; readonly answer: Answer }>();
  return (things) => {
    const [first] = things;
    if (first === undefined) return work(things);
    const last = answers.get(first);
    if (last?.things.length === things.length && last.things.every((thing, index) => thing === things[index]))
      return last.answer;
    // A list that others fill again must not change the one that was seen.
    const seen = [...things];
    const answer = work(seen);
    answers.set(first, { things: seen, answer });
    return answer;
  };
}
