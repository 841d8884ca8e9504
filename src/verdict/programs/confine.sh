# Runs a program where nothing of this machine is but what daemons need: a root of its own in memory, with the programs of
# this machine and the files of a node's tree. It sees no other processes and no network, and has no rights of the caller.
# Started by `unshare` in namespaces of its own, in the folder that holds the tree, whose owner it becomes; beside that the
# root is made.
# Arguments: number of the user and group to become (empty: stay who one is in here), a capability to keep there (empty:
# none), programs outside of /usr (separated by colons), names below /etc that the daemon's package fills and folders that it
# expects (separated by spaces), the command line.
set -eu
id=$1 kept=$2 programs=$3 own=$4 expected=$5
shift 5

# Becomes the program that follows.
become() {
	if [ -n "$id" ]; then set -- --reuid="$id" --regid="$id" --clear-groups --ambient-caps="$rights" "$@"; fi
	exec setpriv --no-new-privs --inh-caps="$rights" --bounding-set="$rights" "$@"
}

# A path as a table of mounts has it.
escape() {
	case $1 in
	*[!A-Za-z0-9/._-]*) printf %s "$1" | sed 's/\\/\\134/g; s/ /\\040/g; s/\t/\\011/g; s/#/\\043/g' ;;
	*) printf %s "$1" ;;
	esac
}

# Each process that is started here is started for every daemon of every node: as few as possible, and all mounts but the
# first by one. `unshare` has seen to it that nothing of them is seen outside.
tree=$(pwd -P)
new=${tree%/*}/root
mkdir "$new"
mount -t tmpfs -o "mode=755,nosuid${id:+,uid=$id,gid=$id}" root "$new"
cd "$new"
mounts= folders= links= names=
# Mounts "$1" at "$2" of the new root.
bind() { mounts="$mounts$1 $2 none ${3-bind} 0 0
"; }

bind "$(escape "$tree")" tree
for folder in bin sbin lib lib32 lib64 libx32; do
	if [ -L "/$folder" ]; then
		if [ "/$folder" -ef "/usr/$folder" ]; then links="$links usr/$folder"; fi
	elif [ -d "/$folder" ]; then
		folders="$folders $folder"
		bind "/$folder" "$folder" rbind,ro
	fi
done
if [ ! -d "$tree/usr" ]; then bind /usr usr rbind; fi
# What programs look up, and what daemons of the distribution come with, as far as anybody may read it: folders as they
# are, where the tree has nothing to add.
# shellcheck disable=SC2086 # names without spaces
for name in alternatives group hosts ld.so.cache ld.so.conf ld.so.conf.d localtime magic mime.types nsswitch.conf \
	os-release passwd protocols services ssl/certs ssl/openssl.cnf $own; do
	if [ ! -e "/etc/$name" ]; then continue; fi
	if [ -d "/etc/$name" ] && [ ! -e "$tree/etc/${name%%/*}" ]; then
		folders="$folders etc/$name"
		bind "/etc/$name" "etc/$name"
	else
		names="$names etc/$name"
	fi
done
# shellcheck disable=SC2086 # names without spaces
mkdir -p dev etc/ssl old proc run srv tmp tree usr var/cache var/lib var/log var/tmp $folders $expected
# The last thing that is done to files as root: from here on all that is written is written as who the program will be.
if [ -n "$id" ]; then chown "$id:$id" etc etc/ssl run srv tmp var var/* $expected; fi
for device in null zero full random urandom; do
	: >"dev/$device"
	bind "/dev/$device" "dev/$device"
done
(
	IFS=:
	for program in $programs; do
		mkdir -p "./${program%/*}"
		: >"./$program"
		mount --bind "$program" "./$program"
	done
)
printf %s "$mounts" >"$new.mounts"
mount --all --fstab "$new.mounts"
# Containers may forbid it; daemons that check files do without.
mount -t proc proc proc 2>/dev/null || :
if [ -d "$tree/usr" ]; then mount -t overlay -o "ro,lowerdir=$tree/usr:/usr" usr usr; fi
# shellcheck disable=SC2086
ln -s $links .
cp -P /dev/fd /dev/stdout /dev/stderr dev
pivot_root . old

cd /old
# shellcheck disable=SC2086
(rights=-all become cp -R --parents --preserve=mode $names /) 2>/dev/null || :
cd /tree
tops=
for top in *; do
	if [ "$top" != usr ] && [ -e "$top" ]; then tops="$tops $top"; fi
done
# shellcheck disable=SC2086
if [ -n "$tops" ]; then (rights=-all become cp -R --preserve=mode --remove-destination $tops /); fi
cd /
umount -l old tree
export TMPDIR=/tmp HOME=/
rights="-all${kept:+,$kept}"
# Not as the first process of its namespace, which signals do not end.
status=0
(become "$@") || status=$?
exit "$status"
