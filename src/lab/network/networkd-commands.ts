import type { LabFile } from "../../contract/lab-daemon.ts";

const FOLDER = "etc/systemd/network/";

/**
 * Lines for `ip -batch` that do what systemd-networkd does with the files of a tree: interfaces of kind `dummy`, and
 * addresses. A bridge without ports replaces a dummy interface, which not every kernel has.
 */
export function networkdCommands(files: readonly LabFile[]): string[] {
  const texts = files
    .filter(({ path }) => path.startsWith(FOLDER))
    .map(({ path, bytes }) => ({ path, text: bytes.toString("utf8") }));
  const netdevs = texts.filter(({ path }) => path.endsWith(".netdev")).flatMap(({ text }) => valuesOf(text, "Name"));
  return [
    ...netdevs.flatMap((name) => [`link add ${name} type bridge`, `link set ${name} up`]),
    ...texts
      .filter(({ path }) => path.endsWith(".network"))
      .flatMap(({ text }) => {
        const [name] = valuesOf(text, "Name");
        return valuesOf(text, "Address").map(
          (address) => `address add ${address} dev ${name}${address.includes(":") ? " nodad" : ""}`,
        );
      }),
  ];
}

function valuesOf(text: string, key: string): string[] {
  return text.split("\n").flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1).trim()] : []));
}
