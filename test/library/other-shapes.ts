/** A value with one change, and a description of it. */
export interface OtherShape {
  readonly change: string;
  readonly value: unknown;
}

/** The value with a key added, a key renamed, or a value of a wrong type: each change that a format could have. */
export function otherShapes(value: unknown, path = "$"): OtherShape[] {
  const replaced = { change: `${path} replaced`, value: { unexpected: 1 } };
  if (Array.isArray(value)) {
    const inside = indexesOfKinds(value).flatMap((index) =>
      at(otherShapes(value[index], `${path}[${index}]`), (other) => value.with(index, other)),
    );
    return [replaced, ...inside];
  }
  if (typeof value !== "object" || value === null) return [replaced];
  const entries = Object.entries(value);
  return [
    replaced,
    { change: `a key in ${path}`, value: { ...value, unexpected: 1 } },
    ...entries.flatMap(([key, item]) => [
      {
        change: `${path}.${key} renamed`,
        value: Object.fromEntries(entries.map(([name, each]) => [name === key ? `${key}_` : name, each])),
      },
      ...at(otherShapes(item, `${path}.${key}`), (other) => ({ ...value, [key]: other })),
    ]),
  ];
}

function at(shapes: readonly OtherShape[], put: (value: unknown) => unknown): OtherShape[] {
  return shapes.map(({ change, value }) => ({ change, value: put(value) }));
}

/** The first element with each set of keys; the others are similar. */
function indexesOfKinds(list: readonly unknown[]): number[] {
  const kinds = list.map((item) => JSON.stringify(typeof item === "object" && item !== null ? Object.keys(item) : []));
  return [...new Set(kinds)].map((kind) => kinds.indexOf(kind));
}
