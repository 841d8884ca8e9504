# First process of a machine: sets up its name, wires, files and addresses; afterwards it reaps orphans.
# Argument: the machine's folder, relative to that of the lab, where it is started.
set -eu
folder=$1
read -r pid rest </proc/self/stat
number=${folder##*/}
state=failed
report() {
	echo "$state $number $pid" >&3
}
trap report EXIT
mount --make-rprivate /
hostname -F "$folder/hostname"

ip -batch "$folder/wires.ip"
nsenter --net=fabric.net ip -batch "$folder/plugs.ip"

# A root file system in memory, with only those programs and settings of the host that the lab's root can read, because
# daemons run the catalog's raw lines.
memory=$folder/memory
mkdir -p "$memory"
mount -t tmpfs -o mode=755 machine "$memory"
cp -R --preserve=mode "$folder/files" "$memory/files"
find "$memory/files" -type d -exec chmod 755 {} +
root=$memory/root
mkdir -p "$root"
# Only a mount point can become the root.
mount --bind "$root" "$root"
(
	cd "$root"
	mkdir dev dev/shm etc old proc root run run/lock srv sys tmp usr var var/cache var/lib var/log var/tmp
	chmod 1777 dev/shm run/lock tmp var/tmp
	ln -s /run /run/lock var
	cp -P /dev/fd /dev/stdin /dev/stdout /dev/stderr dev
	for device in null zero full random urandom tty; do : >"dev/$device"; done
	for top in bin sbin lib lib32 lib64 libx32; do
		if [ -L "/$top" ]; then
			cp -P "/$top" .
		elif [ -d "/$top" ]; then
			mkdir "$top"
			echo "/$top $top none rbind 0 0"
		fi
	done >../mounts
	for top in usr dev/null dev/zero dev/full dev/random dev/urandom dev/tty; do
		echo "/$top $top none rbind 0 0"
	done >>../mounts
	mount --all --fstab ../mounts
)

# The node's files on top of those, as copies, because a tree that is rebuilt below an overlay becomes stale. They are a layer
# below the writable one, so that their folders belong to this machine's root and not to that of the host, which is nobody
# here. If something is mounted below a folder, a copy of its readable files replaces the overlay.
while read -r top; do
	files=$memory/files/$top
	case $top in
	etc) below=etc ;;
	usr/*) below=/$top ;;
	*) below= ;;
	esac
	if [ -z "$below" ]; then
		mkdir -p "$root/$top"
		cp -R --preserve=mode "$files/." "$root/$top/"
		continue
	fi
	mkdir -p "$memory/upper/$top" "$memory/work/$top"
	layers=lowerdir=$files:$below,upperdir=$memory/upper/$top,workdir=$memory/work/$top
	if ! mount -t overlay machine -o "$layers" "$root/$top" 2>/dev/null; then
		cp -a "$below/." "$memory/upper/$top/" 2>/dev/null || :
		cp -R --preserve=mode --remove-destination "$files/." "$memory/upper/$top/"
		mount --bind "$memory/upper/$top" "$root/$top"
	fi
done <"$folder/overlays"

mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys" 2>/dev/null || :
cp "$folder/setup" "$root/setup"
cd "$root"
pivot_root . old
cd /
umount -l old
rmdir old
. /setup
rm setup

state=ready
report
trap - EXIT
trap : TERM INT
exec </dev/null >/dev/null 2>&1 3>&-
while :; do
	sleep 86400 &
	wait || :
done
