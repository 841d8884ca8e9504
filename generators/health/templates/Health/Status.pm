package Health::Status;
use v5.36;
use List::Util ('max');
use POSIX      ();
use Health::State ();

# Prints a table. Returns 0 if every VIP is announced or drained, 1 if one is not, 2 if the daemon is not running.
sub print_status () {
    my $state = Health::State::read_state();
    if (!$state) {
        print "intentlb-health is not running: this node announces nothing\n";
        return 2;
    }
    my @vips = @{ $state->{vips} };
    my $announced = grep { $_->{state} eq 'announced' } @vips;
    printf "%s: %d of %d VIPs announced\n", $state->{node}, $announced, scalar @vips;
    my @rows = (['VIP', 'STATE', 'SINCE', 'SERVICES', 'WHY']);
    for my $vip (@vips) {
        push @rows, [@$vip{ 'address', 'state' }, date($vip->{since}), @$vip{ 'services', 'why' }];
    }
    if (@vips) {
        print "\n";
        print_table(@rows);
    }
    return (grep { $_->{state} !~ /\A(?:announced|drained)\z/ } @vips) ? 1 : 0;
}

sub date ($seconds) { return POSIX::strftime('%Y-%m-%d %H:%M:%S', localtime $seconds) }

sub print_table (@rows) {
    my @widths = map { my $column = $_; max map { length $_->[$column] } @rows } 0 .. 3;
    for my $row (@rows) {
        my $line = sprintf "%-$widths[0]s  %-$widths[1]s  %-$widths[2]s  %-$widths[3]s  %s", @$row;
        print $line =~ s/ +\z//r, "\n";
    }
    return;
}

1;
