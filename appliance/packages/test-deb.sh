#!/usr/bin/env bash
# Installs, upgrades, removes and purges the package in a fresh Debian, and lets two of it fail over there (root; Debian).
#
#   test-deb.sh SUITE DEB      e.g. bookworm target/havip-gateway_0.1.0_amd64.deb
#
# No systemd runs there: the unit's own command line is run with the unit's capabilities, limits and read-only root.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
readonly here suite=$1
deb=$(readlink -f "$2")
readonly deb pristine=/var/cache/havip-lab/debian-$suite
work=/var/cache/havip-lab/test-deb.$$
readonly work root=$work/root address=10.78.0.100
declare -A agent=()
realtime=

# Mounts are ours alone, and vanish with this process.
[[ -n ${OWN_MOUNTS:-} ]] || OWN_MOUNTS=yes exec unshare --mount "$0" "$@"

fail() {
  echo "$suite: $1" >&2
  exit 1
}

# says COMMAND...: what it prints in the fresh Debian, errors too.
says() {
  chroot "$root" "$@" 2>&1
}

apt() {
  says env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 --yes --no-install-recommends "$@" >"$work/apt.txt" ||
    { tail -20 "$work/apt.txt" >&2; fail "apt-get $*"; }
}

prepare() {
  local mirror
  mirror=$("$here/../lab/trixie.sh" mirror)
  if [[ ! -d $pristine ]]; then
    debootstrap --variant=minbase "$suite" "$pristine.$$" "$mirror" >/dev/null
    mv --no-target-directory "$pristine.$$" "$pristine"
  fi
  mkdir -p "$work"/{upper,scratch,root}
  trap leave EXIT
  mount -t tmpfs tmpfs "$work/scratch"
  mkdir "$work"/scratch/{upper,work}
  mount -t overlay -o "lowerdir=$pristine,upperdir=$work/scratch/upper,workdir=$work/scratch/work" overlay "$root"
  for folder in dev proc sys; do mount --rbind "/$folder" "$root/$folder"; done
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
  echo "deb $mirror $suite main" >"$root/etc/apt/sources.list"
  cp /etc/resolv.conf "$root/etc/" 2>/dev/null || true
  apt update
}

leave() {
  local pid
  for pid in "${agent[@]}" ${listener:-}; do kill -KILL "$pid" 2>/dev/null || true; done
  ip netns delete "havip-deb-one" 2>/dev/null || true
  ip netns delete "havip-deb-two" 2>/dev/null || true
  umount --recursive --lazy "$root" "$work/scratch"
  rm -rf "$work"
}

# The same package as an earlier version.
make_older() {
  dpkg-deb --raw-extract "$deb" "$work/older"
  sed -i 's/^Version: .*/Version: 0.0.1/' "$work/older/DEBIAN/control"
  dpkg-deb --root-owner-group -Znone --build "$work/older" "$root/tmp/older.deb" >/dev/null
  rm -r "$work/older"
}

