import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { OutputFile } from "../../../../../src/contract/block.ts";

/** Icinga's objects by type and name, with their attributes as Icinga prints them: `"text"`, `true`, `[ … ]`. */
export type Objects = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, string>>>;

/** Reads configuration $1 of node $2, like Icinga at its start. */
const CHECK = `
cd "$1" && mkdir -p state/certs && cd state/certs
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$2" -keyout "$2.key" -out "$2.crt" 2>/dev/null
cp "$2.crt" ca.crt && cd ../..
define="-D Configuration.RunAsUser=$(id -un) -D Configuration.RunAsGroup=$(id -gn)"
for place in CacheDir DataDir LogDir InitRunDir SpoolDir; do define="$define -D Configuration.$place=$1/state"; done
icinga2 daemon -C $(icinga2 daemon --help | grep -o -- --dump-objects) -c "$1/etc/icinga2/intentlb/icinga2.conf" $define`;

/** Then lists the resulting objects. */
const LIST = `${CHECK} >&2 || exit 1
mount --bind "$1/state" /var/cache/icinga2 && icinga2 object list $define`;

/** The objects that Icinga on a node creates from its files. */
export function listObjects(files: readonly OutputFile[], node: string): Objects {
  return parse(sayObjects(files, node));
}

/** The same, as printed by Icinga. */
export function sayObjects(files: readonly OutputFile[], node: string): string {
  return run(LIST, files, node);
}

/** Number of objects per type that Icinga on a node creates from its files. */
export function countObjects(files: readonly OutputFile[], node: string): Map<string, number> {
  const said = run(CHECK, files, node).matchAll(/ConfigItem: Instantiated (\d+) (\w+)\./g);
  return new Map([...said].map(([, count, type = ""]) => [type, Number(count)]));
}

function run(script: string, files: readonly OutputFile[], node: string): string {
  const root = mkdtempSync(join(tmpdir(), "intentlb-objects-"));
  try {
    for (const file of files.filter((each) => each.daemon === "icinga2" && each.node === node)) {
      const path = join(root, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.blocks.flatMap(({ lines }) => lines.map((line) => `${line}\n`)).join(""));
    }
    return execFileSync("unshare", ["-rm", "sh", "-c", script, "sh", root, node], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } finally {
    rmSync(root, { recursive: true });
  }
}

function parse(said: string): Objects {
  const objects = new Map<string, Map<string, Map<string, string>>>();
  for (const text of said.split(/^(?=Object ')/m)) {
    const [, name = "", type = ""] = /^Object '(.*)' of type '(\w+)':$/m.exec(text) ?? [];
    const attributes = [...text.matchAll(/^ {2}\* (\w+) = (.*)$/gm)].map(
      ([, key = "", value = ""]) => [key, value] as const,
    );
    objects.set(type, (objects.get(type) ?? new Map()).set(name, new Map(attributes)));
  }
  return objects;
}
