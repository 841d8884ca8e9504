package Health::Clock;
use v5.36;
use POSIX ();
use Exporter 'import';
our @EXPORT_OK = ('now');

my $tick = 1000 / POSIX::sysconf(POSIX::_SC_CLK_TCK());

# Milliseconds since some moment in the past, to about 10. No change of the date moves it. (Time::HiRes is not in
# Perl's base.)
sub now () {
    return (POSIX::times())[0] * $tick;
}

1;
