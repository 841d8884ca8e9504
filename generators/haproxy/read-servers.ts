import type { ServerState } from "../../src/contract/lab-daemon.ts";

/** Asks HAProxy for all servers; the path is that of its admin socket, as generated. */
export const SHOW_SERVERS: readonly string[] = [
  "perl",
  "-MIO::Socket::UNIX",
  "-e",
  'my $socket = IO::Socket::UNIX->new(Peer => "/run/haproxy/admin.sock") or die "$!\\n"; print $socket "show servers state\\n"; print while <$socket>',
];

/** Bits of `srv_check_state`. */
const ENABLED = 0x04;
const PAUSED = 0x08;

/**
 * Servers in the answer of `show servers state`, version 1 (HAProxy's Management Guide, 9.3). Numbers say what runs: 0 stopped,
 * 1 starting, 2 running, 3 stopping softly.
 */
export function readServers(answer: string): ServerState[] {
  const lines = answer.split("\n").map((line) => line.trim());
  const columns =
    lines
      .find((line) => line.startsWith("# "))
      ?.slice(2)
      .split(" ") ?? [];
  return lines.flatMap((line) => {
    const cells = line.split(" ");
    if (line.startsWith("#") || cells.length < columns.length) return [];
    const cell = (column: string) => cells[columns.indexOf(column)] ?? "";
    // What an operator or the catalog keeps out is not down for being sick.
    if (cell("srv_admin_state") !== "0") return [];
    const isChecked = (Number(cell("srv_check_state")) & (ENABLED | PAUSED)) === ENABLED;
    return [
      {
        address: cell("srv_addr"),
        port: Number(cell("srv_port")),
        isUp: cell("srv_op_state") !== "0",
        isPending: isChecked && cell("srv_check_result") === "0",
      },
    ];
  });
}
