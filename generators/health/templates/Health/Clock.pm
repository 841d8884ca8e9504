package Health::Clock;
use v5.36;
use POSIX ();
use Exporter 'import';
our @EXPORT_OK = ('now');

my $tick = 1000 / POSIX::sysconf(POSIX::_SC_CLK_TCK());

# Monotonic clock in milliseconds, with a resolution of about 10; setting the date does not affect it. (Time::HiRes is not in
# perl-base.)
sub now () {
    return (POSIX::times())[0] * $tick;
}

1;
