package Health::Check;
use v5.36;
use Socket ();
use Health::Clock ('now');
use Health::Dns ();
use Health::Log   ('plain');
use Health::Ntp     ();
use Health::Program ();
use Health::Talk    ();

# A check with its rhythm and its verdict: up after `rise` good answers in a row, down after `fall` bad ones.

# Programs that run at the same time; more wait for one to end, each for its time limit.
use constant PROGRAMS => 256;

# Checks whose turn has not come; each once.
my @waiting;

# `heard` is called after each answer that says something new: with `verdict` when that changed, else with `news`.
sub new ($class, $loop, $definition, $heard) {
    return bless {
        %$definition, loop => $loop, heard => $heard,
        up => 0, streak => 0, message => 'not asked yet',
        # Whether it passed since this program began. What a predecessor announced stays until it lapses, but is not
        # renewed before that.
        proven => 0,
    }, $class;
}

# A check that a predecessor held for good: it keeps what is announced, but has to show it.
sub adopt ($self) {
    return if $self->{up} || $self->{proven};
    $self->{up}      = 1;
    $self->{message} = 'taken over, not asked yet';
    return;
}

# A new configuration: the question may change, the verdict stays until answers change it.
sub redefine ($self, $definition) {
    @$self{ keys %$definition } = values %$definition;
    return;
}

# Asks for the first time after so many milliseconds, from then on at its interval.
sub begin ($self, $delay) {
    $self->{timer} = $self->{loop}->after($delay, sub { $self->ask });
    return;
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
    # What a good answer says is nobody's concern, and each says something else.
    my $said = $good ? 'well' : plain(join ': ', grep { length } $fault, $message);
    my $rest = $self->{asked} + $self->{interval} - now();
    $self->begin($rest > 0 ? $rest : 0);
    my $up = $self->{up};
    # Nearly all answers are what the last one was, on a verdict that stands.
    return if $good == $up && $good == ($self->{good} // !$good) && $said eq $self->{message};
    $self->{streak}  = $good == ($self->{good} // !$good) ? $self->{streak} + 1 : 1;
    $self->{good}    = $good;
    $self->{message} = $said;
    $self->{proven}  = 1 if $good;
    $self->{up}      = 1 if $good  && $self->{streak} >= $self->{rise};
    $self->{up}      = 0 if !$good && $self->{streak} >= $self->{fall};
    $self->{heard}->($self, $up != $self->{up} ? 'verdict' : 'news');
    return;
}

# How far it is on the way to the other verdict: `2 of 3`.
sub progress ($self) {
    return '' if !defined $self->{good} || $self->{good} eq $self->{up};
    return "$self->{streak} of " . ($self->{good} ? $self->{rise} : $self->{fall});
}

sub absent ($address) {
    return Health::Talk::is_local($address) ? undef : "$address is not an address of this node";
}

# Well when one of the ports takes a connection: HAProxy may not know a new port yet, and the others are no worse for it.
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

# Well when the name server has an answer.
sub ask_dns ($self, $done) {
    my @question = @{ $self->{args} };
    my $absent = absent($question[0]);
    return $done->($absent, '') if defined $absent;
    return Health::Dns::ask($self->{loop}, @question, $self->{timeout}, sub ($fault) { $done->($fault, '') });
}

# Well when the time server says that it knows the time.
sub ask_ntp ($self, $done) {
    my ($address, $port) = @{ $self->{args} };
    my $absent = absent($address);
    return $done->($absent, '') if defined $absent;
    return Health::Ntp::ask($self->{loop}, $address, $port, $self->{timeout}, sub ($fault) { $done->($fault, '') });
}

# Well when HAProxy's process answers at its admin socket, which no number of clients can fill.
sub ask_haproxy ($self, $done) {
    return ask_socket($self, "show info\n", sub ($fault, $answer) {
        return $done->($fault, '') if defined $fault;
        return $done->($answer =~ /^Name: /m ? undef : 'not the answer of HAProxy', '');
    });
}

# Well when so many members are up in some backend of the service. A member counts once.
sub ask_members ($self, $done) {
    my (undef, $needed, @backends) = @{ $self->{args} };
    my $question = join(';', map { "show stat $_ 4 -1" } @backends) . "\n";
    return ask_socket($self, $question, sub ($fault, $answer) {
        return $done->($fault, '') if defined $fault;
        my ($up, $all) = count_members($answer);
        return $done->('not the answer of HAProxy', '') if !defined $up;
        return $done->($up >= $needed ? undef : "$up of $all members up, $needed needed", '');
    });
}

# From CSV with a head that names its columns (Management Guide 2.6, section 9.1).
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

# Well when the program ends with 0. It is told what it is asked about.
sub ask_program ($self, $done) {
    my ($address, $service, @argv) = @{ $self->{args} };
    my $absent = absent($address);
    return $done->($absent, '') if defined $absent;
    if ($self->{job} && !$self->{job}{gone}) { return $done->('the last run cannot be killed', '') }
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

# What nobody can end may hold all places for ever. A check that is too late keeps its place for the next time.
sub wait_for_turn ($self, $done) {
    push @waiting, $self if !$self->{waits}++;
    $self->{turn} = $done;
    $self->{late} = $self->{loop}->after($self->{timeout}, sub { (delete $self->{turn})->('too many programs run', '') });
    return;
}

# To be called when programs have ended.
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
