package Health::Drain;
use v5.36;
use Exporter 'import';
our @EXPORT_OK = ('drained', 'marker');

# The drains that operators have set: a file `service-NAME` per service, or `all`. These files are not generated, and are
# kept in a folder that survives reboots.

use constant FOLDER => '/var/lib/intentlb/drain';

sub marker ($target) {
    return FOLDER . '/' . ($target eq 'all' ? 'all' : "service-$target");
}

# The drained services, and `all` for the whole node. Undefined if the folder cannot be read.
sub drained () {
    opendir my $folder, FOLDER or return $!{ENOENT} ? { all => 0, services => {} } : undef;
    my @entries = readdir $folder;
    return {
        all      => scalar(grep { $_ eq 'all' } @entries),
        services => { map { /\Aservice-(.+)\z/ ? ($1 => 1) : () } @entries },
    };
}

1;
