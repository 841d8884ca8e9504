/**
 * Asks by ARP (RFC 826) for IPv4 addresses on an interface, several times within a second, and prints each address that
 * somebody claims, with the hardware address. Arguments: interface, address of the sender, addresses. `perl-base` is enough:
 * packet(7) gives the numbers.
 */
const PROGRAM = `
use strict; use warnings; use Socket;
my ($interface, $sender, @wanted) = @ARGV;
my ($AF_PACKET, $ARP, $ETHERNET) = (17, 0x0806, 1);
sub first_line { open my $file, '<', "/sys/class/net/$interface/$_[0]" or die "$_[0]: $!\\n"; my $line = <$file>; chomp $line; $line }
my ($index, $own) = (first_line('ifindex'), pack 'H12', first_line('address') =~ tr/://dr);
socket my $socket, $AF_PACKET, SOCK_DGRAM, unpack('S', pack 'n', $ARP) or die "socket: $!\\n";
bind $socket, pack('SnlSCCa8', $AF_PACKET, $ARP, $index, $ETHERNET, 0, 6, '') or die "bind: $!\\n";
my $all = pack 'SnlSCCa8', $AF_PACKET, $ARP, $index, $ETHERNET, 0, 6, "\\xff" x 6;
my %claimed;
for my $try (1 .. 4) {
  for my $address (@wanted) {
    send $socket, pack('nnCCna6a4a6a4', $ETHERNET, 0x0800, 6, 4, 1, $own, inet_aton($sender), '', inet_aton($address)), 0, $all;
  }
  for (my $left = 0.25; $left > 0;) {
    my $ready = '';
    vec($ready, fileno $socket, 1) = 1;
    (my $found, $left) = select $ready, undef, undef, $left;
    last if !$found;
    recv $socket, my $packet, 1500, 0;
    my ($operation, $hardware, $address) = (unpack 'nnCCna6a4', $packet)[4, 5, 6];
    $claimed{inet_ntoa($address) . ' ' . join ':', unpack '(H2)6', $hardware} = 1 if $operation == 2;
  }
}
print "$_\\n" for sort keys %claimed;
`;

/** Command that asks; see above. */
export function askArp(port: string, sender: string, addresses: readonly string[]): string[] {
  return ["perl", "-e", PROGRAM, port, sender, ...addresses];
}
