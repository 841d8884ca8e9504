package Health::Ntp;
use v5.36;
use Health::Talk ();

# Queries a time server like a client (RFC 5905), inside the event loop. An answer alone proves nothing, because a server that
# lost its sources still answers. The checks are those of clients, and slightly stricter.

# Seconds between 1900, where NTP counts from, and 1970.
use constant SINCE_1900 => 2_208_988_800;
# From this stratum on, the server has no source: servers that serve their own clock use 10, and 16 means "none".
use constant WORST_STRATUM => 10;
# Maximum root distance in seconds; clients ignore servers beyond it (MAXDIST).
use constant FARTHEST => 1.5;
# Seconds since the server last set its clock: about ten times the longest usual poll interval (1,024).
use constant OLDEST => 3 * 3600;
# Maximum difference between its clock and ours, in whole seconds.
use constant MOST_APART => 2;

# Calls `done` once, with the fault, or nothing if the server is healthy.
sub ask ($loop, $address, $port, $timeout, $done) {
    # Version 4, client mode. The server returns our transmit timestamp, so a random mark there identifies the answer.
    my $mark = pack 'NN', map { 1 + int rand 0xffff_fffe } 1, 2;
    return Health::Talk::talk(
        $loop,
        family => Health::Talk::family($address), to => Health::Talk::place($address, $port),
        datagram => 1,
        send     => pack('C x39 a8', 0x23, $mark),
        enough   => sub ($answer) { length $answer >= 48 && substr($answer, 24, 8) eq $mark },
        timeout  => $timeout,
        done     => sub ($fault, $answer) { $done->($fault // scalar judge($answer, time)) },
    );
}

# The fault of a server that gives this answer at this time; nothing if it is healthy.
sub judge ($answer, $now) {
    my ($head, $stratum, $delay, $dispersion, $source, $set, $told) =
        unpack 'C C x2 N N a4 N x4 x8 x8 N', $answer;
    return 'this is not an answer of a time server' if ($head & 7) != 4;
    return 'its clock is not synchronised (leap 3)' if $head >> 6 == 3;
    return 'refuses to serve time: ' . ($source =~ s/\0//gr) if $stratum == 0;
    return "stratum $stratum: it has no source of time" if $stratum >= WORST_STRATUM;
    return 'its source of time is its own clock' if $source eq 'LOCL' || $source =~ /\A\x7f\x7f\x01/;
    my $distance = (abs(signed($delay)) / 2 + $dispersion) / 65536;
    return sprintf 'reports that it may be %.1f s off', $distance if $distance > FARTHEST;
    my $age = signed($told - $set);
    return "its clock was last set by a source $age s ago" if $set != 0 && $age > OLDEST;
    my $apart = signed($told - $now - SINCE_1900);
    return "its time differs from this node's by $apart s" if abs $apart >= MOST_APART;
    return;
}

# Signed difference of 32-bit timestamps, which wrap around in 2036.
sub signed ($number) {
    $number %= 2**32;
    return $number < 2**31 ? $number : $number - 2**32;
}

1;
