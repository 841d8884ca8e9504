import type { Family } from "../../../../src/contract/fleet.ts";
import { type IcmpMessage, MACS, toFrames, toIcmpFrames } from "./frames.ts";
import { type Lab, openLab } from "./lab.ts";
import type { Question } from "./questions.ts";

/** A node that receives packets from any source address, and reports which ones its firewall allowed. */
export interface Wire {
  /** Replaces the ruleset. */
  readonly load: (ruleset: string) => void;
  /** The packets that are allowed. */
  readonly ask: (questions: readonly Question[]) => Set<Question>;
  /** The ICMPv6 messages that are allowed. */
  readonly tell: (messages: readonly IcmpMessage[]) => IcmpMessage[];
  /** Runs a program on the node. */
  readonly run: Lab["onServer"];
  readonly close: () => void;
}

/** Sends frames from standard input, each preceded by its length. In Perl, because Node has no raw sockets. */
const SENDER = `
use v5.36;
socket(my $wire, 17, 3, 0) or die "socket: $!";
bind($wire, pack('S n l S C C a8', 17, 0, $ARGV[0], 0, 0, 0, '')) or die "bind: $!";
binmode STDIN;
while (read(STDIN, my $length, 2)) {
    read(STDIN, my $frame, unpack('n', $length));
    until (defined send($wire, $frame, 0)) { die "send: $!" unless $!{ENOBUFS}; select(undef, undef, undef, 0.001) }
}
`;

/** Counts packets that arrive, and records those that pass the firewall's input. The node sends no answers. */
const OBSERVER = `
table inet observer
delete table inet observer
table inet observer {
	counter arrived {}
	set passed_ipv4 { type ipv4_addr . ipv4_addr . inet_proto . inet_service; size 1000000; flags dynamic; }
	set passed_ipv6 { type ipv6_addr . ipv6_addr . inet_proto . inet_service; size 1000000; flags dynamic; }
	chain arrive {
		type filter hook prerouting priority raw;
		meta l4proto { tcp, udp } counter name arrived
		# The kernel's own messages have different lengths.
		meta l4proto ipv6-icmp ip6 length 48 counter name arrived
	}
	set passed_icmp { typeof ip6 saddr . icmpv6 type . ip6 hoplimit; flags dynamic; }
	chain pass {
		type filter hook input priority filter + 10;
		meta nfproto ipv4 meta l4proto { tcp, udp } update @passed_ipv4 { ip saddr . ip daddr . meta l4proto . th dport }
		meta nfproto ipv6 meta l4proto { tcp, udp } update @passed_ipv6 { ip6 saddr . ip6 daddr . meta l4proto . th dport }
	}
	chain pass_icmp {
		type filter hook input priority filter + 10;
		meta l4proto ipv6-icmp update @passed_icmp { ip6 saddr . icmpv6 type . ip6 hoplimit }
	}
	chain mute { type filter hook output priority filter; policy drop; }
}
`;

export async function openWire(addresses: readonly string[]): Promise<Wire> {
  const lab = await openLab({ server: addresses, client: [] });
  lab.onServer("ip", ["link", "set", "eth0", "address", MACS.server]);
  lab.onClient("ip", ["link", "set", "eth0", "address", MACS.client]);
  const [index = ""] = lab.onClient("ip", ["-o", "link", "show", "eth0"]).split(":");
  const send = (frames: Buffer, count: number): void => {
    lab.onServer("nft", ["-f", "-"], OBSERVER);
    lab.onClient("perl", ["-e", SENDER, index], frames);
    awaitArrival(lab, count);
  };
  return {
    load: (ruleset) => lab.onServer("nft", ["-f", "-"], ruleset),
    run: lab.onServer,
    tell: (messages) => {
      send(toIcmpFrames(messages), messages.length);
      const elements = passedIcmp(lab);
      return messages.filter(({ from, type, hopLimit }) => elements.has(`${from} ${type} ${hopLimit}`));
    },
    ask: (questions) => {
      send(toFrames(questions), questions.length);
      const passed = { ipv4: readPassed(lab, "ipv4"), ipv6: readPassed(lab, "ipv6") };
      return new Set(questions.filter((question) => passed[question.family].has(keyOf(question))));
    },
    close: lab.close,
  };
}

/** A lost frame would look like one that the firewall blocked. */
function awaitArrival(lab: Lab, wanted: number): void {
  const deadline = performance.now() + 10_000;
  let packets = 0;
  while (packets < wanted && performance.now() < deadline) {
    const text = lab.onServer("nft", ["list", "counter", "inet", "observer", "arrived"]);
    packets = Number(/packets (\d+)/.exec(text)?.[1]);
  }
  if (packets !== wanted) throw new Error(`of ${wanted} packets ${packets} arrived at the firewall`);
}

function readPassed(lab: Lab, family: Family): Set<string> {
  const text = lab.onServer("nft", ["list", "set", "inet", "observer", `passed_${family}`]);
  return new Set(text.match(/[0-9a-f.:]+ \. [0-9a-f.:]+ \. (?:tcp|udp) \. \d+/g));
}

/** `source type hop-limit`, from JSON, because nft prints names for some types. */
function passedIcmp(lab: Lab): Set<string> {
  const said = JSON.parse(lab.onServer("nft", ["-j", "-n", "list", "set", "inet", "observer", "passed_icmp"]));
  const elements: { elem?: { val: { concat: unknown[] } }; concat?: unknown[] }[] = said.nftables[1].set.elem ?? [];
  return new Set(elements.map((element) => (element.concat ?? element.elem?.val.concat ?? []).join(" ")));
}

function keyOf({ from, to, transport, port }: Question): string {
  return `${from} . ${to} . ${transport} . ${port}`;
}
