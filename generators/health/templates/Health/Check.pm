package Health::Check;
use v5.36;
use Socket ();
use Health::Clock ('now');
use Health::Dns ();
use Health::Log   ('plain');
use Health::Ntp     ();
use Health::Program ();
use Health::Talk    ();

# A check that runs at its interval: up after `rise` passes in a row, down after `fall` failures in a row.

# Limit of programs that run at the same time. Further checks wait for one to end, at most for their own timeout.
use constant PROGRAMS => 256;

# Checks that wait for their turn, each at most once.
my @waiting;

# `heard` is called after each run that changed something: with `verdict` if the check went up or down, else with `news`.
sub new ($class, $loop, $definition, $heard) {
    return bless {
        %$definition, loop => $loop, heard => $heard,
        up => 0, streak => 0, message => 'not checked yet',
        # Whether it has passed since this daemon started. Until then, an inherited announcement stays, but is not renewed.
        proven => 0,
    }, $class;
}

# Assumes that the check passes, because the previous daemon announced its VIP. It still has to pass.
sub adopt ($self) {
    return if $self->{up} || $self->{proven};
    $self->{up}      = 1;
    $self->{settled} = 1;
    $self->{message} = 'taken over, not checked yet';
    return;
}

# Takes new settings. The check stays up or down until its results change that.
sub redefine ($self, $definition) {
    @$self{ keys %$definition } = values %$definition;
    return;
}

# Runs the check after a delay in milliseconds, and from then on at its interval.
sub begin ($self, $delay) {
    $self->{timer} = $self->{loop}->after($delay, sub { $self->ask });
    return;
}

