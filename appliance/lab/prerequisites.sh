#!/usr/bin/env bash
# Installs what the tests and the lab use and this machine lacks (Debian; root). Does nothing when nothing is lacking.
# With the argument engine: also what runs containers; packages: what makes and tries packages.
# Without root it says what is lacking and goes on: the tests that need it skip themselves. Where REQUIRE is set (see the
# Makefile) it fails instead.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
PATH=$PATH:/usr/sbin:/sbin
lacking=()

# needs PROGRAM PACKAGE
needs() {
  command -v "$1" >/dev/null || lacking+=("$2")
}

needs haproxy haproxy
needs keepalived keepalived
needs sharkd tshark
needs tcpdump tcpdump
needs arping iputils-arping
needs ip iproute2
needs nft nftables
needs curl curl
needs jq jq
needs python3 python3
needs ps procps
needs killall psmisc
needs unshare util-linux
needs setsid util-linux
needs shellcheck shellcheck
needs systemd-analyze systemd
needs prometheus prometheus
needs node nodejs
needs npm npm
if [[ ${1:-} == engine ]]; then
  needs dockerd docker.io
  needs iptables iptables
  needs debootstrap debootstrap
fi
if [[ ${1:-} == packages ]]; then
  needs asciidoctor asciidoctor
  needs debootstrap debootstrap
  needs dh debhelper
  needs dpkg-buildpackage dpkg-dev
  needs unzip unzip
fi
ldconfig -p | grep --quiet 'libpcap\.so\.0\.8' || lacking+=(libpcap0.8)

update_once() {
  [[ -n ${updated:-} ]] || apt-get update --quiet=2
  updated=yes
}

# Debian starts and enables the services it installs; nobody asked for them here, the lab starts its own.
install() {
  local policy=/usr/sbin/policy-rc.d service
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  update_once
  DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=300 --quiet=2 --yes --no-install-recommends "$@" >/dev/null
  if [[ -d /run/systemd/system ]]; then
    for service in haproxy keepalived prometheus docker; do
      [[ " $* " != *" $service"[\ .]* ]] || systemctl --quiet disable "$service"
    done
  fi
}

jdk_package=openjdk-25-jdk-headless
if ! "$here/../bin/find-java" javac >/dev/null 2>&1 && [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
  update_once
  [[ -z $(apt-cache search --names-only "^$jdk_package\$") ]] || lacking+=("$jdk_package")
fi

if [[ ${#lacking[@]} -gt 0 ]]; then
  if [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
    echo "installing ${lacking[*]}"
    install "${lacking[@]}"
  else
    echo "lacking: ${lacking[*]}; some tests will be skipped (as root on Debian this script would install them)" >&2
    [[ -z ${REQUIRE:-} ]] || exit 1
  fi
fi

if [[ $EUID -ne 0 ]] || ! command -v apt-get >/dev/null || ! "$here/trixie.sh" peers; then
  echo "lacking: keepalived and FRR of Debian trixie; the tests with them will be skipped" >&2
  [[ ,${REQUIRE:-}, != *,trixie,* ]] || exit 1
fi

"$here/../bin/find-java" javac >/dev/null
