import type { Node } from "../../src/contract/fleet.ts";
import type { Command } from "../../src/contract/generator.ts";
import { CONFIG_PATH } from "./names.ts";
import { certificatesOf } from "./requires.ts";

/**
 * `icinga2 daemon -C` writes caches, and switches to Icinga's own user, which need not exist on this machine. So
 * everything that it writes goes to a folder of its own, with links to the certificates, which it expects next to its
 * data; and it keeps running as the current user.
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
