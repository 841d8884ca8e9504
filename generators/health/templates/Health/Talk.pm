package Health::Talk;
use v5.36;
use Errno  ();
use Socket ();

# Sends requests to servers on this machine, inside the event loop: it starts no processes.

# Maximum size of an answer in bytes; HAProxy's tables of a service are far smaller.
use constant LONGEST => 4 * 1024 * 1024;

# Connects, sends `send` if given, and reads until the other side closes or `enough` says that the answer is complete.
# `done` is called once, perhaps before this returns, with the fault (or nothing) and the answer. Without `send`, an
# established connection is enough. With `datagram`, the answer is the first packet that `enough` accepts.
sub talk ($loop, %call) {
    my $self = { %call, loop => $loop, answer => '' };
    my $type = ($call{datagram} ? Socket::SOCK_DGRAM : Socket::SOCK_STREAM) | Socket::SOCK_NONBLOCK | Socket::SOCK_CLOEXEC;
    socket $self->{socket}, $call{family}, $type, 0 or return end($self, "socket: $!");
    # On this machine a connection is established or refused at once; the second call of connect tells which.
    my $connected = connect($self->{socket}, $call{to}) || $! == Errno::EINPROGRESS && connect $self->{socket}, $call{to};
    return connected($self) if $connected || takes_none($self);
    return end($self, fault()) if $! != Errno::EALREADY;
    $self->{timer} = $loop->after($call{timeout}, sub { end($self, "no answer within $call{timeout} ms") });
    $loop->on_writable($self->{socket}, sub { try_connected($self) });
    return;
}

sub fault () { return lcfirst "$!" }

# Whether a connection was established and reset at once, which is enough without `send`: HAProxy resets connections of sources
# that a service does not allow, such as this node. If nothing listens, connections are refused instead.
sub takes_none ($self) {
    return !defined $self->{send} && ($! == Errno::ECONNRESET || $! == Errno::EPIPE);
}

sub try_connected ($self) {
    $! = unpack 'i', getsockopt $self->{socket}, Socket::SOL_SOCKET, Socket::SO_ERROR;
    return end($self, fault()) if $! != 0 && !takes_none($self);
    $self->{loop}->forget($self->{socket});
    connected($self);
    return;
}

sub connected ($self) {
    return end($self, undef) if !defined $self->{send};
    my $sent = syswrite $self->{socket}, $self->{send};
    return end($self, defined $sent ? 'did not accept the request' : fault()) if ($sent // 0) != length $self->{send};
    $self->{timer} //=
        $self->{loop}->after($self->{timeout}, sub { end($self, "no answer within $self->{timeout} ms") });
    $self->{loop}->on_readable($self->{socket}, sub { hear($self) });
    return;
}

sub hear ($self) {
    my $count = sysread $self->{socket}, my $part, 65536;
    if (!defined $count) {
        return if $! == Errno::EAGAIN || $! == Errno::EINTR;
        return end($self, fault());
    }
    return end($self, undef) if $count == 0 && !$self->{datagram};
    $self->{answer} = $self->{datagram} ? $part : $self->{answer} . $part;
    return end($self, undef) if $self->{enough} && $self->{enough}->($self->{answer});
    return end($self, 'the answer is too long') if length $self->{answer} > LONGEST;
    return;
}

sub end ($self, $fault) {
    my $done = delete $self->{done} or return;
    $self->{loop}->cancel($self->{timer});
    if ($self->{socket}) {
        $self->{loop}->forget($self->{socket}) if defined fileno $self->{socket};
        close $self->{socket};
    }
    $done->($fault, $self->{answer});
    return;
}

# Whether packets to an address stay on this machine. If a VIP is not here, another node would answer. For its own addresses
# the kernel chooses the address itself as the source.
sub is_local ($address) {
    my $family = family($address);
    socket my $socket, $family, Socket::SOCK_DGRAM, 0 or return 0;
    my $to = place($address, 9);
    connect $socket, $to or return 0;
    my $from = getsockname $socket or return 0;
    my $host = $family == Socket::AF_INET
        ? (Socket::unpack_sockaddr_in($from))[1]
        : (Socket::unpack_sockaddr_in6($from))[1];
    return $host eq Socket::inet_pton($family, $address);
}

sub family ($address) { return $address =~ /:/ ? Socket::AF_INET6 : Socket::AF_INET }

sub place ($address, $port) {
    my $family = family($address);
    my $packed = Socket::inet_pton($family, $address);
    return $family == Socket::AF_INET
        ? Socket::pack_sockaddr_in($port, $packed)
        : Socket::pack_sockaddr_in6($port, $packed);
}

1;
