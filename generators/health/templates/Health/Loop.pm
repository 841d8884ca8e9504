package Health::Loop;
use v5.36;
use Health::Clock ('now');

# Waits for time, descriptors and signals, in one process and one thread.

# Milliseconds; timers that are due within the same slot run together.
use constant SLOT => 20;
# The longest sleep in milliseconds; timers further ahead are looked at later.
use constant LONGEST => 500;

sub new ($class) {
    pipe my $hear, my $ring or die "pipe: $!\n";
    for my $end ($hear, $ring) { $end->blocking(0) }
    my $self = bless {
        slots => {}, done => int(now() / SLOT), readers => {}, writers => {}, reading => '', writing => '',
        pending => {}, signals => {}, ring => $ring, stopped => 0,
    }, $class;
    $self->on_readable($hear, sub { sysread $hear, my $bell, 4096; $self->take_signals });
    return $self;
}

# Calls back once, after at least this many milliseconds. Returns a timer for `cancel`.
sub after ($self, $milliseconds, $code) {
    my $slot = int((now() + $milliseconds + SLOT - 1) / SLOT);
    $slot = $self->{done} + 1 if $slot <= $self->{done};
    my $timer = [$code];
    push @{ $self->{slots}{$slot} }, $timer;
    return $timer;
}

sub cancel ($self, $timer) {
    $timer->[0] = undef if $timer;
    return;
}

sub on_readable ($self, $handle, $code) {
    $self->{readers}{ fileno $handle } = $code;
    vec($self->{reading}, fileno $handle, 1) = 1;
    return;
}

sub on_writable ($self, $handle, $code) {
    $self->{writers}{ fileno $handle } = $code;
    vec($self->{writing}, fileno $handle, 1) = 1;
    return;
}

# Call it before a handle is closed.
sub forget ($self, $handle) {
    my $number = fileno $handle;
    delete $self->{readers}{$number};
    delete $self->{writers}{$number};
    vec($self->{reading}, $number, 1) = 0;
    vec($self->{writing}, $number, 1) = 0;
    return;
}

# A signal writes to a pipe that the loop reads, so none is missed just before the loop sleeps.
sub on_signal ($self, $name, $code) {
    $self->{signals}{$name} = $code;
    my ($pending, $ring) = @$self{ 'pending', 'ring' };
    $SIG{$name} = sub { $pending->{$name} = 1; local $!; syswrite $ring, '.' };
    return;
}

sub take_signals ($self) {
    for my $name (sort keys %{ $self->{pending} }) {
        delete $self->{pending}{$name};
        $self->{signals}{$name}->();
    }
    return;
}

sub stop ($self) {
    $self->{stopped} = 1;
    return;
}

sub run ($self) {
    until ($self->{stopped}) {
        $self->fire;
        last if $self->{stopped};
        my $found = select my $readable = $self->{reading}, my $writable = $self->{writing}, undef, $self->rest / 1000;
        next if $found <= 0;
        $self->call($self->{writers}, $writable);
        $self->call($self->{readers}, $readable);
    }
    return;
}

sub call ($self, $handlers, $ready) {
    for my $number (keys %$handlers) {
        next if !vec $ready, $number, 1;
        my $code = $handlers->{$number} or next;    # an earlier one may have closed it
        $code->();
    }
    return;
}

sub fire ($self) {
    my $present = int(now() / SLOT);
    while ($self->{done} < $present) {
        my $timers = delete $self->{slots}{ ++$self->{done} } or next;
        for my $timer (@$timers) { $timer->[0]->() if $timer->[0] }
    }
    return;
}

# Milliseconds until the next timer is due.
sub rest ($self) {
    my $present = now();
    for my $ahead (1 .. LONGEST / SLOT) {
        next if !$self->{slots}{ $self->{done} + $ahead };
        my $due = ($self->{done} + $ahead) * SLOT - $present;
        return $due > 0 ? $due : 0;
    }
    return LONGEST;
}

1;
