# First process of the lab's namespaces: creates the bridges, then starts a machine for each folder that it reads from its
# standard input. It ends when that is closed, which happens however the prover ends. All processes and namespaces of the
# lab end with it. It is started in the folder with the programs and their input.
set -eu
umask 022

# /proc is that of the prover here, so pids are those that the prover sees.
read -r pid rest </proc/self/stat
mount --make-rprivate /
: >fabric.net
mount --bind /proc/self/ns/net fabric.net
for family in conf/default conf/all; do echo 1 >"/proc/sys/net/ipv6/$family/disable_ipv6" 2>/dev/null || :; done
# A copy of the settings that everybody can read: folders of daemons without access for others would block the lab's, too.
mkdir etc
mount -t tmpfs -o mode=755 settings etc
cp -R --preserve=mode,links /etc/. etc/ 2>/dev/null || :
ip link set lo up
ip -batch fabric.ip
echo "fabric $pid"

while read -r folder; do
	unshare -mnuip --fork --kill-child sh programs/machine.sh "$folder" 3>&1 >>"$folder/log" 2>&1 &
done
