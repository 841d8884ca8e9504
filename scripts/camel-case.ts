/** `name-server` → `nameServer`: the exported constant of a folder or file with that name. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
