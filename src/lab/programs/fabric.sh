# First process of the lab's namespaces: makes the bridges, then starts a machine for each folder that it reads from its
# standard input. It ends when that is closed, as happens however the prover ends; with it end all processes and
# namespaces of the lab. It is started in the folder that has the programs, and what they read.
set -eu
umask 022

# There is no /proc of its own here: numbers of processes are those that the prover sees.
read -r pid rest </proc/self/stat
mount --make-rprivate /
: >fabric.net
mount --bind /proc/self/ns/net fabric.net
for family in conf/default conf/all; do echo 1 >"/proc/sys/net/ipv6/$family/disable_ipv6" 2>/dev/null || :; done
# What anybody may read of the settings here: folders of daemons that are closed to others would be closed to the lab's, too.
mkdir etc
mount -t tmpfs -o mode=755 settings etc
cp -R --preserve=mode,links /etc/. etc/ 2>/dev/null || :
ip link set lo up
ip -batch fabric.ip
echo "fabric $pid"

while read -r folder; do
	unshare -mnuip --fork --kill-child sh programs/machine.sh "$folder" 3>&1 >>"$folder/log" 2>&1 &
done
