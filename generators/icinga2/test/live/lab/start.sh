#!/bin/sh
# Runs in its own namespaces: every address of the fleet on loopback, Icinga on the generated files of three nodes, BIRD on
# one, and `inside.mjs` as the servers that they check. It ends when its standard input closes, and everything with it.
set -eu
root=$1 node=$2 inside=$3
cd "$root"
ip link set lo up
for address in $4; do ip addr add "$address/32" dev lo; done
# Is unknown unless it gets the same environment as from the health daemon: the service, its address and family.
mkdir lb1/usr/local/lib/checks
cat >lb1/usr/local/lib/checks/queue <<'QUEUE'
#!/bin/sh
[ "$INTENTLB_SERVICE $INTENTLB_ADDRESS $INTENTLB_FAMILY" = "shop 192.0.2.10 ipv4" ] || exit 3
[ ! -e "$1" ] || { echo "queue is full"; exit 2; }
QUEUE
chmod +x lb1/usr/local/lib/checks/queue
mount -t overlay overlay -o "ro,lowerdir=$root/lb1/usr/local/lib:/usr/local/lib" /usr/local/lib
mount -t tmpfs tmpfs /run
mkdir /run/bird

# Whoever is told stands in /run/told.
mount -t tmpfs tmpfs /etc/icinga2
scripts=/etc/icinga2/scripts
mkdir $scripts
cat >$scripts/page <<'PAGE'
#!/bin/sh
echo "page $PAGER_NAME: $NOTIFICATION_TYPE $HOST${SERVICE:+!$SERVICE} $STATE" >>/run/told
PAGE
cat >$scripts/mail-host-notification.sh <<'MAIL'
#!/bin/sh
service=
while getopts 4:6:b:c:d:e:l:n:o:r:s:t:u: option; do
  case $option in
    l) host=$OPTARG ;;
    e) service=!$OPTARG ;;
    r) whom=$OPTARG ;;
    s) state=$OPTARG ;;
    t) type=$OPTARG ;;
  esac
done
echo "mail $whom: $type $host$service $state" >>/run/told
MAIL
cp $scripts/mail-host-notification.sh $scripts/mail-service-notification.sh
chmod +x $scripts/*

key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
openssl req -x509 $key -days 2 -subj /CN=authority -keyout ca.key -out ca.crt
# What monitoring trusts is this authority alone.
export SSL_CERT_FILE="$root/ca.crt"
issue() {
  openssl req -x509 -CA ca.crt -CAkey ca.key -key shop.key -subj /CN=www.shop.example -days "$1" \
    -addext subjectAltName=DNS:www.shop.example -addext basicConstraints=critical,CA:FALSE -out "$2"
}
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out shop.key
issue 200 long.crt
issue 5 short.crt

start() {
  name=$1
  mkdir -p "state/$name/certs"
  openssl req $key -subj "/CN=$name" -keyout "state/$name/certs/$name.key" -out "$name.csr"
  openssl x509 -req -in "$name.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out "state/$name/certs/$name.crt"
  cp ca.crt "state/$name/certs/"
  {
    echo 'object CheckerComponent "checker" {}'
    echo 'object NotificationComponent "notification" {}'
    echo "include \"$root/$name/etc/icinga2/intentlb/icinga2.conf\""
    [ "$name" != mon1 ] || echo 'object ApiUser "lab" { password = "lab"; permissions = [ "*" ] }'
  } >"$name.conf"
  define=
  for place in CacheDir DataDir LogDir InitRunDir SpoolDir; do
    define="$define -D Configuration.$place=$root/state/$name"
  done
  icinga2 daemon -c "$root/$name.conf" $define -D "Configuration.PidPath=$root/state/$name/pid" \
    -D "Configuration.RunAsUser=$(id -un)" -D "Configuration.RunAsGroup=$(id -gn)" >"$name.log" 2>&1 &
  echo $! >"$name.pid"
}

speak() {
  cat <<BIRD
router id $1;
protocol device {}
protocol bgp '$2' {
  local $1 as 64512;
  neighbor $3 as 64512;
  multihop;
  strict bind;
  connect retry time 1;
  connect delay time 1;
  error wait time 1, 1;
  ipv4 { import none; export none; };
}
BIRD
}

speak 10.0.0.11 rr1-v4 10.0.0.1 >lb1.bird
speak 10.0.0.1 lb1-v4 10.0.0.11 >rr1.bird
bird -f -c lb1.bird -s /run/bird/bird.ctl -P bird.pid >&2 &
bird -f -c rr1.bird -s /run/bird/reflector.ctl -P reflector.pid >&2 &
cat >haproxy.cfg <<'HAPROXY'
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend stats
  bind 10.0.0.11:8404
  stats enable
  stats uri /
backend shop.web
  server web1 10.0.0.21:8080 check inter 200ms rise 1 fall 1
backend licences.tcp
  mode tcp
  server web1 10.0.0.21:27000 check inter 200ms rise 1 fall 1
backend relay.smtp
  mode tcp
  server web1 10.0.0.21:25 check inter 200ms rise 1 fall 1
HAPROXY

# The agents first: who is not there at once is asked again ten seconds later.
start lb1
start dns1
for name in lb1 dns1; do
  until grep -q "new listener" "$name.log" 2>/dev/null || grep -qi "Started new listener" "$name.log" 2>/dev/null; do sleep 0.1; done
done
start mon1
exec "$node" "$inside" "$root"
