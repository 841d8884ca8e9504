package Health::Program;
use v5.36;
use Errno      ();
use IO::Handle ();
use POSIX      ();
use Health::Log ('plain');

# Runs programs next to the event loop, each in its own process group and with a timeout. No descendant outlives a program:
# its group is killed with it, and processes that left the group become children of the daemon when their parent ends.

# Bytes of output that are kept; the rest is read and discarded, so that the program never blocks.
use constant KEPT => 4096;

# PR_SET_CHILD_SUBREAPER of prctl(2), and the number of that call on machines with 64 bits: Perl knows no name for it.
use constant SUBREAPER => 36;
use constant PRCTL => { x86_64 => 157, aarch64 => 167, riscv64 => 167, ppc64le => 171, ppc64 => 171, s390x => 172 };

my %running;

# From now on, orphans of the programs become children of this process, which can end them.
sub adopt_orphans () {
    my $prctl = PRCTL->{ (POSIX::uname())[4] };
    syscall $prctl, SUBREAPER, 1, 0, 0, 0 if $prctl && length pack('p', '') == 8;
    return;
}

# Starts argv without a shell, with `input` on standard input. `done` is called once, with the fault (none if the exit status
# is 0) and the output. At the timeout it is called at once, and the group is killed. Returns the job; `gone` is set once it
# was reaped.
sub start ($loop, %job) {
    my $self = { %job, loop => $loop, output => '', kept => $job{kept} // KEPT };
    pipe $self->{from}, my $to or return refuse($self, "pipe: $!");
    my $in;
    if (defined $job{input}) { pipe $in, $self->{to} or return refuse($self, "pipe: $!") }
    my $pid = fork;
    return refuse($self, "fork: $!") if !defined $pid;
    become($self, $in, $to) if $pid == 0;
    POSIX::setpgid($pid, $pid);    # the child does the same; whichever is first
    close $to;
    if ($in) {
        close $in;
        $self->{to}->blocking(0);
        $loop->on_writable($self->{to}, sub { feed($self) });
    }
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
sub become ($self, $in, $to) {
    $SIG{$_} = 'DEFAULT' for 'CHLD', 'HUP', 'TERM', 'INT', 'PIPE';
    POSIX::setpgid(0, 0);
    POSIX::dup2($in ? fileno $in : POSIX::open('/dev/null', POSIX::O_RDONLY()), 0);
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

# A pipe accepts a limited amount at a time. If the program stops reading, the rest is dropped.
sub feed ($self) {
    my $count = syswrite $self->{to}, $self->{input};
    return if !defined $count && $!{EAGAIN};
    substr $self->{input}, 0, $count, '' if defined $count;
    hang_up($self, 'to') if !defined $count || $self->{input} eq '';
    return;
}

sub hear ($self) {
    while (1) {
        my $count = sysread $self->{from}, my $part, 65536;
        return if !defined $count;
        last   if $count == 0;
        my $room = $self->{kept} - length $self->{output};
        $self->{output} .= substr $part, 0, $room if $room > 0;
        return if $count < 65536;    # a flood of output must not block the loop
    }
    hang_up($self, 'from');
    return;
}

sub hang_up ($self, $end) {
    return if !$self->{$end};
    $self->{loop}->forget($self->{$end});
    close delete $self->{$end};
    return;
}

sub expire ($self) {
    kill 'KILL', -$self->{pid};
    finish($self, "no answer within $self->{timeout} ms");
    return;
}

sub finish ($self, $fault) {
    hear($self) if $self->{from};
    hang_up($self, $_) for 'from', 'to';
    $self->{loop}->cancel($self->{timer});
    my $done = delete $self->{done} or return;
    $done->($fault, $self->{output});
    return;
}

# Call it at SIGCHLD. Processes that a program left behind, in its group or outside, end with it.
sub reap () {
    my $reaped = 0;
    while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
        my $status = $?;
        $reaped++;
        my $self   = delete $running{$pid} or next;
        kill 'KILL', -$pid;
        $self->{gone} = 1;
        finish($self, scalar describe($status));
    }
    kill 'KILL', grep { !is_awaited($_) } strangers() if $reaped;
    return;
}

# Child processes that are not one of the programs.
sub strangers () {
    open my $file, '<', "/proc/$$/task/$$/children" or return;
    return grep { !$running{$_} } split / /, <$file> // '';
}

# Whether the program that started this process still runs: it shares its group or its environment.
sub is_awaited ($pid) {
    return 1 if $running{ getpgrp $pid };
    open my $file, '<:raw', "/proc/$pid/environ" or return 0;
    local $/;
    my %told = map { $_ => 1 } split /\0/, <$file> // '';
    return grep {
        my $given = $_->{environment} // {};
        %$given && !grep { !$told{"$_=$given->{$_}"} } keys %$given;
    } values %running;
}

sub describe ($status) {
    return if $status == 0;
    return 'ended by signal ' . ($status & 127) if $status & 127;
    return 'ended with status ' . ($status >> 8);
}

# Kills all running programs without calling `done`.
sub kill_all () {
    for my $self (values %running) {
        delete $self->{done};
        kill 'KILL', -$self->{pid};
    }
    # A process stuck in the kernel cannot be waited for. Orphans of the others show up once their parents are gone.
    for (1 .. 100) {
        for my $pid (keys %running) { delete $running{$pid} if waitpid($pid, POSIX::WNOHANG()) != 0 }
        my @strangers = strangers();
        kill 'KILL', @strangers;
        waitpid $_, POSIX::WNOHANG() for @strangers;
        last if !%running && !@strangers;
        select undef, undef, undef, 0.01;
    }
    %running = ();
    return;
}

sub count () { return scalar keys %running }

1;
