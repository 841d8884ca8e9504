/** Whether a file of a catalog is read, by its name; `.YAML` and `.Yml`, as other systems write it, leave no file out. */
export function isYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}
