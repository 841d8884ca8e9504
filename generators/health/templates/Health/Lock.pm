package Health::Lock;
use v5.36;
use Errno ();
use Fcntl ();

# One daemon per node: a second one would withdraw the VIPs of the first when it ends. The lock is released with the process,
# however that ends. Only root can open the file, so nobody else can take the lock.

use constant FILE => '/var/lib/intentlb/lock';

# Returns a handle that holds the lock, or nothing if another daemon has it. If locking itself fails, it returns undefined and
# the reason; the daemon runs all the same.
sub take () {
    sysopen my $file, FILE, Fcntl::O_RDWR() | Fcntl::O_CREAT(), 0600 or return (undef, FILE . ": $!");
    return $file if flock $file, Fcntl::LOCK_EX() | Fcntl::LOCK_NB();
    return if $!{EWOULDBLOCK};
    return (undef, FILE . ": $!");
}

1;
