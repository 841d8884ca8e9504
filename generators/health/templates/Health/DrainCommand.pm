package Health::DrainCommand;
use v5.36;
use File::Basename ();
use File::Path     ();
use Health::Drain ('drained', 'marker');
use Health::State ();

# Seconds within which the daemon must have seen the change.
use constant PATIENCE => 5;

# Drains or undrains a service, or `all`. Returns 0 once the change is stored and the running daemon has applied it.
sub change ($command, $target) {
    if ($target !~ /\A[A-Za-z0-9][A-Za-z0-9._-]*\z/) {
        print STDERR "health: not a valid service name\n";
        return 2;
    }
    my $state = Health::State::read_state();
    my @vips  = grep { concerns($_, $target) } $state ? @{ $state->{vips} } : ();
    if ($command eq 'drain' && $state && !@vips && $target ne 'all') {
        print STDERR "health: this node has no VIP of $target\n";
        return 1;
    }
    my $fault = $command eq 'drain' ? mark($target) : unmark($target);
    if (defined $fault) {
        print STDERR "health: $fault\n";
        return 1;
    }
    if (!$state) {
        print "intentlb-health is not running; it will apply this when it starts\n";
        return 0;
    }
    return await($command, $target);
}

sub mark ($target) {
    my $path = marker($target);
    eval { File::Path::make_path(File::Basename::dirname($path)); 1 } or return $@ =~ s/ at .*//sr;
    open my $file, '>', $path or return "$path: $!";
    close $file or return "$path: $!";
    return;
}

sub unmark ($target) {
    my $path = marker($target);
    return if unlink $path or $!{ENOENT};
    return "$path: $!";
}

sub concerns ($vip, $target) {
    return $target eq 'all' || grep { $_ eq $target } split /,/, $vip->{services};
}

sub await ($command, $target) {
    my $state;
    for (1 .. PATIENCE * 10) {
        select undef, undef, undef, 0.1;
        $state = Health::State::read_state() or next;
        my $drained = drained() or next;
        my @late = grep { is_drained($_, $drained) != ($_->{state} eq 'drained') } @{ $state->{vips} };
        return report($state, $target) if !@late;
    }
    print STDERR "health: intentlb-health has not applied this within " . PATIENCE . " seconds\n";
    return 1;
}

# A VIP is withdrawn only when all of its services are drained, because the others still need it.
sub is_drained ($vip, $drained) {
    return 1 if $drained->{all};
    my @others = grep { !$drained->{services}{$_} } split /,/, $vip->{services};
    return @others ? 0 : 1;
}

sub report ($state, $target) {
    for my $vip (grep { concerns($_, $target) } @{ $state->{vips} }) {
        print "$vip->{address} is $vip->{state}", $vip->{why} ne '' ? " ($vip->{why})" : '', "\n";
    }
    return 0;
}

1;
