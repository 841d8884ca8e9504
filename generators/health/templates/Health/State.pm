package Health::State;
use v5.36;
use Errno ();

# Which VIPs are announced, and why others are not. The daemon writes it for `health status`. Fields are separated by tabs.

# Path of the file, and another one if the first is full.
use constant FILES => ('/run/intentlb/health.state', '/var/lib/intentlb/health.state');

# What it checks, for `health checks`: written next to that with each configuration.
use constant CHECKS => map { s/state\z/checks/r } FILES;

my $file_in_use;

# Replaces the file atomically: readers see the old one or the new one. Returns the fault, or nothing.
sub write_state (@records) {
    my $text = join '', map { join("\t", @$_) . "\n" } @records;
    my @faults;
    for my $path (FILES) {
        my $fault = replace($path, $text);
        if (!defined $fault) {
            $file_in_use = $path;
            unlink grep { $_ ne $path } FILES;
            return;
        }
        push @faults, $fault;
    }
    return join ', ', @faults;
}

sub replace ($path, $text) {
    my $new = "$path.new";
    my $done = open my $file, '>', $new;
    $done &&= print $file $text;
    $done &&= close $file;
    $done &&= rename $new, $path;
    return if $done;
    my $fault = "$new: $!";
    unlink $new;
    return $fault;
}

# One record per VIP and check, after the state was written.
sub write_checks (@records) {
    return 'the state was not written' if !defined $file_in_use;
    return replace($file_in_use =~ s/state\z/checks/r, join '', map { join("\t", @$_) . "\n" } @records);
}

# The lines of these records, or nothing if the daemon is not running.
sub read_checks () {
    return if !read_state();
    my ($path) = sort { -M $a <=> -M $b } grep { -e } CHECKS;
    return if !defined $path;
    open my $file, '<', $path or return;
    return <$file>;
}

# Confirms that the state is current.
sub touch () {
    utime undef, undef, $file_in_use if defined $file_in_use;
    return;
}

# {pid, node, age, vips => [{address, state, since, services, why}]}, or nothing if the daemon is not running.
sub read_state () {
    my ($path) = sort { -M $a <=> -M $b } grep { -e } FILES;
    return if !defined $path;
    open my $file, '<', $path or return;
    my %state = (vips => [], age => time - (stat $file)[9]);
    while (my $line = <$file>) {
        chomp $line;
        my ($record, @fields) = split /\t/, $line, -1;
        if ($record eq 'run') { @state{ 'pid', 'node', 'patience' } = @fields }
        elsif ($record eq 'vip') {
            my %vip;
            @vip{ 'address', 'state', 'since', 'services', 'why' } = @fields;
            push @{ $state{vips} }, \%vip;
        }
    }
    return if !$state{pid} || $state{age} > $state{patience};
    # A process of another user exists, too, although we may not signal it.
    return if !kill(0, $state{pid}) && !$!{EPERM};
    return \%state;
}

sub remove () {
    unlink FILES, CHECKS;
    return;
}

1;
