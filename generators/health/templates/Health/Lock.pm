package Health::Lock;
use v5.36;
use Errno ();
use Fcntl ();

# One program per node: a second one that ends takes away what the first announces. The lock goes with the process, however
# that ends. Nobody but root can open the file, and hold the lock instead.

use constant FILE => '/var/lib/intentlb/lock';

# The lock, as a handle to be kept. Nothing when another program has it; undefined and a reason where there can be none,
# which must not keep this one from running.
sub take () {
    sysopen my $file, FILE, Fcntl::O_RDWR() | Fcntl::O_CREAT(), 0600 or return (undef, FILE . ": $!");
    return $file if flock $file, Fcntl::LOCK_EX() | Fcntl::LOCK_NB();
    return if $!{EWOULDBLOCK};
    return (undef, FILE . ": $!");
}

1;
