# First process of a machine: its name, wires, files and addresses; afterwards it buries orphans.
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

# Places where daemons write: empty, and gone with the machine.
while read -r empty; do
	if [ -d "$empty" ]; then mount -t tmpfs -o mode=755 machine "$empty"; fi
done <"$folder/empty"

# The node's files over the machine's own: copies, since a tree that is rebuilt below an overlay goes stale. They are a
# layer below the writable one, so that their folders belong to this machine's root, and not to that of the host, who is
# nobody to a plain user. Where something is mounted below a folder, a plain user may lay nothing over it: a copy of what
# he may read takes its place.
memory=$folder/memory
mkdir -p "$memory"
mount -t tmpfs -o mode=755 machine "$memory"
cp -R --preserve=mode "$folder/files" "$memory/files"
while read -r top; do
	mkdir -p "$memory/upper/$top" "$memory/work/$top"
	layers=lowerdir=$memory/files/$top:/$top,upperdir=$memory/upper/$top,workdir=$memory/work/$top
	if ! mount -t overlay machine -o "$layers" "/$top" 2>/dev/null; then
		cp -a "/$top/." "$memory/upper/$top/" 2>/dev/null || :
		cp -R --preserve=mode --remove-destination "$memory/files/$top/." "$memory/upper/$top/"
		mount --bind "$memory/upper/$top" "/$top"
	fi
done <"$folder/overlays"

mount -t proc proc /proc
mount -t sysfs sysfs /sys 2>/dev/null || :
. "./$folder/setup"

state=ready
report
trap - EXIT
trap : TERM INT
exec </dev/null >/dev/null 2>&1 3>&-
while :; do
	sleep 86400 &
	wait || :
done
