# Opens sockets in its network namespace, and passes them to the next program, which may be in another one. In this way one
# process serves many machines.
# Arguments: transport/address/port ..., "--", program and its arguments.
# The file descriptors are appended to LAB_SOCKETS in the environment, in the order of the arguments.
use strict;
use warnings;
use IO::Socket::IP;
use Socket qw(SOCK_DGRAM SOCK_STREAM);

# Sockets stay open when the next program is executed.
$^F = 65535;

my @kept;
while (defined(my $place = shift @ARGV)) {
	last if $place eq '--';
	my ($transport, $address, $port) = split m{/}, $place;
	my $socket = IO::Socket::IP->new(
		LocalHost => $address,
		LocalPort => $port,
		ReuseAddr => 1,
		$transport eq 'udp'
			? (Type => SOCK_DGRAM, Proto => 'udp')
			: (Type => SOCK_STREAM, Proto => 'tcp', Listen => 256),
	) or die "$place: $@\n";
	push @kept, $socket;
}
$ENV{LAB_SOCKETS} = join ' ', grep { length } $ENV{LAB_SOCKETS} // '', map { $_->fileno } @kept;
exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\n";
