package Health::Kernel;
use v5.36;
use Socket ();
use Health::Clock ('now');
use Health::Log ('say_line', 'plain');
use Health::Program ();

# The addresses on the interface that BIRD watches. Only one `ip -batch` runs at a time, so that a late renewal never restores
# an address that was just removed.

use constant PATIENCE => 5000;    # milliseconds for a batch
use constant RETRY    => 1000;    # milliseconds after a failure

# `changed` is called whenever the addresses on the interface were updated or read.
sub new ($class, $loop, $interface, $lifetime, $changed) {
    return bless {
        loop => $loop, interface => $interface, lifetime => $lifetime, changed => $changed,
        on => {}, busy => 0, renewal => 0, patience => 0, trouble => '',
    }, $class;
}

# A third of the lifetime: two renewals may fail.
sub rhythm ($self) { return $self->{lifetime} * 1000 / 3 }

sub is_on ($self, $address) { return $self->{on}{$address} }

# Puts the addresses in `wanted` on the interface and renews them when due. Addresses in `kept` stay, but are not renewed.
# All others are removed.
sub sync ($self, $wanted, $kept) {
    return if $self->{busy} || now() < $self->{patience};
    my $on    = $self->{on};
    my $renew = now() >= $self->{renewal};
    my @gone  = grep { !$wanted->{$_} && !$kept->{$_} } sort keys %$on;
    my @fresh = grep { $renew || !$on->{$_} } sort keys %$wanted;
    return if !$renew && !@gone && !@fresh;
    my @lines = ((map { $self->removal($_) } @gone), (map { $self->renewal($_) } @fresh));
    $self->{renewal} = now() + $self->rhythm if $renew;
    push @lines, "address show dev $self->{interface}" if $renew;
    $self->batch(\@lines, sub ($fault, $output) {
        delete @$on{@gone};
        $on->{$_} = 1 for @fresh;
        # After a failure the state is unknown until the addresses are read again.
        if (!defined $fault) { $self->{on} = $self->present($output) if $renew }
        elsif ($output =~ /Cannot find device|does not exist/) { $self->{on} = {} }
        else { $self->{on} = { %$on, map { $_ => 1 } @gone } }
        $self->{patience} = $self->{renewal} = now() + RETRY if defined $fault;
    });
    return;
}

# Reads the addresses that an earlier daemon left; `done` is called afterwards.
sub learn ($self, $done) {
    $self->batch(["address show dev $self->{interface}"], sub ($fault, $output) {
        $self->{on} = $self->present($output);
        $done->();
    });
    return;
}

sub removal ($self, $address) {
    return 'address del ' . prefix($address) . " dev $self->{interface}";
}

# Deprecated (lifetime 0), so that the node never uses the address as a source of its own connections.
sub renewal ($self, $address) {
    my $nodad = $address =~ /:/ ? ' nodad' : '';
    return 'address replace ' . prefix($address) . " dev $self->{interface}$nodad"
        . " valid_lft $self->{lifetime} preferred_lft 0";
}

sub prefix ($address) { return $address =~ /:/ ? "$address/128" : "$address/32" }

# From `ip -o address show`: `3: health0    inet 192.0.2.10/32 scope global ...`.
sub present ($self, $output) {
    my %present;
    for my $line (split /\n/, $output) {
        next if $line !~ /\A\d+:\s+\Q$self->{interface}\E\s+inet6?\s+([0-9a-f.:]+)\/\d+\s(.*)/ || $2 =~ /scope link/;
        $present{$1} = 1;
    }
    return \%present;
}

# Passed to `ip` by a pipe, because a file system may be full.
sub batch ($self, $lines, $done) {
    $self->{busy} = 1;
    Health::Program::start(
        $self->{loop},
        argv => ['ip', '-o', '-force', '-batch', '-'], input => join('', map { "$_\n" } @$lines),
        timeout => PATIENCE, kept => 1 << 22,
        done => sub ($fault, $output) { $self->hear($fault, $output, $done) },
    );
    return;
}

sub hear ($self, $fault, $output, $done) {
    $self->{busy} = 0;
    # It is no fault if an address expired just before it was removed.
    my ($said) = grep { !/\A\d+: |\ACommand failed/ } split /\n/, $output;
    $said //= '';
    if (!defined $fault) { $self->recovered }
    elsif ($said !~ /Cannot assign requested address|Address not found/) { $self->complain("$fault: $said") }
    $done->($fault, $output);
    $self->{changed}->();
    return;
}

sub is_due ($self) { return !$self->{busy} && now() >= $self->{renewal} }

# Applies a new configuration. If the interface changed, it starts from scratch.
sub move ($self, $interface, $lifetime) {
    @$self{ 'lifetime', 'renewal' } = ($lifetime, 0);
    return if $interface eq $self->{interface};
    $self->flush;
    @$self{ 'interface', 'on' } = ($interface, {});
    return;
}

sub complain ($self, $trouble) {
    $trouble = plain($trouble);
    say_line("$self->{interface}: $trouble") if $trouble ne $self->{trouble};
    $self->{trouble} = $trouble;
    return;
}

sub recovered ($self) {
    say_line("$self->{interface}: works again") if $self->{trouble} ne '';
    $self->{trouble} = '';
    return;
}

# Removes all addresses at once. Used at the end of the daemon, after all programs were killed, so it does not use the loop.
sub flush ($self) {
    for my $try (1, 2) {
        my $status = system { 'ip' } 'ip', 'address', 'flush', 'dev', $self->{interface}, 'scope', 'global';
        return 1 if $status == 0;
    }
    return 0;
}

1;
