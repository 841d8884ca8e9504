/** Whether a path is another one or lies below it: prefixes of whole segments, `/` being above all. */
export function isUnder(path: string, prefix: string): boolean {
  return prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);
}
