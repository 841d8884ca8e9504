import type { LabFile } from "../../contract/lab-daemon.ts";

const FOLDER = "etc/systemd/network/";

/**
 * Lines for `ip -batch` that do what systemd-networkd does with the files of a tree: interfaces of kind `dummy`, and
 * addresses. A bridge without ports replaces a dummy interface, which not every kernel has.
 */
export function networkdCommands(files: readonly LabFile[]): string[] {
  const texts = files
    .filter(({ path }) => path.startsWith(FOLDER))
    .map(({ path, bytes }) => ({ path, sections: sectionsOf(bytes.toString("utf8")) }));
  const names = texts.filter(({ path }) => path.endsWith(".netdev")).flatMap(({ sections }) => nameIn(sections));
  return [
    ...names.flatMap((name) => [`link add ${name} type bridge`, `link set ${name} up`]),
    ...texts
      .filter(({ path }) => path.endsWith(".network"))
      .flatMap(({ sections }) =>
        nameIn(sections).flatMap((name) => sections.flatMap((section) => addressCommands(section, name))),
      ),
  ];
}

/** A section of a unit file: its lines, by key; the last one of a key counts. */
type Section = ReadonlyMap<string, string>;

function sectionsOf(text: string): Section[] {
  return text.split(/^\[\w+\]$/m).map(
    (section) =>
      new Map(
        section.split("\n").flatMap((line): [string, string][] => {
          const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
          return key === undefined || value === undefined ? [] : [[key, value.trim()]];
        }),
      ),
  );
}

function nameIn(sections: readonly Section[]): string[] {
  return sections.flatMap((section) => section.get("Name") ?? []);
}

function addressCommands(section: Section, name: string): string[] {
  const address = section.get("Address");
  if (address === undefined) return [];
  const lifetime = section.get("PreferredLifetime");
  const times = lifetime === undefined ? "" : ` valid_lft forever preferred_lft ${lifetime}`;
  return [`address add ${address} dev ${name}${address.includes(":") ? " nodad" : ""}${times}`];
}
