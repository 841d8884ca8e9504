# First process of the lab's namespaces: makes the bridges, then starts a machine for each folder that it reads from its
# standard input. It ends when that is closed, as happens however the prover ends; with it end all processes and
# namespaces of the lab, and what was put on disk is removed.
# Arguments: folder of the lab, folder of these programs.
set -eu
lab=$1 programs=$2
cd "$lab"
finish() {
	cd /
	umount "$lab/fabric.net" 2>/dev/null || :
	rm -rf --one-file-system "$lab"
}
trap finish EXIT

# There is no /proc of its own here: numbers of processes are those that the prover sees.
read -r pid rest </proc/self/stat
mount --make-rprivate /
: >fabric.net
mount --bind /proc/self/ns/net fabric.net
for family in conf/default conf/all; do echo 1 >"/proc/sys/net/ipv6/$family/disable_ipv6" 2>/dev/null || :; done
ip link set lo up
ip -batch fabric.ip
echo "fabric $pid"

while read -r folder; do
	unshare -mnuip --fork --kill-child sh "$programs/machine.sh" "$folder" 3>&1 >>"$folder/log" 2>&1 &
done
