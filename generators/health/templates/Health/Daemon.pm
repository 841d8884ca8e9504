package Health::Daemon;
use v5.36;
use File::Path ();
use IO::Handle ();
use Health::Check  ();
use Health::Config ();
use Health::Drain ('drained');
use Health::Kernel ();
use Health::Lock ();
use Health::Log ('say_line');
use Health::Loop    ();
use Health::Notify  ();
use Health::Program ();
use Health::State   ();

# The daemon that systemd runs. Results of checks and drains decide which addresses are on the interface.

use constant TICK => 500;           # milliseconds between two reads of the drains
use constant TAKEOVER => 2000;      # milliseconds within which inherited announcements are checked
use constant SPREAD => 0.6180339887;    # the fractional parts of its multiples are spread evenly

# Runs until it receives SIGTERM or SIGINT; returns the exit status.
sub run ($path, $config, $argv) {
    $SIG{PIPE} = 'IGNORE';
    umask 022;
    # If the journal is stuck, lose log lines rather than withdraw VIPs.
    STDOUT->blocking(0);
    $ENV{PATH} = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    eval { File::Path::make_path($_) } for '/run/intentlb', '/var/lib/intentlb/drain';
    my ($lock, $fault) = Health::Lock::take();
    if (!$lock && !defined $fault) {
        print STDERR "health: already running on this node, see systemctl status intentlb-health\n";
        return 1;
    }
    say_line("running without a lock, so a second daemon could be started: $fault") if defined $fault;
    Health::Program::adopt_orphans();
    my $loop = Health::Loop->new;
    my $self = { lock => $lock, path => $path, argv => $argv, config => $config, loop => $loop, checks => {}, shown => {} };
    $self->{identity} = identity($argv->[0]);
    $self->{drained}  = drained() // { all => 0, services => {} };
    $self->{kernel} =
        Health::Kernel->new($loop, $config->{interface}, $config->{lifetime}, sub { settle($self) });
    $loop->on_signal(CHLD => sub { Health::Program::reap(); Health::Check::start_waiting() });
    $loop->on_signal(TERM => sub { $loop->stop });
    $loop->on_signal(INT  => sub { $loop->stop });
    $loop->on_signal(HUP  => sub { reload($self) });
    $self->{kernel}->learn(sub { begin($self) });
    $loop->run;
    return finish($self);
}

sub begin ($self) {
    my $number = 0;
    for my $vip (@{ $self->{config}{vips} }) {
        my $held = $self->{kernel}->is_on($vip->{address});
        say_line("$vip->{address} is still announced: checking it first") if $held;
        for my $name (@{ $vip->{checks} }) {
            my $check = $self->{checks}{$name} // add_check($self, $name);
            $check->adopt if $held;
        }
    }
    for my $name (sort keys %{ $self->{checks} }) {
        my $check = $self->{checks}{$name};
        $check->begin(phase($check, $number++, $check->{up} ? TAKEOVER : $check->{interval}));
    }
    Health::Notify::notify('READY=1');
    tick($self);
    return;
}

sub add_check ($self, $name) {
    my $check = Health::Check->new(
        $self->{loop},
        $self->{config}{checks}{$name},
        sub ($check, $what) { heard($self, $check, $what) },
    );
    return $self->{checks}{$name} = $check;
}

# Delay of the first run of a check, spread so that checks do not all run at the same time.
sub phase ($check, $number, $within) {
    $within = $check->pause if $within > $check->pause;
    my $part = $number * SPREAD;
    return int($within * ($part - int $part));
}

sub heard ($self, $check, $what) {
    # A new message may come with every run; only `health status` shows it, so it can wait for the next tick.
    if ($what eq 'news') { $self->{news} = 1; return }
    say_line("check $check->{name} " . ($check->{up} ? 'passes' : "fails: $check->{message}"));
    settle($self);
    return;
}

# Updates the interface, at most once per turn of the loop, because many checks may change together.
sub settle ($self) {
    $self->{settling} //= $self->{loop}->after(0, sub {
        $self->{settling} = undef;
        my (%wanted, %kept);
        for my $vip (@{ $self->{config}{vips} }) {
            next if is_drained($self, $vip);
            my @checks = @{ $self->{checks} }{ @{ $vip->{checks} } };
            next if grep { !$_->{up} } @checks;
            if (grep { !$_->{proven} } @checks) { $kept{ $vip->{address} } = 1 }
            else                                { $wanted{ $vip->{address} } = 1 }
        }
        $self->{kernel}->sync(\%wanted, \%kept);
        show($self);
    });
    return;
}

sub is_drained ($self, $vip) {
    return 1 if $self->{drained}{all};
    return !grep { !$self->{drained}{services}{$_} } @{ $vip->{services} };
}

