/** Sends commands to the operators' socket, one after the other; each response ends in a NUL. */
const PROGRAM = `
for my $question (@ARGV) {
    my $socket = IO::Socket::UNIX->new(Peer => "/run/haproxy/admin.sock") or die "HAProxy's socket: $!\\n";
    print $socket "$question\\n";
    print <$socket>, "\\0";
}`;

/** The command that queries a running HAProxy on its node; the socket is the generated one. */
export function askSocket(questions: readonly string[]): readonly string[] {
  return ["perl", "-MIO::Socket::UNIX", "-e", PROGRAM, ...questions];
}

/** Splits what the command printed into one response per command. */
export function splitAnswers(printed: string): string[] {
  return printed.split("\0").slice(0, -1);
}

/** Rows of a table, by the names of its columns: the first line that begins with `#` has them. */
export function readTable(text: string, separator: "," | " "): ReadonlyMap<string, string>[] {
  const [head = "", ...lines] = text.slice(text.indexOf("#")).split("\n");
  const names = head.replace(/^# */, "").split(separator);
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => new Map(line.split(separator).map((value, index) => [names[index] ?? "", value])));
}

/**
 * Bits of `srv_admin_state`, and those of `srv_check_state` for whether a server is checked and whether its checks are
 * paused; Management Guide 2.6, "show servers state".
 */
export const ADMIN_MAINTENANCE = 0x01 | 0x02 | 0x04 | 0x20;
export const ADMIN_DRAINING = 0x08 | 0x10;
export const CHECK_CONFIGURED = 0x02;
export const CHECK_ENABLED = 0x04;
export const CHECK_PAUSED = 0x08;
