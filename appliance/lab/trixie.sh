#!/usr/bin/env bash
# Packages of Debian trixie on a Debian machine of any suite (root), beside what is installed.
#
#   trixie.sh peers                     makes the tree that `run` uses: keepalived 2.3 and FRR, with all they need, and Podman's quadlet
#   trixie.sh run PROGRAM [ARGUMENT...] runs a program of that tree; it shares /dev, /proc, /sys and /tmp with the machine
#   trixie.sh extract FOLDER PACKAGE... unpacks the packages, and nothing that they need, into the folder
#   trixie.sh mirror                    says which Debian mirror this machine uses
set -euo pipefail

tree=/var/cache/havip-lab/trixie

# The tree is there completely or not at all: it is moved into place when it is finished.
peers() {
  # What is made last: a tree of a former version lacks it.
  [[ ! -e $tree/usr/libexec/podman/quadlet ]] || return 0
  rm -rf "$tree"
  echo "unpacking keepalived, FRR and Podman of Debian trixie into $tree"
  making=$tree.$$
  trap 'rm -rf "$making"' EXIT
  mkdir -p "$making"
  # Nothing counts as installed, so libc comes along; base-files brings the links /lib and /lib64.
  download "$making" install --download-only --yes --no-install-recommends \
    -o Dir::State::status=/dev/null base-files dash libc-bin keepalived frr
  extract "$making" podman
  mkdir -p "$making"/{dev,proc,sys,tmp,run,etc/frr,var/lib/frr,var/log/frr}
  # As the packages' own scripts make them, which do not run here.
  printf 'root:x:0:0:root:/root:/bin/sh\nfrr:x:110:110::/nonexistent:/bin/false\n' >"$making/etc/passwd"
  # FRR starts only as a member of its vty group.
  printf 'root:x:0:\nfrr:x:110:\nfrrvty:x:111:root\n' >"$making/etc/group"
  mv --no-target-directory "$making" "$tree"
}

run() {
  # shellcheck disable=SC2016  # for the inner shell
  exec unshare --mount sh -ec '
    for folder in dev proc sys tmp; do mount --rbind "/$folder" "$0/$folder"; done
    mount -t tmpfs tmpfs "$0/run"
    mkdir -p "$0/run/frr"
    exec chroot "$0" "$@"' "$tree" "$@"
}

extract() {
  local folder=$1
  shift
  download "$folder" download "$@"
}

# download FOLDER APT-GET'S-ARGUMENTS...: what apt-get fetches, unpacked into the folder.
download() (
  local folder work package
  folder=$(readlink -f "$1")
  shift
  work=$(mktemp --directory)
  trap 'rm -r "$work"' EXIT
  chmod 755 "$work"
  mkdir -p "$work/none" "$work/lists/partial" "$work/cache/archives/partial"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) trixie main" >"$work/sources.list"
  options=(--quiet=2 -o APT::Sandbox::User=root
    -o "Dir::Etc::sourcelist=$work/sources.list" -o "Dir::Etc::sourceparts=$work/none" -o "Dir::Etc::preferencesparts=$work/none"
    -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache")
  cd "$work/cache/archives"
  apt-get "${options[@]}" update
  apt-get "${options[@]}" "$@" >/dev/null
  # base-files first: its links say where the others' files go.
  for package in $(printf '%s\n' base-files_*.deb *.deb | awk '!seen[$0]++'); do
    [[ ! -e $package ]] || dpkg-deb --fsys-tarfile "$package" | tar --directory "$folder" --extract --keep-directory-symlink
  done
)

mirror() {
  # shellcheck disable=SC2016  # for apt
  apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
    grep --max-count=1 /debian || echo http://deb.debian.org/debian
}

case ${1:-} in
  peers | run | extract | mirror) "$@" ;;
  *)
    sed -n '4,7s/^#   //p' "$0" >&2
    exit 2
    ;;
esac
