/** Contents of a release, as read from the working folder. */
export interface Release {
  /** Of `package.json`. */
  readonly version: string;
  /** Of `package-lock.json`. */
  readonly lockedVersion: string;
  /** Text of `CHANGELOG.md`. */
  readonly changelog: string;
  /** Files that differ from the last commit, or are unknown to git. */
  readonly uncommitted: readonly string[];
  /** Whether the version's tag exists: absent, at the current commit, or at another one. */
  readonly tag: "absent" | "here" | "elsewhere";
  /** Paths in the tarball. */
  readonly packed: readonly string[];
  /** Paths that git knows. */
  readonly tracked: readonly string[];
  /** Paths that `package.json` refers to: programs and exports. */
  readonly promised: readonly string[];
}

/** Files that are read by path at run time, or that users expect. */
const NEEDED = [
  /^(?:README\.md|LICENSE|CHANGELOG\.md)$/,
  /^(?:schemas|services)\//,
  /^(?:generators|src)\/(?:[^/]+\/)+templates\//,
  /^src\/[^/]+\/programs\//,
];

/** Folders of the tarball that only developers need. */
const UNWANTED = /^(?:test|bench|scripts|examples|action|\.ci|\.git[^/]*|docs)\/|(?<!\.d)\.ts$|\.map$/;

/** Everything that prevents a release; empty if nothing does. */
export function releaseFaults(release: Release): string[] {
  return [...versionFaults(release), ...changelogFaults(release), ...gitFaults(release), ...tarballFaults(release)];
}

function versionFaults({ version, lockedVersion }: Release): string[] {
  const faults: string[] = [];
  if (!/^\d+\.\d+\.\d+$/.test(version)) faults.push(`package.json: version "${version}" is not of the form 1.2.3`);
  if (lockedVersion !== version) faults.push(`package-lock.json has version ${lockedVersion}, package.json ${version}`);
  return faults;
}

function changelogFaults({ version, changelog }: Release): string[] {
  const sections = changelog.split(/^(?=## )/m).slice(1);
  const [newest] = sections;
  const [, named, day] = /^## \[([^\]]+)\] - (.+)$/m.exec(newest ?? "") ?? [];
  if (named !== version) return [`CHANGELOG.md: the first section must be ## [${version}] - YYYY-MM-DD`];
  const faults: string[] = [];
  if (day === undefined || !isDay(day)) faults.push(`CHANGELOG.md: ${version} has no date, but "${day}"`);
  if (!/^- /m.test(newest ?? "")) faults.push(`CHANGELOG.md: ${version} has no entry`);
  return faults;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function gitFaults({ version, uncommitted, tag }: Release): string[] {
  const faults = uncommitted.map((path) => `${path} is not committed`);
  if (tag === "elsewhere") faults.push(`tag v${version} exists at another commit: this version is already released`);
  return faults;
}

function tarballFaults({ packed, tracked, promised }: Release): string[] {
  const has = new Set(packed);
  const needed = [...tracked.filter((path) => NEEDED.some((pattern) => pattern.test(path))), ...promised];
  const missing = [...new Set(needed)].filter((path) => !has.has(path));
  return [
    ...missing.sort().map((path) => `the tarball lacks ${path}`),
    ...packed.filter((path) => UNWANTED.test(path)).map((path) => `the tarball contains ${path}`),
  ];
}
