# Runs a program where nothing of this machine is but what daemons need: a root of its own in memory, with the programs of
# this machine and the files of a node's tree. It sees no other processes and no network, and has no rights of the caller.
# Started by `unshare` in namespaces of its own, in the folder that holds the tree, whose owner it becomes; beside that the
# root is made.
# Arguments: number of the user and group to become (empty: stay who one is in here), a capability to keep there (empty:
# none), programs outside of /usr (separated by colons), the command line.
set -eu
id=$1 kept=$2 programs=$3
shift 3

# Becomes the program that follows.
become() {
	if [ -n "$id" ]; then set -- --reuid="$id" --regid="$id" --clear-groups --ambient-caps="$rights" "$@"; fi
	exec setpriv --no-new-privs --inh-caps="$rights" --bounding-set="$rights" "$@"
}

# Nothing that is mounted in here is seen outside.
mount --make-rprivate /
tree=$(pwd -P)
new=${tree%/*}/root
mkdir "$new"
mount -t tmpfs -o "mode=755,nosuid${id:+,uid=$id,gid=$id}" root "$new"
cd "$new"
mkdir -p dev etc/ssl old proc run/lock srv tmp tree usr var/cache var/lib var/log/apache2 var/tmp var/www/html
# The last thing that is done to files as root: from here on all that is written is written as who the program will be.
if [ -n "$id" ]; then chown "$id:$id" etc etc/ssl run run/lock srv tmp var var/*; fi
mount --bind "$tree" tree
for folder in bin sbin lib lib32 lib64 libx32; do
	if [ -L "/$folder" ]; then
		ln -s "$(readlink "/$folder")" "$folder"
	elif [ -d "/$folder" ]; then
		mkdir "$folder"
		mount --rbind -o ro "/$folder" "$folder"
	fi
done
if [ -d "$tree/usr" ]; then
	mount -t overlay -o "ro,lowerdir=$tree/usr:/usr" usr usr
else
	mount --rbind /usr usr
fi
for device in null zero full random urandom; do
	: >"dev/$device"
	mount --bind "/dev/$device" "dev/$device"
done
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
# Containers may forbid it; daemons that check files do without.
mount -t proc proc proc 2>/dev/null || :
(
	IFS=:
	for program in $programs; do
		mkdir -p "./${program%/*}"
		: >"./$program"
		mount --bind "$program" "./$program"
	done
)
# What programs look up, and what daemons of the distribution come with, as far as anybody may read it: large folders as
# they are, where the tree has nothing to add.
names=
for name in alternatives apache2 bird group haproxy hosts icinga2 ld.so.cache ld.so.conf ld.so.conf.d localtime magic \
	mime.types nsswitch.conf passwd php protocols services ssl/certs ssl/openssl.cnf; do
	if [ ! -e "/etc/$name" ]; then continue; fi
	case $name in
	alternatives | apache2 | icinga2 | php | ssl/certs)
		if [ ! -e "$tree/etc/${name%%/*}" ]; then
			mkdir -p "etc/$name"
			mount --bind "/etc/$name" "etc/$name"
			continue
		fi
		;;
	esac
	names="$names etc/$name"
done
pivot_root . old

cd /old
# shellcheck disable=SC2086
(rights=-all become cp -R --parents --preserve=mode $names /) 2>/dev/null || :
cd /tree
for top in *; do
	if [ "$top" = usr ] || [ ! -e "$top" ]; then continue; fi
	(rights=-all become cp -R --preserve=mode --remove-destination "$top" /)
done
cd /
umount -l old tree
rmdir old tree
export TMPDIR=/tmp HOME=/
rights="-all${kept:+,$kept}"
# Not as the first process of its namespace, which signals do not end.
status=0
(become "$@") || status=$?
exit "$status"
