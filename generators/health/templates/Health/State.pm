package Health::State;
use v5.36;
use Errno ();

# What is announced and why not, written by the program that runs for those who ask. Fields are separated by tabs.

# Where it is, and where else when there is no room.
use constant FILES => ('/run/intentlb/health.state', '/var/lib/intentlb/health.state');

my $file_in_use;

# Replaces the file at once; readers see the old one or the new one. Returns what went wrong, or nothing.
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

# Says that it is still so.
sub touch () {
    utime undef, undef, $file_in_use if defined $file_in_use;
    return;
}

# {pid, node, age, vips => [{address, state, since, services, why}]}, or nothing when the program does not run.
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
    # Another user's process is there too, though we may not signal it.
    return if !kill(0, $state{pid}) && !$!{EPERM};
    return \%state;
}

sub remove () {
    unlink FILES;
    return;
}

1;
