import { createHash } from "node:crypto";
import type { DebFile } from "./deb-tree.ts";

/** Debian's names for Node's processors. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

export function debArchitecture(): string {
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined) throw new Error(`there is no Node to pack for ${process.arch}`);
  return architecture;
}

/** A prerelease, `1.0.0-rc.1`, needs a tilde in Debian to sort before its version. */
export function debVersion(version: string): string {
  return version.replace("-", "~");
}

/** The control file (deb-control(5)). Libraries are those that Node is linked with; `check` and `prove` use the daemons, `diff --base` git. */
export function debControl(version: string, description: string, tree: ReadonlyMap<string, DebFile>): string {
  const bytes = [...tree.values()].reduce((sum, { content }) => sum + content.length, 0);
  return `Package: intentlb
Version: ${debVersion(version)}
Architecture: ${debArchitecture()}
Section: net
Priority: optional
Maintainer: intentlb <intentlb@example.org>
Installed-Size: ${Math.ceil(bytes / 1024)}
Depends: libatomic1, libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 5.2)
Suggests: apache2, bird2, git, haproxy, icinga2, iproute2, nftables, openssl
Description: compiler from a catalog of services to load balancers
 ${description}.
`;
}

/** Checksums of all files, for `dpkg --verify` (deb-md5sums(5)). */
export function debChecksums(tree: ReadonlyMap<string, DebFile>): string {
  const lines = [...tree].map(([path, { content }]) => `${createHash("md5").update(content).digest("hex")}  ${path}\n`);
  return lines.join("");
}
