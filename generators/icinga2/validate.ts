import type { Node } from "../../src/contract/fleet.ts";
import type { Command } from "../../src/contract/generator.ts";
import { CONFIG_PATH } from "./names.ts";
import { certificatesOf } from "./requires.ts";

/**
 * `icinga2 daemon -C` writes caches, and changes to Icinga's own user, who need not exist where it is tried. So all that it
 * writes goes to a folder of its own, with links to the certificates, which it looks for beside its data; and it stays who
 * it is.
 */
const SCRIPT = [
  "config=$1; shift",
  'state=$(mktemp -d) || exit 1; trap \'rm -rf "$state"\' EXIT; trap "exit 1" HUP INT TERM',
  'mkdir "$state/certs" && cd "$state/certs" || exit 1',
  'ln -s "$@" . || exit 1',
  'icinga2 daemon -C -c "$config" -D Configuration.RunAsUser="$(id -un)" -D Configuration.RunAsGroup="$(id -gn)"' +
    ["CacheDir", "DataDir", "LogDir", "InitRunDir", "SpoolDir"]
      .map((folder) => ` -D Configuration.${folder}="$state"`)
      .join(""),
].join("\n");

/** The check as run on the node, with links to the certificates there. */
export function validateCommand(node: Node): Command {
  return { argv: ["sh", "-c", SCRIPT, "sh", `/${CONFIG_PATH}`, ...certificatesOf(node)] };
}
