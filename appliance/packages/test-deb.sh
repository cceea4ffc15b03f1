#!/usr/bin/env bash
# Installs, upgrades, removes and purges the package on fresh Debians with a systemd of their own, where two of it share an address
# (root; Debian).
#
#   test-deb.sh SUITE DEB      e.g. bookworm target/havip-gateway_0.1.0_amd64.deb
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
readonly here suite=$1
deb=$(readlink -f "$2")
readonly deb pristine=/var/cache/havip-lab/debian-$suite
readonly work=/var/cache/havip-lab/test-deb.$$ address=10.78.0.100

# Mounts are ours alone, and vanish with this process.
[[ -n ${OWN_MOUNTS:-} ]] || OWN_MOUNTS=yes exec unshare --mount "$0" "$@"

# shellcheck source=machines.sh
source "$here/machines.sh"

fail() {
  local name
  for name in "${!init[@]}"; do
    inside "$name" journalctl --no-pager --lines=30 --unit=havip-gateway.service >&2 || tail "$work/$name/console" >&2
  done
  echo "$suite: $1" >&2
  exit 1
}

# wait_for SECONDS WHAT COMMAND...
wait_for() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" 2>/dev/null; do
    [[ $SECONDS -lt $deadline ]] || fail "not so: $what"
    sleep 0.1
  done
}

leave() {
  destroy_machines
  umount --recursive --lazy "$work"/*/root "$work"/*/memory "$work/cgroup" 2>/dev/null || true
  rm -rf "$work"
}

# A fresh Debian with systemd, HAProxy as it comes, and an earlier version of the package, for both machines to begin with.
prepare() {
  local root=$work/fresh/root mirror folder
  mirror=$("$here/../lab/trixie.sh" mirror)
  if [[ ! -d $pristine ]]; then
    debootstrap --variant=minbase --include=systemd-sysv,dbus,iproute2 "$suite" "$pristine.$$" "$mirror" >/dev/null
    mv --no-target-directory "$pristine.$$" "$pristine"
  fi
  trap leave EXIT
  root_of fresh "$pristine"
  for folder in dev proc sys; do mount --rbind "/$folder" "$root/$folder"; done
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
  echo "deb $mirror $suite main" >"$root/etc/apt/sources.list"
  cp /etc/resolv.conf "$root/etc/" 2>/dev/null || true

  dpkg-deb --raw-extract "$deb" "$work/older"
  sed -i 's/^Version: .*/Version: 0.0.1/' "$work/older/DEBIAN/control"
  dpkg-deb --root-owner-group -Znone --build "$work/older" "$root/tmp/older.deb" >/dev/null
  rm -r "$work/older"
  cp "$deb" "$root/root/current.deb"

  apt "$root" update
  apt "$root" install /tmp/older.deb
  chroot "$root" id havip >/dev/null || fail "there is no user havip"
  apt "$root" install haproxy
  chroot "$root" id havip | grep --quiet haproxy || fail "havip may not use HAProxy's socket"

  rm "$root/usr/sbin/policy-rc.d"
  # What it sets is the kernel's, and so not this machine's alone.
  ln -s /dev/null "$root/etc/systemd/system/systemd-sysctl.service"
  umount --recursive --lazy "$root"/{dev,proc,sys}
}

# apt ROOT ARGUMENT...
apt() {
  local root=$1
  shift
  chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 --yes --no-install-recommends "$@" >"$work/apt.txt" 2>&1 ||
    { tail -20 "$work/apt.txt" >&2; fail "apt-get $*"; }
}

# configure NAME PRIORITY: the stock HAProxy with one more front-end, and a virtual router that follows it.
configure() {
  local etc=$work/$1/root/etc
  cat >>"$etc/haproxy/haproxy.cfg" <<TEXT

frontend web
	bind *:80
	http-request return status 200 hdr X-Gateway $1
TEXT
  cat >"$etc/havip-gateway/gateway.yaml" <<TEXT
haproxy: {socket: /run/haproxy/admin.sock}
instances:
  - name: web
    interface: eth0
    vrid: 51
    priority: $2
    advertisement-interval: 100ms
    addresses: [$address/24]
TEXT
}

# is_installed NAME VERSION
is_installed() {
  local name=$1 file
  # shellcheck disable=SC2016  # for dpkg
  [[ $(inside "$name" dpkg-query --show --showformat '${Version}' havip-gateway) == "$2" ]] || fail "version $2 is not on $name"
  for file in /usr/lib/systemd/system/havip-gateway.service /usr/share/man/man1/havip-gateway{,-run}.1.gz \
    /usr/share/bash-completion/completions/havip-gateway /usr/share/zsh/vendor-completions/_havip-gateway \
    /usr/share/fish/vendor_completions.d/havip-gateway.fish /usr/share/doc/havip-gateway/sbom.cdx.json; do
    inside "$name" test -s "$file" || inside "$name" test -s "${file#/usr}" || fail "there is no $file"
  done
  [[ $(inside "$name" setpriv --reuid=nobody --clear-groups havip-gateway --version) == havip-gateway* ]] || fail "it does not run"
  for file in version --version; do
    inside "$name" env HAVIP_JAVA_OPTS=-XX:AOTMode=on havip-gateway $file >/dev/null || fail "Java can't use its cache"
  done
  inside "$name" havip-gateway check --config /etc/havip-gateway/gateway.yaml.example >/dev/null || fail "its example is wrong"
}

# has NAME: whether it has the address.
has() {
  ip -n "$lab-$1" -brief address show dev eth0 | grep --quiet "$address/"
}