# Milliseconds from one run to the next. Tests of a whole fleet start it with checks that come sooner until they are up, because
# `rise` results of a slow check take long; see `prove`. After a failure they come less soon: the machine may be busy.
use constant AGAIN => 5;
sub pause ($self) {
    my $first = $ENV{INTENTLB_HEALTH_FIRST_INTERVAL};
    return $self->{interval} if !$first || $self->{settled};
    $first *= AGAIN if !($self->{good} // 1);
    return $first < $self->{interval} ? $first : $self->{interval};
}

sub retire ($self) {
    $self->{retired} = 1;
    $self->{loop}->cancel($self->{timer});
    return;
}

my %KINDS = (
    tcp => \&ask_tcp, dns => \&ask_dns, ntp => \&ask_ntp, haproxy => \&ask_haproxy, members => \&ask_members,
    run => \&ask_program,
);

sub ask ($self) {
    $self->{asked} = now();
    $KINDS{ $self->{kind} }->($self, sub ($fault, $message) { $self->hear($fault, $message) });
    return;
}

sub hear ($self, $fault, $message) {
    return if $self->{retired};
    my $good = defined $fault ? 0 : 1;
    # The output of a pass is not kept: nobody needs it, and it differs every time.
    my $said = $good ? 'passed' : plain(join ': ', grep { length } $fault, $message);
    my $rest = $self->{asked} + $self->pause - now();
    $self->begin($rest > 0 ? $rest : 0);
    my $up = $self->{up};
    # Usually the result is the same as last time, and nothing changes.
    return if $good == $up && $good == ($self->{good} // !$good) && $said eq $self->{message};
    $self->{streak}  = $good == ($self->{good} // !$good) ? $self->{streak} + 1 : 1;
    $self->{good}    = $good;
    $self->{message} = $said;
    $self->{proven}  = 1 if $good;
    $self->{up}      = 1 if $good  && $self->{streak} >= $self->{rise};
    $self->{settled} = 1 if $self->{up};
    $self->{up}      = 0 if !$good && $self->{streak} >= $self->{fall};
    $self->{heard}->($self, $up != $self->{up} ? 'verdict' : 'news');
    return;
}

# How many results in a row it has towards a change, such as `2 of 3`.
sub progress ($self) {
    return '' if !defined $self->{good} || $self->{good} eq $self->{up};
    return "$self->{streak} of " . ($self->{good} ? $self->{rise} : $self->{fall});
}

sub absent ($address) {
    return Health::Talk::is_local($address) ? undef : "$address is not an address of this node";
}

# Passes if one of the ports accepts a connection. One is enough, because HAProxy may not have loaded a new port yet.
sub ask_tcp ($self, $done) {
    my ($address, @ports) = @{ $self->{args} };
    my $absent = absent($address);
    return $done->($absent, '') if defined $absent;
    my (%faults, $ended);
    for my $port (@ports) {
        last if $ended;
        my $hear = sub ($fault, $answer) {
            return if $ended;
            $faults{$port} = $fault;
            return if defined $fault && keys %faults < @ports;
            $ended = 1;
            return $done->(undef, '') if !defined $fault;
            return $done->(join(', ', map { "port $_: $faults{$_}" } @ports), '');
        };
        Health::Talk::talk(
            $self->{loop},
            family => Health::Talk::family($address), to => Health::Talk::place($address, $port),
            timeout => $self->{timeout}, done => $hear,
        );
    }
    return;
}

# Passes if the name server has an answer.
sub ask_dns ($self, $done) {
    my @question = @{ $self->{args} };
    my $absent = absent($question[0]);
    return $done->($absent, '') if defined $absent;
    return Health::Dns::ask($self->{loop}, @question, $self->{timeout}, sub ($fault) { $done->($fault, '') });
}

# Passes if the time server says that it is synchronised.
sub ask_ntp ($self, $done) {
    my ($address, $port) = @{ $self->{args} };
    my $absent = absent($address);
    return $done->($absent, '') if defined $absent;
    return Health::Ntp::ask($self->{loop}, $address, $port, $self->{timeout}, sub ($fault) { $done->($fault, '') });
}

# Passes if HAProxy answers at its admin socket, which stays reachable even if clients use up all connections.
sub ask_haproxy ($self, $done) {
    return ask_socket($self, "show info\n", sub ($fault, $answer) {
        return $done->($fault, '') if defined $fault;
        return $done->($answer =~ /^Name: /m ? undef : 'this is not an answer of HAProxy', '');
    });
}

# Passes if enough members are up, over all backends of the service. A member counts once.
sub ask_members ($self, $done) {
    my (undef, $needed, @backends) = @{ $self->{args} };
    my $question = join(';', map { "show stat $_ 4 -1" } @backends) . "\n";
    return ask_socket($self, $question, sub ($fault, $answer) {
        return $done->($fault, '') if defined $fault;
        my ($up, $all) = count_members($answer);
        return $done->('this is not an answer of HAProxy', '') if !defined $up;
        return $done->($up >= $needed ? undef : "$up of $all members up, $needed needed", '');
    });
}

# Reads CSV with a header line (Management Guide 2.6, section 9.1).
sub count_members ($answer) {
    my (%up, %all, $name, $status);
    for my $line (split /\n/, $answer) {
        my @fields = split /,/, $line, -1;
        if ($line =~ /\A# /) {
            my %column = map { $fields[$_] => $_ } 0 .. $#fields;
            ($name, $status) = @column{ 'svname', 'status' };
        }
        elsif (defined $name && defined $status && @fields > $status) {
            $all{ $fields[$name] } = 1;
            $up{ $fields[$name] }  = 1 if $fields[$status] =~ /\A(?:UP\b|no check)/;
        }
    }
    return if !defined $name || !defined $status;
    return (scalar keys %up, scalar keys %all);
}

sub ask_socket ($self, $question, $done) {
    my $path = $self->{args}[0];
    return Health::Talk::talk(
        $self->{loop},
        family => Socket::AF_UNIX, to => Socket::pack_sockaddr_un($path), send => $question,
        timeout => $self->{timeout},
        done => sub ($fault, $answer) { $done->(defined $fault ? "$path: $fault" : undef, $answer) },
    );
}

# Passes if the program exits with 0. Its environment says which service and address it checks.
sub ask_program ($self, $done) {
    my ($address, $service, @argv) = @{ $self->{args} };
    my $absent = absent($address);
    return $done->($absent, '') if defined $absent;
    if ($self->{job} && !$self->{job}{gone}) { return $done->('the previous run cannot be killed', '') }
    return wait_for_turn($self, $done) if Health::Program::count() >= PROGRAMS;
    $self->{job} = Health::Program::start(
        $self->{loop},
        argv        => \@argv,
        timeout     => $self->{timeout},
        environment => {
            INTENTLB_SERVICE => $service,
            INTENTLB_ADDRESS => $address,
            INTENTLB_FAMILY  => $address =~ /:/ ? 'ipv6' : 'ipv4',
        },
        done => $done,
    );
    return;
}

# Programs that cannot be killed may block all slots for ever. A check that timed out here keeps its place in the queue.
sub wait_for_turn ($self, $done) {
    push @waiting, $self if !$self->{waits}++;
    $self->{turn} = $done;
    $self->{late} = $self->{loop}->after($self->{timeout}, sub { (delete $self->{turn})->('too many programs are running', '') });
    return;
}

# Call it when programs have ended.
sub start_waiting () {
    while (@waiting && Health::Program::count() < PROGRAMS) {
        my $check = shift @waiting;
        $check->{waits} = 0;
        my $done = delete $check->{turn} or next;
        $check->{loop}->cancel($check->{late});
        $check->ask_program($done);
    }
    return;
}

1;
