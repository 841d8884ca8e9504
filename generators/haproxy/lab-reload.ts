import { type LabFile, textOf } from "../../src/contract/lab-daemon.ts";

const UNIT = "etc/systemd/system/haproxy.service.d/intentlb.conf";

/** Seconds for the new process to take over, and to learn what clients' members are from the one before. */
const TAKES_OVER = 10;
const LEARNS = 5;

/** Prints the answer of HAProxy's socket. */
const ASK = `perl -MIO::Socket::UNIX -e 'my $s = IO::Socket::UNIX->new(Peer => "/run/haproxy/admin.sock") or exit 1; print $s "$ARGV[0]\\n"; print <$s>'`;

/**
 * Reloads HAProxy as systemd would, by the lines of its generated unit (systemd.service(5), "ExecReload": `-` before a
 * program ignores that it fails), and waits until the new process answers and has the entries of shared tables.
 */
export function reloadLines(config: string, pidFile: string): (files: readonly LabFile[]) => string[] {
  return (files) => {
    const commands = [...(textOf(files, UNIT) ?? "").matchAll(/^ExecReload=(?<may>-?)(?<command>.+)$/gm)].map(
      ({ groups = {} }) => `${groups["command"]}${groups["may"] === "-" ? " || :" : ""}`,
    );
    return [
      `export CONFIG=${config} EXTRAOPTS= MAINPID=$(cat ${pidFile})`,
      `ask() { ${ASK} "$1" 2>/dev/null || :; }`,
      "running() { ask 'show info' | sed -n 's/^Pid: //p'; }",
      // Rates and counts of connections are not shared.
      `remembered() { ask 'show table' | awk '/^# table: per-source:/ { next } { sub(/.*used:/, ""); sum += $0 } END { print sum + 0 }'; }`,
      "before=$(running) entries=$(remembered)",
      ...commands,
      waitFor(`[ -n "$(running)" ] && [ "$(running)" != "$before" ]`, TAKES_OVER, "exit 1"),
      waitFor('[ "$(remembered)" -ge "$entries" ]', LEARNS, "break"),
    ];
  };
}

function waitFor(condition: string, seconds: number, otherwise: string): string {
  return `tries=0; until ${condition}; do [ $((tries += 1)) -lt ${seconds * 10} ] || ${otherwise}; sleep 0.1; done`;
}
