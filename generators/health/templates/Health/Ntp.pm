package Health::Ntp;
use v5.36;
use Health::Talk ();

# Asks a time server as a client would (RFC 5905), inside the loop. An answer alone says nothing: a server that lost its
# sources answers on. It is judged by what clients look at, and a little more strictly.

# Seconds between 1900, where NTP counts from, and 1970.
use constant SINCE_1900 => 2_208_988_800;
# From here on it is a clock without a source: programs that serve one all the same call it stratum 10; 16 is "none".
use constant WORST_STRATUM => 10;
# Seconds by which its time may be wrong by its own word; beyond it clients drop it (MAXDIST).
use constant FARTHEST => 1.5;
# Seconds since it last set its clock: ten times the longest usual pause between two questions to a source (1,024).
use constant OLDEST => 3 * 3600;
# Seconds between its clock and ours, in whole ones.
use constant MOST_APART => 2;

# Calls `done` once, with what is wrong with the server, or nothing.
sub ask ($loop, $address, $port, $timeout, $done) {
    # Version 4, from a client. What stands where its time would be comes back with the answer to this very question.
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

# What is wrong with a server that answers so at that time; nothing if it is well.
sub judge ($answer, $now) {
    my ($head, $stratum, $delay, $dispersion, $source, $set, $told) =
        unpack 'C C x2 N N a4 N x4 x8 x8 N', $answer;
    return 'not the answer of a time server' if ($head & 7) != 4;
    return 'its clock is not synchronised (leap 3)' if $head >> 6 == 3;
    return 'refuses to tell the time: ' . ($source =~ s/\0//gr) if $stratum == 0;
    return "stratum $stratum: it has no source of time" if $stratum >= WORST_STRATUM;
    return 'its source of time is its own clock' if $source eq 'LOCL' || $source =~ /\A\x7f\x7f\x01/;
    my $distance = (abs(signed($delay)) / 2 + $dispersion) / 65536;
    return sprintf 'may be %.1f s off by its own word', $distance if $distance > FARTHEST;
    my $age = signed($told - $set);
    return "no source has set its clock for $age s" if $set != 0 && $age > OLDEST;
    my $apart = signed($told - $now - SINCE_1900);
    return "its time is $apart s off this node's" if abs $apart >= MOST_APART;
    return;
}

# Of numbers with 32 bits, which begin anew in 2036.
sub signed ($number) {
    $number %= 2**32;
    return $number < 2**31 ? $number : $number - 2**32;
}

1;