is_installed() {
  local version=$1 file
  # shellcheck disable=SC2016  # for dpkg
  [[ $(says dpkg-query --show --showformat '${Version}' havip-gateway) == "$version" ]] || fail "version $version is not installed"
  for file in /usr/lib/systemd/system/havip-gateway.service /usr/share/man/man1/havip-gateway{,-run}.1.gz \
    /usr/share/bash-completion/completions/havip-gateway /usr/share/zsh/vendor-completions/_havip-gateway \
    /usr/share/fish/vendor_completions.d/havip-gateway.fish /usr/share/doc/havip-gateway/sbom.cdx.json; do
    [[ -s $root$file || -s $root/${file#/usr} ]] || fail "there is no $file"
  done
  [[ $(says setpriv --reuid=nobody --clear-groups havip-gateway --version) == havip-gateway* ]] || fail "it does not run"
  says env HAVIP_JAVA_OPTS=-XX:AOTMode=on havip-gateway --version >/dev/null || fail "Java can't use its cache"
  says havip-gateway check --config /etc/havip-gateway/gateway.yaml.example >/dev/null || fail "its example is wrong"
}

lacks() {
  [[ ! -e $root$1 ]] || fail "$1 is left: $(ls -d "$root$1"/*)"
}

# network: two namespaces with a cable between them.
network() {
  ip netns add havip-deb-one
  ip netns add havip-deb-two
  ip -n havip-deb-one link add eth0 type veth peer name eth0 netns havip-deb-two
  ip -n havip-deb-one address add 10.78.0.1/24 dev eth0
  ip -n havip-deb-two address add 10.78.0.2/24 dev eth0
  for name in one two; do
    ip -n "havip-deb-$name" link set lo up
    ip -n "havip-deb-$name" link set eth0 up
  done
}

# setting NAME: of the unit's.
setting() {
  sed -n "s/^$1=//p" "$root"/usr/lib/systemd/system/havip-gateway.service
}

# run NAME PRIORITY: the unit's command line, restricted as the unit says.
run() {
  local capabilities folder=$work/etc-$1
  mkdir -p "$folder"
  cat >"$folder/gateway.yaml" <<TEXT
instances:
  - name: web
    interface: eth0
    vrid: 51
    priority: $2
    advertisement-interval: 100ms
    addresses: [$address/24]
TEXT
  # Not every root may raise it, e.g. that of a container; real-time scheduling is not looked at then.
  realtime=$(setting LimitRTPRIO)
  prlimit --rtprio="$realtime" true 2>/dev/null || realtime=
  capabilities=$(setting AmbientCapabilities | sed 's/CAP_//g; s/ /,+/g; s/^/-all,+/' | tr '[:upper:]' '[:lower:]')
  # shellcheck disable=SC2016,SC2046  # for the inner shell; the command line is words
  NOTIFY_SOCKET=/run/havip-gateway/notify ip netns exec "havip-deb-$1" unshare --mount sh -ec '
    root=$0 folder=$1 capabilities=$2 realtime=$3
    shift 3
    mount --bind "$folder" "$root/etc/havip-gateway"
    mount -t tmpfs tmpfs "$root/tmp"
    mount --bind "$root/run/havip-gateway" "$root/run/havip-gateway"
    mount -o remount,bind,ro "$root"
    exec chroot "$root" ${realtime:+prlimit --rtprio="$realtime"} setpriv --reuid=havip --regid=havip --init-groups --no-new-privs \
      --bounding-set="$capabilities" --inh-caps="$capabilities" --ambient-caps="$capabilities" "$@"' \
    "$root" "$folder" "$capabilities" "$realtime" $(setting ExecStart) >"$work/$1.log" 2>&1 &
  agent[$1]=$!
}

# has NAME: whether it has the address.
has() {
  ip -n "havip-deb-$1" -brief address show dev eth0 | grep --quiet "$address/"
}

# wait_for SECONDS WHAT COMMAND...
wait_for() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" 2>/dev/null; do
    [[ $SECONDS -lt $deadline ]] || { tail -n 20 "$work"/*.log >&2; fail "not so: $what"; }
    sleep 0.1
  done
}

listen() {
  install -d --owner "$(says id -u havip)" "$root/run/havip-gateway"
  python3 -uc 'import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True: print(s.recv(1024).decode())' "$root/run/havip-gateway/notify" >"$work/notices" &
  listener=$!
  disown
  wait_for 30 "systemd's place is taken" test -S "$root/run/havip-gateway/notify"
  chmod 777 "$root/run/havip-gateway/notify"
}

prepare
make_older
cp "$deb" "$root/tmp/current.deb"
current=$(dpkg-deb --field "$deb" Version)

apt install /tmp/older.deb
is_installed 0.0.1
says id havip >/dev/null || fail "there is no user havip"
apt install haproxy
says id havip | grep --quiet haproxy || fail "havip may not use HAProxy's socket"
apt install /tmp/current.deb
is_installed "$current"

network
listen
run two 100
run one 150
wait_for 60 "one has the address" has one
wait_for 30 "systemd is told so" grep --quiet READY=1 "$work/notices"
[[ -z $realtime ]] || ! grep 'real-time scheduling is not allowed' "$work"/*.log || fail "real-time scheduling is not allowed"
disown "${agent[one]}" # its end is no news
kill -KILL "${agent[one]}"
unset 'agent[one]'
wait_for 30 "two has the address" has two
kill -TERM "${agent[two]}"
wait "${agent[two]}" && status=0 || status=$?
unset 'agent[two]'
[[ $status == "$(setting SuccessExitStatus)" ]] || fail "a planned stop ended with status $status"

apt remove havip-gateway
lacks /usr/lib/havip-gateway
lacks /usr/bin/havip-gateway
[[ -e $root/etc/havip-gateway/gateway.yaml.example ]] || fail "what may have been edited is gone"
mkdir -p "$root/var/lib/havip-gateway"
apt purge havip-gateway
lacks /etc/havip-gateway
lacks /var/lib/havip-gateway
echo "$suite: installed, upgraded, failed over, removed, purged"
