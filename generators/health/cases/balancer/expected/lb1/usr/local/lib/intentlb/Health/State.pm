package Health::State;
use v5.36;
use Errno ();

# What is announced and why not, written by the program that runs for those who ask. Fields are separated by tabs.

use constant FILE => '/run/intentlb/health.state';

# Replaces the file at once; readers see the old one or the new one. Returns what went wrong, or nothing.
sub write_state (@records) {
    my $new = FILE . '.new';
    open my $file, '>', $new or return "$new: $!";
    print $file join('', map { join("\t", @$_) . "\n" } @records) or return "$new: $!";
    close $file or return "$new: $!";
    rename $new, FILE or return FILE . ": $!";
    return;
}

# {pid, node, age, vips => [{address, state, since, services, why}]}, or nothing when the program does not run.
sub read_state () {
    open my $file, '<', FILE or return;
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
    unlink FILE;
    return;
}

1;
