package Health::Log;
use v5.36;
use Exporter 'import';
our @EXPORT_OK = ('say_line', 'plain');

use constant LONGEST => 200;

# A line for the journal.
sub say_line ($text) {
    syswrite STDOUT, plain($text, 1000) . "\n";
    return;
}

# Output of a program or server, as one line without control characters.
sub plain ($text, $longest = LONGEST) {
    $text =~ s/\s+/ /ag;
    $text =~ s/^ | $//ag;
    $text =~ s/[^\x20-\x7e]/?/g;
    return length $text <= $longest ? $text : substr($text, 0, $longest - 3) . '...';
}

1;
