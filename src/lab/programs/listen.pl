# Opens sockets in the network namespace that it is in, and hands them to the program that follows, which may be in
# another one: so one process serves many machines.
# Arguments: transport/address/port ..., "--", program and its arguments.
# The numbers of the sockets are added to the environment's LAB_SOCKETS in the order of the arguments.
use strict;
use warnings;
use IO::Socket::IP;
use Socket qw(SOCK_DGRAM SOCK_STREAM);

# Sockets outlive the change to the next program.
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