# shares NAME: whether it takes part, as systemd and a user see it.
shares() {
  inside "$1" systemctl --quiet is-active havip-gateway && [[ $(inside "$1" havip-gateway status) == *web* ]]
}

# setting NAME PROPERTY: what systemd knows of the service.
setting() {
  inside "$1" systemctl show --value --property="$2" havip-gateway
}

# upgrade NAME: what an operator types. The package starts anew what runs.
upgrade() {
  local former
  former=$(setting "$1" MainPID)
  inside "$1" apt-get --quiet=2 --yes install /root/current.deb >"$work/apt.txt" 2>&1 || { cat "$work/apt.txt" >&2; fail "no upgrade"; }
  is_installed "$1" "$(dpkg-deb --field "$deb" Version)"
  [[ $(setting "$1" MainPID) != "$former" ]] || fail "the former version goes on on $1"
  wait_for 30 "$1 takes part again" shares "$1"
}

# While a client opens connections.
upgrade_both() {
  ip netns exec "$lab-client" "$here/../lab/probe.py" "http://$address/" --interval-ms 10 --timeout-ms 5000 \
    >"$work/probe.json" 2>"$work/probe.txt" &
  local probe=$!
  sleep 1
  upgrade two
  has one || fail "the upgrade of the standby moved the address"
  upgrade one
  wait_for 30 "one has the address again" has one
  sleep 1
  kill -TERM "$probe"
  wait "$probe"
  grep --quiet '"gateway": "two"' "$work/probe.json" || fail "two never answered: $(cat "$work/probe.json")"
  # One that is established does not move with the address.
  ! grep --only-matching '"reason": "[^"]*"' "$work/probe.json" | grep --invert-match ECONNRESET >"$work/reasons" ||
    fail "new connections failed: $(cat "$work/probe.json")"
}

was_ended() {
  [[ $(setting "$1" NRestarts) -gt 0 ]]
}

# A loop that stands still for a moment keeps its process; one that does for good is ended, and begins again.
freeze() {
  local former
  former=$(setting one MainPID)
  inside one systemctl kill --kill-whom=main --signal=STOP havip-gateway
  wait_for 10 "two has the address of one that is frozen" has two
  inside one systemctl kill --kill-whom=main --signal=CONT havip-gateway
  wait_for 30 "one has the address again after a moment" has one
  [[ $(setting one MainPID) == "$former" ]] || fail "a short stop has ended it"
  inside one systemctl kill --kill-whom=main --signal=STOP havip-gateway
  wait_for 40 "the watchdog ends one that is frozen" was_ended one
  wait_for 30 "one has the address again after its end" has one
}

reload() {
  inside one sed -i 's/priority: 150/priority: 160/' /etc/havip-gateway/gateway.yaml
  inside one systemctl reload havip-gateway || fail "no reload"
  [[ $(inside one havip-gateway status) == *160* ]] || fail "a reload has changed nothing"
  inside one sed -i 's/priority: 160/priority: many/' /etc/havip-gateway/gateway.yaml
  ! inside one systemctl reload havip-gateway 2>/dev/null || fail "a wrong configuration was taken"
  inside one sed -i 's/priority: many/priority: 160/' /etc/havip-gateway/gateway.yaml
  wait_for 5 "a reload that failed ends nothing" shares one
}

remove() {
  inside one apt-get --quiet=2 --yes remove havip-gateway >/dev/null 2>&1 || fail "no removal"
  has one && fail "the address is on one that was removed"
  wait_for 10 "two has the address of one that was removed" has two
  for file in /usr/lib/havip-gateway /usr/bin/havip-gateway; do inside one test ! -e "$file" || fail "$file is left"; done
  inside one test -e /etc/havip-gateway/gateway.yaml.example || fail "what may have been edited is gone"
  inside one apt-get --quiet=2 --yes purge havip-gateway >/dev/null 2>&1 || fail "no purge"
  for file in /etc/havip-gateway/gateway.yaml.example /var/lib/havip-gateway; do inside one test ! -e "$file" || fail "$file is left"; done
}

prepare
create_network one two client
declare -rA priority=([one]=150 [two]=100)
for name in one two; do
  root_of "$name" "$work/fresh/memory/upper:$pristine"
  configure "$name" "${priority[$name]}"
  boot "$name"
  is_installed "$name" 0.0.1
  # It has waited for its configuration.
  inside "$name" systemctl --quiet enable --now havip-gateway || fail "it does not start on $name"
  shares "$name" || fail "systemd took it for started before it takes part on $name"
done
wait_for 10 "one has the address" has one
# Not every root may raise that limit, e.g. that of a container.
! prlimit --rtprio=1 true 2>/dev/null || ! inside one journalctl --unit=havip-gateway | grep 'real-time scheduling is not allowed' ||
  fail "real-time scheduling is not allowed"
upgrade_both
inside one systemctl kill --kill-whom=main --signal=KILL havip-gateway
wait_for 10 "two has the address of one that was killed" has two
wait_for 30 "one is started again" has one
# Counts its restarts from nothing again.
inside one systemctl restart havip-gateway
wait_for 30 "one has the address after a restart" has one
freeze
reload
inside one systemctl stop havip-gateway
wait_for 10 "two has the address of one that was stopped" has two
[[ $(setting one Result) == success ]] || fail "a planned stop is a failure: $(setting one Result)"
inside one systemctl start havip-gateway
wait_for 30 "one has the address again after its start" has one
remove
echo "$suite: installed, upgraded while it served, failed over, removed, purged, under systemd"
