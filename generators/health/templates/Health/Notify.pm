package Health::Notify;
use v5.36;
use Socket ();

# Notifies systemd (sd_notify(3)); does nothing if no notification socket is set.
sub notify (@lines) {
    my $path = $ENV{NOTIFY_SOCKET} // return;
    $path =~ s/\A@/\0/;
    socket my $socket, Socket::AF_UNIX, Socket::SOCK_DGRAM, 0 or return;
    send $socket, join("\n", @lines), 0, Socket::pack_sockaddr_un($path);
    return;
}

1;
