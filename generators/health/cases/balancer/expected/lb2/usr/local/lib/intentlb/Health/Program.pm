package Health::Program;
use v5.36;
use IO::Handle ();
use POSIX      ();
use Health::Log ('plain');

# Runs programs beside the loop, each in a process group of its own with a time limit.

# Bytes of output that are kept; the rest is read and thrown away, so that nobody blocks.
use constant KEPT => 4096;

my %running;

# Starts argv without a shell. `done` is called once, with what went wrong (nothing if it ended with 0) and its output.
# At the time limit it is called at once, and the group is killed. Returns the job; `gone` is set when it was reaped.
sub start ($loop, %job) {
    my $self = { %job, loop => $loop, output => '', kept => $job{kept} // KEPT };
    pipe $self->{from}, my $to or return refuse($self, "pipe: $!");
    my $pid = fork;
    return refuse($self, "fork: $!") if !defined $pid;
    become($self, $to) if $pid == 0;
    POSIX::setpgid($pid, $pid);    # the child does too; whoever comes first
    close $to;
    $self->{pid} = $pid;
    $self->{from}->blocking(0);
    $loop->on_readable($self->{from}, sub { hear($self) });
    $self->{timer} = $loop->after($job{timeout}, sub { expire($self) });
    $running{$pid} = $self;
    return $self;
}

sub refuse ($self, $fault) {
    $self->{gone} = 1;
    $self->{loop}->after(0, sub { $self->{done}->($fault, '') });
    return $self;
}

# In the child; never returns.
sub become ($self, $to) {
    $SIG{$_} = 'DEFAULT' for 'CHLD', 'HUP', 'TERM', 'INT', 'PIPE';
    POSIX::setpgid(0, 0);
    my $null = POSIX::open('/dev/null', POSIX::O_RDONLY());
    POSIX::dup2(defined $self->{input} ? fileno $self->{input} : $null, 0);
    POSIX::dup2(fileno $to, 1);
    POSIX::dup2(fileno $to, 2);
    chdir '/';
    %ENV = (
        PATH   => '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        LC_ALL => 'C', %{ $self->{environment} // {} },
    );
    my @argv = @{ $self->{argv} };
    { no warnings 'exec'; exec { $argv[0] } @argv }
    my $text = "cannot run $argv[0]: $!";
    POSIX::write(2, $text, length $text);
    POSIX::_exit(127);
}

sub hear ($self) {
    while (1) {
        my $count = sysread $self->{from}, my $part, 65536;
        return if !defined $count;
        last   if $count == 0;
        my $room = $self->{kept} - length $self->{output};
        $self->{output} .= substr $part, 0, $room if $room > 0;
        return if $count < 65536;    # a flood must not keep the loop
    }
    hang_up($self);
    return;
}

sub hang_up ($self) {
    return if !$self->{from};
    $self->{loop}->forget($self->{from});
    close delete $self->{from};
    return;
}

sub expire ($self) {
    kill 'KILL', -$self->{pid};
    finish($self, "no answer within $self->{timeout} ms");
    return;
}

sub finish ($self, $fault) {
    hear($self) if $self->{from};
    hang_up($self);
    $self->{loop}->cancel($self->{timer});
    my $done = delete $self->{done} or return;
    $done->($fault, $self->{output});
    return;
}

# To be called at SIGCHLD. What a program left behind in its group ends with it.
sub reap () {
    while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
        my $status = $?;
        my $self   = delete $running{$pid} or next;
        kill 'KILL', -$pid;
        $self->{gone} = 1;
        finish($self, scalar describe($status));
    }
    return;
}

sub describe ($status) {
    return if $status == 0;
    return 'ended by signal ' . ($status & 127) if $status & 127;
    return 'ended with status ' . ($status >> 8);
}

# Ends all that is running, unheard.
sub kill_all () {
    for my $self (values %running) {
        delete $self->{done};
        kill 'KILL', -$self->{pid};
    }
    # One that the kernel holds cannot be waited for.
    for (1 .. 100) {
        for my $pid (keys %running) { delete $running{$pid} if waitpid($pid, POSIX::WNOHANG()) != 0 }
        last if !%running;
        select undef, undef, undef, 0.01;
    }
    %running = ();
    return;
}

sub count () { return scalar keys %running }

1;
