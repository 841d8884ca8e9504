/** Whether a catalog includes a file, by its name; `.YAML` and `.Yml`, as other systems write it, count too. */
export function isYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}
