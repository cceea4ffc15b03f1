#!/usr/bin/env bash
# Two gateways, two back-ends and a client in network namespaces. See "make help".
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
readonly here
readonly state=/run/havip-lab
# shellcheck source=network.sh
. "$here/network.sh"
# shellcheck source=faults.sh
. "$here/faults.sh"

up() {
  local agent=${1:-havip} machine
  if [[ ! -r $here/agent-$agent.sh ]]; then
    echo "no agent is called '$agent': use havip or keepalived" >&2
    exit 1
  fi
  down
  mkdir "$state"
  echo "$agent" >"$state/agent"
  (umask 077 && head --bytes 32 /dev/urandom | base64 >"$state/token")
  use_agent
  trap abandon EXIT

  create_switch
  for machine in "${machines[@]}"; do
    create_machine "$machine"
  done
  start_app app1
  start_app app2
  start_gateway gw1
  start_gateway gw2
  wait_for 20 whole
  trap - EXIT

  cat <<TEXT
The lab is up, with $agent as the agent; gw1 holds $virtual_address.

  service   http://$virtual_address/   answered by app1 and app2 in turn; the header X-Gateway tells who relays
$(agent_urls)
  logs      $state/gw1/agent.log   $state/gw2/agent.log

Next:
  make lab-failover               the active gateway vanishes; what does a client see?
  make lab-failover HOW=stop      other ways to fail: ${!fault[*]}
  make lab-down                   leaves nothing behind
TEXT
}

down() {
  destroy_network
  rm -rf "$state"
}

# up, when it fails or is interrupted: says why and leaves nothing behind.
abandon() {
  echo "the lab did not come up; gw1 is $(agent_state gw1), gw2 is $(agent_state gw2)" >&2
  tail -n 20 "$state"/gw?/*.log >&2 || true
  down
}

use_agent() {
  # shellcheck source=agent-havip.sh
  . "$here/agent-$(<"$state/agent").sh"
}

start_app() {
  mkdir "$state/$1"
  start "$1" haproxy haproxy -W -db -f "$here/app.cfg"
}

# The configuration is copied, so that what runs and its logs lie side by side, at the paths that the files name.
start_gateway() {
  mkdir -p "$state/$1"
  cp "$here/haproxy.cfg" "$here/$1"/* "$state/$1"
  agent_start "$1"
}

# start MACHINE LOG COMMAND...: in the background, for as long as the machine lives.
start() {
  ip netns exec "havip-$1" env HAVIP_MACHINE="$1" setsid "${@:3}" </dev/null >>"$state/$1/$2.log" 2>&1 &
  disown # its end is no news of this script
}

# The better gateway holds the address, and the other stands by.
whole() {
  [[ $(agent_state gw1) == active && $(agent_state gw2) == backup ]]
}

# wait_for SECONDS CONDITION...
wait_for() {
  local deadline=$((SECONDS + $1))
  until "${@:2}"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.05
  done
}

if [[ $EUID -ne 0 ]]; then
  echo "the lab makes network namespaces, which needs root" >&2
  exit 1
fi
case ${1:-} in
  up | down) "$@" ;;
  failover)
    if [[ ! -r $state/agent ]]; then
      echo "the lab is not up: run make lab" >&2
      exit 1
    fi
    use_agent
    fail_over "${2:-crash}"
    ;;
  *)
    echo "usage: lab.sh up [havip|keepalived] | failover [${!fault[*]}] | down" >&2
    exit 2
    ;;
esac
