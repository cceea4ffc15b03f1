# The lab's machines: network namespaces on a bridge that lives in a namespace of its own. Sourced by lab.sh.
# shellcheck shell=bash disable=SC2034,SC2154  # names shared with lab.sh

readonly switch=havip-net
readonly host_link=havip-host
readonly host_address=10.51.0.1
readonly virtual_address=10.51.0.100
readonly machines=(gw1 gw2 app1 app2 client)

declare -rA address=(
  [gw1]=10.51.0.11
  [gw2]=10.51.0.12
  [app1]=10.51.0.21
  [app2]=10.51.0.22
  [client]=10.51.0.50
)

# The bridge, and a port for the machine that the lab runs on, so that its browser and curl reach every address.
create_switch() {
  ip netns add "$switch"
  ip -n "$switch" link add switch type bridge
  ip -n "$switch" link set switch up
  ip link add "$host_link" type veth peer name host netns "$switch"
  ip -n "$switch" link set host master switch up
  ip addr add "$host_address/24" dev "$host_link"
  ip link set "$host_link" up
}

# Its MAC ends like its address, so that an ARP table can be read; a machine that comes back has the one it had.
create_machine() {
  local machine=$1 namespace="havip-$1" mac
  mac=02:00:00:00:00:${address[$machine]##*.}
  ip netns add "$namespace"
  ip link add eth0 netns "$namespace" address "$mac" type veth peer name "$machine" netns "$switch"
  ip -n "$namespace" link set lo up
  ip -n "$namespace" addr add "${address[$machine]}/24" dev eth0
  ip -n "$namespace" link set eth0 up
  ip -n "$switch" link set "$machine" master switch up
}

# As if the cable were pulled and the power with it: nothing is told to anyone.
cut_off() {
  ip -n "$switch" link set "$1" down
  kill_all "havip-$1"
}

destroy_machine() {
  remove_namespace "havip-$1"
  # Its port goes with the namespace, but later: a machine of the same name would find it taken.
  ip -n "$switch" link del "$1" 2>/dev/null || true
}

# Whatever an earlier run left, even if it was interrupted.
destroy_network() {
  local machine
  for machine in "${machines[@]}"; do
    remove_namespace "havip-$machine"
  done
  ip link del "$host_link" 2>/dev/null || true
  remove_namespace "$switch"
}

remove_namespace() {
  [[ -e /run/netns/$1 ]] || return 0
  kill_all "$1"
  ip netns del "$1"
}

kill_all() {
  local processes
  while processes=$(ip netns pids "$1" 2>/dev/null) && [[ -n $processes ]]; do
    # shellcheck disable=SC2086  # one word each
    kill -KILL $processes 2>/dev/null || true
    sleep 0.02
  done
}

# process MACHINE NAME: the ids of the processes of that name on that machine, the eldest first.
process() {
  local id
  for id in $(ip netns pids "havip-$1"); do
    if [[ $(<"/proc/$id/comm") == "$2" ]]; then
      echo "$id"
    fi
  done 2>/dev/null | sort -n
}

holds_address() {
  [[ -n $(ip -n "havip-$1" -oneline addr show to "$virtual_address" 2>/dev/null) ]]
}
