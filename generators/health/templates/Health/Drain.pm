package Health::Drain;
use v5.36;
use Exporter 'import';
our @EXPORT_OK = ('drained', 'marker');

# What an operator has drained: a file per service, `service-NAME`, or `all`. Files that nobody generates, in a place
# that survives reboots.

use constant FOLDER => '/var/lib/intentlb/drain';

sub marker ($target) {
    return FOLDER . '/' . ($target eq 'all' ? 'all' : "service-$target");
}

# Sorted names of what is drained: services, and `all` for the node as a whole. Undefined when nobody can tell.
sub drained () {
    opendir my $folder, FOLDER or return $!{ENOENT} ? { all => 0, services => {} } : undef;
    my @entries = readdir $folder;
    return {
        all      => scalar(grep { $_ eq 'all' } @entries),
        services => { map { /\Aservice-(.+)\z/ ? ($1 => 1) : () } @entries },
    };
}

1;
