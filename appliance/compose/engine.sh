#!/usr/bin/env bash
# A Docker engine with compose, and the base image, on a Debian machine that has none and reaches no registry.
#
#   engine.sh up      uses the engine that answers; otherwise installs what is lacking and starts one
#   engine.sh down    stops the engine that this script started, and no other
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
state=/run/havip-engine
trixie=$here/../lab/trixie.sh
plugins=/usr/local/lib/docker/cli-plugins
base=debian:trixie-slim

answers() {
  docker version >/dev/null 2>&1
}

up() {
  if ! answers; then
    if [[ $EUID -ne 0 ]]; then
      echo "no Docker engine answers, and only root may start one" >&2
      exit 1
    fi
    start
  fi
  if ! docker compose version >/dev/null 2>&1 || ! docker buildx version >/dev/null 2>&1; then
    install_plugins
  fi
  docker image inspect "$base" >/dev/null 2>&1 || docker pull --quiet "$base" 2>/dev/null || make_base
}

start() {
  if ! command -v dockerd >/dev/null || ! command -v debootstrap >/dev/null; then
    "$here/../lab/prerequisites.sh" engine
  fi
  mkdir -p "$state"
  iptables-save >"$state/iptables"
  echo "starting a Docker engine; appliance/compose/engine.sh down stops it"
  setsid dockerd --pidfile "$state/pid" >"$state/log" 2>&1 </dev/null &
  for _ in {1..300}; do
    ! answers || return 0
    sleep 0.1
  done
  tail "$state/log" >&2
  echo "the Docker engine does not answer; see $state/log" >&2
  exit 1
}

# Debian's own, from trixie where this machine's suite has none; only the two plugins are taken.
install_plugins() {
  echo "installing docker compose and buildx"
  local folder
  folder=$(mktemp --directory)
  "$trixie" extract "$folder" docker-compose docker-buildx
  install -D --target-directory="$plugins" "$folder"/usr/libexec/docker/cli-plugins/*
  rm -r "$folder"
}

make_base() {
  echo "no registry answers: making $base with debootstrap"
  local folder
  folder=$(mktemp --directory)
  debootstrap --variant=minbase trixie "$folder" "$("$trixie" mirror)" >"$state/debootstrap.log"
  rm -rf "$folder"/var/cache/apt/archives/*.deb "$folder"/var/lib/apt/lists/*
  tar --directory "$folder" --create . | docker import - "$base" >/dev/null
  rm -r "$folder"
}

down() {
  [[ -r $state/pid ]] || return 0
  # What newer builds have taken the name of.
  docker image prune --force --filter label=org.opencontainers.image.title=havip-gateway >/dev/null 2>&1 || true
  local pid
  pid=$(<"$state/pid")
  kill "$pid" 2>/dev/null || true
  while [[ -e /proc/$pid ]]; do sleep 0.1; done
  # What it leaves behind.
  ip link delete docker0 2>/dev/null || true
  iptables-restore <"$state/iptables"
  rm -rf "$state"
}

case ${1:-} in
  up | down) "$1" ;;
  *)
    echo "usage: engine.sh up | down" >&2
    exit 2
    ;;
esac
