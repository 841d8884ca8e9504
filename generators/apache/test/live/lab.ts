import { lchownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Compilation } from "../../../../src/pipeline.ts";
import { throwAwayCertificate } from "../../../../test/support/check-haproxy.ts";
import type { HaproxyLab } from "../../../../test/support/live/haproxy-lab.ts";
import { apache } from "../../index.ts";
import { buildModel } from "../../model.ts";

/** Apache of a node, running in the namespace of a lab. */
export interface ApacheLab {
  /** Content of a log in `/var/log/apache2`. */
  log(name: string): string;
  /** Path of a file of `/var/log/apache2` outside Apache's namespace; Apache sees files that are put there. */
  logPath(name: string): string;
  /** Removes its files. Apache itself ends with the lab. */
  close(): void;
}

/** The surroundings of a node's Apache. */
interface Surroundings {
  /** Address of the load balancer. The kernel must use it as source for connections to members, because all are on one machine. */
  readonly from: string;
  /** Addresses of members. */
  readonly members: readonly string[];
  /** Files that the node serves, by absolute path below /srv. `-> target` is a link, `=> target` a link owned by another user. */
  readonly pages: Readonly<Record<string, string>>;
}

/**
 * Mounts a folder over the machine's own, so that Apache sees its files next to Debian's, as on a node. It then becomes
 * Apache as an ordinary user: Apache refuses to serve as root, and a namespace has no other users.
 */
const SCRIPT = `
set -e
for top in etc srv; do mount -t overlay overlay -o "ro,lowerdir=$top:/$top" "/$top"; done
mount --bind logs /var/log/apache2
mount -t tmpfs tmpfs /run
mkdir -p /run/apache2 /run/lock/apache2
for address in $2; do
  ip route replace local "$address" dev lo table local src "$1"
  # For IPv6 the kernel's own route is another one, and better.
  case $address in *:*) ip -6 route del local "$address" dev lo table local metric 0 ;; esac
done
echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start
. /etc/apache2/envvars
exec unshare --user --map-user=33 --map-group=33 apache2 -D FOREGROUND`;

/** Removes the folder when the lab ends, however it ends, and stops Apache with it. */
const OUTSIDE = `
cd "$1" || exit 1
setsid sh -c 'while kill -0 "$0" 2>/dev/null; do sleep 0.2; done; rm -rf "$1"' "$PPID" "$1" &
exec setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child sh -c "$2" sh "$3" "$4"`;

/** Starts Apache of a node from its generated files. */
export async function startApache(
  lab: HaproxyLab,
  compilation: Compilation,
  node: string,
  { from, members, pages }: Surroundings,
): Promise<ApacheLab> {
  const root = mkdtempSync(join(tmpdir(), "intentlb-apache-"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const link = (path: string, target: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  };
  const known = compilation.fleet?.nodes.get(node);
  if (compilation.fleet === undefined || known === undefined) throw new Error(`no node ${node}`);
  for (const file of compilation.files) {
    if (file.node !== node || file.daemon !== "apache") continue;
    const lines = file.blocks.flatMap((block) => block.lines);
    if (file.isLink) link(file.path, lines.join());
    else write(file.path, lines.map((line) => `${line}\n`).join(""));
  }
  for (const path of apache.daemon.requires?.(
    { fleet: compilation.fleet, model: buildModel(compilation.fleet) },
    known,
  ) ?? []) {
    write(path, throwAwayCertificate());
  }
  for (const [path, text] of Object.entries(pages)) {
    const [, sign, target = ""] = /^([-=])> (.*)$/.exec(text) ?? [];
    if (sign === undefined) write(path, text);
    else link(path, target);
    // An ordinary user cannot change owners, so the targets of these links keep theirs.
    if (sign === "=" && process.getuid?.() === 0) lchownSync(join(root, path), 65_534, 65_534);
  }
  mkdirSync(join(root, "logs"));
  await lab.do({
    do: "start",
    name: `apache of ${node}`,
    argv: ["sh", "-c", OUTSIDE, "sh", root, SCRIPT, from, members.join(" ")],
  });
  const logPath = (name: string): string => join(root, "logs", name);
  return {
    logPath,
    log: (name) => readFileSync(logPath(name), "utf8"),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}
