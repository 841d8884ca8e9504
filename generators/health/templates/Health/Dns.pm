package Health::Dns;
use v5.36;
use Health::Talk ();

# Queries a name server like a client (RFC 1035), over UDP or TCP (RFC 7766), inside the event loop.

use constant TYPES => { A => 1, NS => 2, CNAME => 5, SOA => 6, PTR => 12, MX => 15, TXT => 16, AAAA => 28, SRV => 33 };
use constant FAULTS => { 1 => 'FORMERR', 2 => 'SERVFAIL', 3 => 'NXDOMAIN', 4 => 'NOTIMP', 5 => 'REFUSED' };

# Calls `done` once, with the fault, or nothing if the answer has a record of the type.
sub ask ($loop, $address, $port, $transport, $name, $type, $timeout, $done) {
    my $stream = $transport eq 'tcp';
    my $question = join '', map { pack 'C/a*', $_ } split(/\./, $name), '';
    # One question of class IN, recursion desired.
    my $query = pack('n6', int rand 65536, 0x0100, 1, 0, 0, 0) . $question . pack 'n n', TYPES->{$type}, 1;
    return Health::Talk::talk(
        $loop,
        family => Health::Talk::family($address), to => Health::Talk::place($address, $port),
        datagram => !$stream,
        send     => $stream ? pack 'n/a*', $query : $query,
        enough   => sub ($answer) {
            return length $answer >= 2 && length $answer >= 2 + unpack 'n', $answer if $stream;
            return length $answer >= 4 && substr($answer, 0, 2) eq substr $query, 0, 2;
        },
        timeout => $timeout,
        done    => sub ($fault, $answer) { $done->($fault // scalar judge($stream ? substr $answer, 2 : $answer, $type)) },
    );
}

# The fault of a server that gives this answer; nothing if it is healthy.
sub judge ($answer, $type) {
    return 'this is not an answer of a name server' if length $answer < 12;
    my (undef, $flags, $questions, $records) = unpack 'n4', $answer;
    return 'this is not an answer of a name server' if !($flags & 0x8000);
    my $fault = $flags & 15;
    return 'answers ' . (FAULTS->{$fault} // "RCODE $fault") if $fault;
    # Truncated: clients repeat the query over TCP, which has its own check.
    return if $flags & 0x0200;
    my $at = 12;
    $at = after_name($answer, $at) + 4 for 1 .. $questions;
    for (1 .. $records) {
        $at = after_name($answer, $at);
        last if $at + 10 > length $answer;
        my ($found, $length) = unpack 'n x6 n', substr $answer, $at;
        return if $found == TYPES->{$type};
        $at += 10 + $length;
    }
    return "answers without a record of type $type";
}

# The position after a name, which ends at the root or with a pointer to an earlier name.
sub after_name ($answer, $at) {
    while ($at < length $answer) {
        my $length = ord substr $answer, $at, 1;
        return $at + 2 if $length >= 0xc0;
        $at += 1 + $length;
        last if $length == 0;
    }
    return $at;
}

1;
