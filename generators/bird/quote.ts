/**
 * A quoted symbol. Quotes allow dashes, dots and colons, but a keyword stays a keyword: names have a suffix or a prefix
 * for that reason. Throws on anything else; the schema rejects such names earlier.
 */
export function symbol(name: string): string {
  if (/^[A-Za-z0-9._:-]{1,64}$/.test(name)) return `'${name}'`;
  throw new Error(`${JSON.stringify(name)} is no symbol of BIRD`);
}

/** An address or prefix in canonical form, which needs no quoting. */
export function network(text: string): string {
  if (/^[0-9a-f.:]+(?:\/[0-9]{1,3})?$/.test(text)) return text;
  throw new Error(`${JSON.stringify(text)} is no address or prefix`);
}

/** Name of a network interface as a BIRD pattern that matches only that; the schema allows no wildcard in it. */
export function interfacePattern(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9._-]{0,14}$/.test(name)) return `"${name}"`;
  throw new Error(`${JSON.stringify(name)} is no network interface`);
}
