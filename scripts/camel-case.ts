/** `name-server` → `nameServer`: the constant that a folder or file of that name exports. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
