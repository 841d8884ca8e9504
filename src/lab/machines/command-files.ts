import { FAMILIES, type Fleet, type Service } from "../../contract/fleet.ts";
import { type LabFile, labFile } from "../../contract/lab-daemon.ts";
import type { Machine } from "../network/lab-plan.ts";

/**
 * Stand-ins for checks that are the user's own programs: the lab's stubs would not pass the real ones, which
 * may not be installed here, either. They test whether the service's TCP ports, or else its UDP ports, answer at its VIP. The
 * lab's stubs send a greeting there; behind a load balancer a connection is enough. Those that only monitoring runs test how they
 * are called.
 */
export function commandFiles({ node }: Machine, fleet: Fleet): LabFile[] {
  const programs = new Map<string, string>();
  for (const service of fleet.services.values()) {
    const [program] = service.health.check?.command ?? [];
    if (program !== undefined && node !== undefined && service.balance.nodes.includes(node))
      programs.set(program, standIn(service));
  }
  if (node?.roles.has("monitoring")) {
    for (const [program, calls] of monitoringCalls(fleet)) {
      if (!programs.has(program)) programs.set(program, calledAs(calls));
    }
  }
  return [...programs].map(([program, text]) => labFile(program, text, 0o755));
}

/** Calls of each program that monitoring hosts run: the service, the address and its family, and the arguments. */
function monitoringCalls({ services }: Fleet): Map<string, string[][]> {
  const calls = new Map<string, string[][]>();
  for (const { name, vip, monitoring } of services.values()) {
    for (const { question } of monitoring.checks) {
      const [program, ...args] = question.command ?? [];
      if (program === undefined) continue;
      const own = FAMILIES.flatMap((family) =>
        vip[family] === undefined ? [] : [[name, vip[family], family, ...args]],
      );
      calls.set(program, [...(calls.get(program) ?? []), ...own]);
    }
  }
  return calls;
}

function calledAs(calls: readonly (readonly string[])[]): string {
  const known = calls.map((call) => Buffer.from(call.join("\0")).toString("hex"));
  return `#!/usr/bin/perl
use strict;
my $called = join "\\0", @ENV{qw(INTENTLB_SERVICE INTENTLB_ADDRESS INTENTLB_FAMILY)}, @ARGV;
if (!grep { $_ eq unpack 'H*', $called } qw(${known.join(" ")})) {
    print "not called as the catalog says: ", $called =~ tr/\\0/ /r, "\\n";
    exit 2;
}
print "called as the catalog says\\n";
`;
}

function standIn(service: Service): string {
  const ports = (transport: "tcp" | "udp") =>
    service.frontends.filter(({ transports }) => transports.includes(transport)).map(({ port }) => port);
  const transport = ports("tcp").length > 0 ? "tcp" : "udp";
  const places = FAMILIES.flatMap((family) => {
    const address = service.vip[family];
    return address === undefined ? [] : ports(transport).map((port) => `${address}/${port}`);
  });
  const answers = transport === "udp" || service.balance.by === "anycast";
  return `#!/usr/bin/perl
use strict;
use IO::Socket::IP;
alarm 5;
for my $place (qw(${places.join(" ")})) {
    my ($host, $port) = split '/', $place;
    my %peer = (PeerHost => $host, PeerPort => $port, Proto => '${transport}', Timeout => 1);
    my $socket = IO::Socket::IP->new(%peer) or exit 2;
    $socket->send('there?') if '${transport}' eq 'udp';
    exit 2 if ${answers ? 1 : 0} && !sysread $socket, my $answer, 100;
}
print "well\\n";
`;
}
