import { FAMILIES, type Fleet, type Service } from "../../contract/fleet.ts";
import { type LabFile, labFile } from "../../contract/lab-daemon.ts";
import type { Machine } from "../network/lab-plan.ts";

/**
 * Stand-ins for checks that are the user's own programs: the lab's stubs would not pass the real ones, which
 * may not be installed here, either. They test whether the service's TCP ports, or else its UDP ports, answer at its VIP. The
 * lab's stubs send a greeting there; behind a load balancer a connection is enough.
 */
export function commandFiles({ node }: Machine, fleet: Fleet): LabFile[] {
  const programs = new Map<string, string>();
  for (const service of fleet.services.values()) {
    const [program] = service.health.check?.command ?? [];
    if (program !== undefined && node !== undefined && service.balance.nodes.includes(node))
      programs.set(program, standIn(service));
  }
  return [...programs].map(([program, text]) => labFile(program, text, 0o755));
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
