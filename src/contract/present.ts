/** The same object, in which keys that may be undefined may be absent instead. */
type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/**
 * An object without its undefined keys, to be spread into another: an optional property of a type is absent or has a
 * value, and is never `undefined` (`exactOptionalPropertyTypes`).
 */
export function present<T extends object>(object: T): Present<T>;
export function present(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) if (value !== undefined) kept[key] = value;
  return kept;
}
