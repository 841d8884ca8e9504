package Health::Config;
use v5.36;
use Socket ();
use Health::Dns ();

# Reads the configuration: one record per line, fields separated by tabs, `#` starts a comment line. One unknown or invalid
# record makes the whole file invalid.
#
#   health     1
#   node       NAME
#   interface  NAME SECONDS                              where healthy addresses are kept, and their lifetime
#   check      NAME INTERVAL TIMEOUT RISE FALL KIND ...  times in milliseconds
#   vip        ADDRESS SERVICE,... CHECK...              announced while all checks pass
#   end                                                  a file without it was cut off

use constant LARGEST => 64 * 1024 * 1024;

my $NAME   = qr/[A-Za-z0-9][A-Za-z0-9._-]*/;
my $NUMBER = qr/[1-9][0-9]{0,8}/;
my $HOST   = qr/(?=.{1,253}\z)[A-Za-z0-9_][A-Za-z0-9_-]{0,62}(?:\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*/;

# Validates the arguments of each type of check.
my %KINDS = (
    tcp     => sub (@args) { @args >= 2 && address(shift @args) && !grep { !port($_) } @args },
    dns     => sub (@args) {
        @args == 5 && address($args[0]) && port($args[1]) && $args[2] =~ /\A(?:udp|tcp)\z/
            && $args[3] =~ /\A$HOST\z/ && Health::Dns::TYPES->{ $args[4] };
    },
    ntp     => sub (@args) { @args == 2 && address($args[0]) && port($args[1]) },
    haproxy => sub (@args) { @args == 1 && $args[0] =~ m{\A/} },
    members => sub (@args) { @args >= 3 && $args[0] =~ m{\A/} && $args[1] =~ /\A$NUMBER\z/ },
    run     => sub (@args) { @args >= 3 && address($args[0]) && $args[1] =~ /\A$NAME\z/ && $args[2] =~ m{\A/} },
);

# Returns {node, interface, lifetime, checks => {name => check}, vips => [vip]}; dies with `FILE:LINE: reason`.
sub read_config ($path) {
    open my $file, '<:raw', $path or die "$path: $!\n";
    my $text = '';
    while (my $count = read $file, my $part, 1 << 20) {
        $text .= $part;
        die "$path: larger than a configuration can be\n" if length $text > LARGEST;
    }
    close $file or die "$path: $!\n";
    my $config = eval { parse($text) };
    die $path . ($@ =~ /\A\d/ ? ':' : ': ') . $@ if !$config;
    return $config;
}

sub parse ($text) {
    my %config = (checks => {}, vips => []);
    my %used;
    my $number = 0;
    my $ended;
    die "does not end in a newline\n" if $text !~ /\n\z/;
    for my $line (split /\n/, $text) {
        $number++;
        next if $line =~ /\A(?:#|\z)/;
        eval {
            die "record after the end\n"        if $ended;
            die "contains a control character\n"  if $line =~ /[\x00-\x08\x0b-\x1f\x7f]/;
            my ($record, @fields) = split /\t/, $line, -1;
            if ($record eq 'end' && @fields == 0) { $ended = 1 }
            else                                  { take(\%config, \%used, $record, @fields) }
            1;
        } or die "$number: $@";
    }
    die "file is cut off: it has no end record\n" if !$ended;
    for my $key ('version', 'node', 'interface') { die "no $key\n" if !defined $config{$key} }
    for my $name (sort keys %{ $config{checks} }) { die "check $name is not used\n" if !$used{$name} }
    return \%config;
}

sub take ($config, $used, $record, @fields) {
    if ($record eq 'health') {
        once($config, 'version', 1);
        die "unknown version of the format\n" if @fields != 1 || $fields[0] ne '1';
    }
    elsif (!defined $config->{version}) { die "no version\n" }
    elsif ($record eq 'node') {
        die "not a valid name\n" if @fields != 1 || $fields[0] !~ /\A$NAME\z/;
        once($config, 'node', $fields[0]);
    }
    elsif ($record eq 'interface') {
        die "not a valid interface and lifetime\n"
            if @fields != 2 || $fields[0] !~ /\A[A-Za-z][A-Za-z0-9._-]{0,14}\z/ || $fields[1] !~ /\A$NUMBER\z/;
        once($config, 'interface', $fields[0]);
        $config->{lifetime} = $fields[1];
    }
    elsif ($record eq 'check') { take_check($config, @fields) }
    elsif ($record eq 'vip')   { take_vip($config, $used, @fields) }
    else                       { die "unknown record\n" }
    return;
}

sub take_check ($config, @fields) {
    my ($name, $interval, $timeout, $rise, $fall, $kind, @args) = @fields;
    die "too few fields\n" if !defined $kind;
    die "not a valid name of a check\n" if $name !~ /\A[\[A-Za-z0-9][][A-Za-z0-9.:_-]*\z/;
    die "duplicate check $name\n" if $config->{checks}{$name};
    for my $figure ($interval, $timeout, $rise, $fall) { die "not a valid number\n" if $figure !~ /\A$NUMBER\z/ }
    my $sound = $KINDS{$kind} or die "unknown type of check\n";
    die "not valid arguments for $kind\n" if !$sound->(@args);
    $config->{checks}{$name} = {
        name => $name, interval => $interval, timeout => $timeout, rise => $rise, fall => $fall,
        kind => $kind, args => \@args,
    };
    return;
}

sub take_vip ($config, $used, @fields) {
    my ($address, $services, @checks) = @fields;
    die "VIP without checks\n" if @checks == 0;
    my $canonical = address($address) or die "not a valid address\n";
    die "duplicate VIP $canonical\n" if $config->{seen}{$canonical}++;
    my @services = split /,/, $services, -1;
    die "not valid names of services\n" if @services == 0 || grep { !/\A$NAME\z/ } @services;
    for my $name (@checks) {
        die "there is no check $name\n" if !$config->{checks}{$name};
        $used->{$name} = 1;
    }
    push @{ $config->{vips} }, { address => $canonical, services => \@services, checks => \@checks };
    return;
}

sub once ($config, $key, $value) {
    die "duplicate $key\n" if defined $config->{$key};
    $config->{$key} = $value;
    return;
}

# The address as the kernel prints it, or nothing.
sub address ($text) {
    for my $family (Socket::AF_INET, Socket::AF_INET6) {
        my $packed = Socket::inet_pton($family, $text);
        return Socket::inet_ntop($family, $packed) if defined $packed;
    }
    return;
}

sub port ($text) { return $text =~ /\A$NUMBER\z/ && $text <= 65535 }

1;
