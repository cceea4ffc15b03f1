# Machines with a systemd of their own, each in namespaces on one bridge. Sourced by test-deb.sh, in a mount namespace of its own.
# shellcheck shell=bash disable=SC2154  # names shared with test-deb.sh
#
# Not written down anywhere outside $work: a machine's root is an overlay in memory above folders that are only read.

readonly lab=havip-$suite switch=havip-$suite-net

declare -A init=()

# create_network NAME...: a namespace havip-SUITE-NAME for each, 10.78.0.1, .2 and so on.
create_network() {
  local name number=1
  ip netns add "$switch"
  ip -n "$switch" link add switch type bridge
  ip -n "$switch" link set switch up
  for name in "$@"; do
    ip netns add "$lab-$name"
    ip link add eth0 netns "$lab-$name" type veth peer name "$name" netns "$switch"
    ip -n "$lab-$name" address add "10.78.0.$((number++))/24" dev eth0
    ip -n "$lab-$name" link set lo up
    ip -n "$lab-$name" link set eth0 up
    ip -n "$switch" link set "$name" master switch up
  done
}

# root_of NAME LOWER: an overlay of its own above these folders, at $work/NAME/root.
root_of() {
  mkdir -p "$work/$1/memory" "$work/$1/root"
  mount -t tmpfs tmpfs "$work/$1/memory"
  mkdir "$work/$1"/memory/{upper,work}
  mount -t overlay -o "lowerdir=$2,upperdir=$work/$1/memory/upper,workdir=$work/$1/memory/work" overlay "$work/$1/root"
}

# boot NAME: starts systemd in $work/NAME/root, in the namespace havip-SUITE-NAME.
boot() {
  local name=$1
  mkdir -p "$work/cgroup"
  mountpoint --quiet "$work/cgroup" || mount -t cgroup2 cgroup2 "$work/cgroup"
  mkdir "$work/cgroup/$lab-$name"
  # shellcheck disable=SC2016  # for the inner shells
  nsenter --net="/run/netns/$lab-$name" sh -c 'echo $$ >"$0/cgroup.procs" && shift 0 && exec unshare \
    --fork --kill-child --pid --mount --uts --ipc --cgroup bash -euc "$1" "$2" "$3"' "$work/cgroup/$lab-$name" '
    cd "$0"
    mount -t proc proc proc
    mount -t sysfs sysfs sys
    mount -t cgroup2 cgroup2 sys/fs/cgroup
    mount -t tmpfs tmpfs run
    mount -t tmpfs -o mode=755 tmpfs dev
    cp -a /dev/{null,zero,full,random,urandom,tty} dev
    mkdir dev/{pts,shm}
    mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
    ln -s pts/ptmx dev/ptmx
    hostname "$1"
    pivot_root . mnt
    umount --lazy /mnt
    exec env -i container=havip-test PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd systemd.unit=multi-user.target' \
    "$work/$name/root" "$name" >"$work/$name/console" 2>&1 &
  init[$name]=$!
  disown
  wait_for 60 "systemd runs on $name" runs_systemd "$name"
}

runs_systemd() {
  # "degraded" would be a service of Debian's own.
  [[ $(inside "$1" systemctl is-system-running) == @(running|degraded) ]]
}

# inside NAME COMMAND...: as if typed on that machine.
inside() {
  local pid
  pid=$(pgrep --parent "${init[$1]}") || return
  shift
  nsenter --target "$pid" --mount --pid --uts --ipc --net --cgroup --root --wd env -i \
    PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"
}

# Whatever was made here, even if it was interrupted.
destroy_machines() {
  local name
  for name in "${!init[@]}"; do
    kill -KILL "${init[$name]}" 2>/dev/null || true
  done
  for name in "${!init[@]}"; do
    # What was killed is gone in a moment.
    for _ in {1..100}; do
      find "$work/cgroup/$lab-$name" -depth -type d -exec rmdir {} + 2>/dev/null && break
      sleep 0.1
    done
  done
  for name in /run/netns/"$lab"-*; do [[ ! -e $name ]] || ip netns delete "${name##*/}"; done
}