# Logs each VIP that changed, and writes the state for `health status`.
sub show ($self) {
    my $changes = 0;
    my @records;
    for my $vip (@{ $self->{config}{vips} }) {
        my ($state, $why) = describe($self, $vip);
        my $before = $self->{shown}{ $vip->{address} } //= { state => '', since => time, why => '' };
        if ($before->{state} ne $state) {
            @$before{ 'state', 'since' } = ($state, time);
            report($vip, $before, $state, $why) if $state ne 'waiting';
            $changes++;
        }
        $changes++ if $before->{why} ne $why;
        $before->{why} = $why;
        push @records, ['vip', $vip->{address}, $state, $before->{since}, join(',', @{ $vip->{services} }), $why];
    }
    my $head = ['run', $$, $self->{config}{node}, 2 + 2 * $self->{config}{lifetime}];
    if ($changes || !$self->{written}) {
        my $fault = Health::State::write_state($head, @records);
        $fault //= Health::State::write_checks(listed($self)) if !$self->{written};
        say_line("cannot write the state for \`health status\`: $fault") if defined $fault && ($self->{written} // 1);
        $self->{written} = defined $fault ? 0 : 1;
    }
    else { Health::State::touch() }
    return;
}

# For each VIP what must pass: address, services, name, times, kind and arguments of a check.
sub listed ($self) {
    my @records;
    for my $vip (@{ $self->{config}{vips} }) {
        for my $check (@{ $self->{checks} }{ @{ $vip->{checks} } }) {
            push @records, [
                $vip->{address}, join(',', @{ $vip->{services} }),
                @$check{ 'name', 'interval', 'timeout', 'rise', 'fall', 'kind' }, @{ $check->{args} },
            ];
        }
    }
    return @records;
}

# Log only changes that clients notice, not single results of checks.
sub report ($vip, $before, $state, $why) {
    return if ($before->{reported} // '') eq $state;
    $before->{reported} = $state;
    say_line("$vip->{address} $state" . ($why eq '' ? '' : ": $why"));
    return;
}

sub describe ($self, $vip) {
    my $on = $self->{kernel}->is_on($vip->{address});
    if (is_drained($self, $vip)) { return $on ? ('announced', 'draining') : ('drained', '') }
    my @checks = @{ $self->{checks} }{ @{ $vip->{checks} } };
    my @bad     = grep { !$_->{up} } @checks;
    my ($failing) = grep { defined $_->{good} && !$_->{good} } @checks;
    my $telling = $failing // $bad[0];
    my $why     = $telling ? "$telling->{name}: $telling->{message}" : $self->{kernel}{trouble};
    my $progress = $telling ? $telling->progress : '';
    $why .= " ($progress)" if $progress ne '';
    return ('announced', $why) if $on;
    return (@bad && $failing ? 'withdrawn' : 'waiting', $why);
}

sub tick ($self) {
    my $drained = drained();
    if ($drained && key($drained) ne key($self->{drained})) {
        $self->{drained} = $drained;
        settle($self);
    }
    settle($self) if $self->{kernel}->is_due || delete $self->{news};
    $self->{beats}++;
    Health::Notify::notify('WATCHDOG=1') if $self->{beats} % 8 == 0;
    $self->{loop}->after(TICK, sub { tick($self) });
    return;
}

sub key ($drained) { return join ' ', $drained->{all}, sort keys %{ $drained->{services} } }

# An invalid configuration changes nothing.
sub reload ($self) {
    my $config = eval { Health::Config::read_config($self->{path}) };
    if (!$config) {
        say_line("new configuration rejected, keeping the old one: $@");
        return;
    }
    replace($self) if identity($self->{argv}[0]) ne $self->{identity};
    $self->{kernel}->move(@$config{ 'interface', 'lifetime' });
    adopt($self, $config);
    say_line('loaded a configuration of ' . scalar(@{ $config->{vips} }) . ' VIPs');
    return;
}

# Checks keep their state. A new check of an announced VIP must pass, but the VIP is not withdrawn before the check has run.
sub adopt ($self, $config) {
    my $old = $self->{checks};
    $self->{config}  = $config;
    $self->{written} = 0;
    my %known = map { $_->{address} => 1 } @{ $config->{vips} };
    delete @{ $self->{shown} }{ grep { !$known{$_} } keys %{ $self->{shown} } };
    for my $name (keys %$old) {
        my $definition = $config->{checks}{$name};
        if ($definition) { $old->{$name}->redefine($definition) }
        else             { (delete $old->{$name})->retire }
    }
    my $number = 0;
    my @new;
    for my $vip (@{ $config->{vips} }) {
        my $held = $self->{kernel}->is_on($vip->{address}) && !is_drained($self, $vip);
        for my $name (@{ $vip->{checks} }) {
            push @new, add_check($self, $name) if !$self->{checks}{$name};
            $self->{checks}{$name}->adopt if $held;
        }
    }
    for my $check (@new) { $check->begin(phase($check, $number++, $check->{up} ? TAKEOVER : $check->{interval})) }
    settle($self);
    return;
}

# Identifies the program files on disk.
sub identity ($program) {
    my @files = sort $program, map { $INC{$_} } grep { /\AHealth/ } keys %INC;
    return join ' ', map { join ':', $_, map { $_ // '' } (stat $_)[1, 7, 9] } @files;
}

# Replaces this process by the program on disk, which takes over the announcements. Returns if that program is broken.
sub replace ($self) {
    my @argv = @{ $self->{argv} };
    if (system($^X, $argv[0], 'check', $self->{path}) != 0) {
        say_line('the new program on disk is broken: keeping the running one');
        return;
    }
    say_line('switching to the new program on disk');
    Health::Program::kill_all();
    exec $^X, @argv;
}

sub finish ($self) {
    Health::Notify::notify('STOPPING=1');
    $SIG{CHLD} = 'DEFAULT';
    Health::Program::kill_all();
    my $flushed = $self->{kernel}->flush;
    say_line($flushed ? 'stopped: all VIPs withdrawn' : 'stopped, but could not withdraw the VIPs: their addresses will expire');
    Health::State::remove();
    return $flushed ? 0 : 1;
}

1;
