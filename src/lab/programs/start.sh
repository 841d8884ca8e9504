# Starts the first program of a lab as root of new namespaces. Outside of them this root has no rights: it uses the user's
# subordinate ids, or unused ids if root calls. When everything has ended, the files on disk are removed, however the prover
# ended.
# Arguments: the lab's folder, the first of the ids for root's labs, the command line, which is started in `inside` in that
# folder. `inside` belongs to the new root.
set -eu
lab=$1 first=$2
shift 2
trap 'rm -rf --one-file-system "$lab"' EXIT
mkdir -p "$lab/inside"
set -- unshare -mnup --fork --kill-child "$@"

if [ "$(id -u)" -ne 0 ]; then
	cd "$lab/inside"
	unshare --user --map-root-user --map-auto "$@"
	exit
fi

# Ids can only be mapped into an existing namespace, so a process keeps it until it is open here.
unshare --user sleep 60 </dev/null >/dev/null &
holder=$!
tries=0
while [ "/proc/$holder/ns/user" -ef "/proc/$$/ns/user" ]; do
	if [ $((tries += 1)) -gt 3000 ]; then exit 1; fi
	sleep 0.01
done
for map in uid_map gid_map; do echo "0 $first 65536" >"/proc/$holder/$map"; done
exec 4<"/proc/$holder/ns/user"
kill "$holder"
# Parents of the lab's folder may be closed to the new root.
chown -R "$first:$first" "$lab/inside"
unshare --mount sh -ec 'mount --bind "$1" /mnt; cd /mnt; shift; exec "$@"' sh "$lab/inside" \
	nsenter --user=/proc/self/fd/4 sh -c 'exec "$@" 4<&-' sh "$@"
