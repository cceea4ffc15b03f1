# What can happen to the active gateway, and what a client sees of it. Sourced by lab.sh.
# shellcheck shell=bash disable=SC2034,SC2154  # names shared with lab.sh

declare -rA fault=(
  [crash]="vanishes: power and link are gone"
  [stop]="is stopped as planned: SIGTERM to the agent"
  [haproxy]="loses HAProxy: SIGKILL"
  [hang]="has a HAProxy that hangs: SIGSTOP"
  [kill]="loses its agent: SIGKILL"
  [freeze]="has a frozen agent: SIGSTOP"
)

# fail_over HOW: the active gateway fails, the other takes over, the first comes back.
fail_over() {
  local how=$1 victim=gw1 survivor=gw2 phases both taken=yes
  if [[ -z ${fault[$how]:-} ]]; then
    echo "no such fault: $how; there are ${!fault[*]}" >&2
    exit 1
  fi
  wait_for 5 whole || {
    echo "the lab is not whole: gw1 is $(agent_state gw1), gw2 is $(agent_state gw2); run make lab again" >&2
    exit 1
  }
  trap 'stop_probe' EXIT

  phases=$(agent_phases "$survivor")
  echo "$victim ${fault[$how]}"
  start_probe
  break_gateway "$how" "$victim"
  wait_for 10 answered_by "$survivor" || taken=no
  both=$(time_of_two_owners "$victim")
  stop_probe
  report
  echo "  two owners          $both"
  report_phases "$survivor" "$phases"
  if [[ $taken == no ]]; then
    echo "$survivor never answered the client: no takeover; the lab stays as it is, see $state/$survivor/agent.log" >&2
    exit 1
  fi

  echo "$victim comes back"
  start_probe
  mend_gateway "$how" "$victim"
  wait_for 20 whole || {
    echo "the pair did not become whole again: gw1 is $(agent_state gw1), gw2 is $(agent_state gw2)" >&2
    exit 1
  }
  stop_probe
  report
}

break_gateway() {
  case $1 in
    crash)
      cut_off "$2"
      destroy_machine "$2"
      ;;
    stop) signal TERM "$2" "$agent_program" ;;
    haproxy) signal KILL "$2" haproxy ;;
    hang) signal STOP "$2" haproxy ;;
    kill) signal KILL "$2" "$agent_program" ;;
    freeze) signal STOP "$2" "$agent_program" ;;
  esac
}

mend_gateway() {
  case $1 in
    crash)
      create_machine "$2"
      start_gateway "$2"
      ;;
    stop | kill)
      # What is left of the service goes before it starts again, as service managers do it.
      kill_all "havip-$2"
      start_gateway "$2"
      ;;
    haproxy) agent_revive_haproxy "$2" ;;
    hang) signal CONT "$2" haproxy ;;
    freeze) signal CONT "$2" "$agent_program" ;;
  esac
}

# signal SIGNAL MACHINE PROGRAM
signal() {
  local processes
  mapfile -t processes < <(process "$2" "$3")
  [[ ${#processes[@]} -eq 0 ]] || kill "-$1" "${processes[@]}"
}

start_probe() {
  ip netns exec havip-client "$here/probe.py" "http://$virtual_address/" >"$state/probe.json" 2>"$state/probe.log" &
  probe=$!
  wait_for 5 answered_by gw
  sleep 1 # the client's normal life, to compare with
}

# A second of the new order, then the end.
stop_probe() {
  [[ -n ${probe:-} ]] || return 0
  sleep 1
  kill -TERM "$probe"
  wait "$probe"
  probe=
}

answered_by() {
  grep --quiet "answered by $1" "$state/probe.log"
}

owners() {
  local gateway
  for gateway in gw1 gw2; do
    ! holds_address "$gateway" || echo "$gateway"
  done
}

# time_of_two_owners FORMER: from now until the kernel of the former owner no longer has the address.
time_of_two_owners() {
  local began=$EPOCHREALTIME
  if ! holds_address "$1"; then
    echo none
  elif wait_for 5 let_go "$1"; then
    echo "$(((${EPOCHREALTIME/./} - ${began/./}) / 1000)) ms"
  else
    echo "still, after 5 s"
  fi
}

let_go() {
  ! holds_address "$1"
}

report() {
  echo "  address held by     $(owners | paste -sd ' ')"
  jq --raw-output '
    "  longest silence     \(.longest_gap_ms) ms between two answers to the client",
    "  answered by         \([.answers[].gateway] | join(", then "))",
    "  failed requests     \(.failed) of \(.sent)" + ([.failures
      | group_by(.reason)[] | "\(map(.requests) | add) \(.[0].reason)"]
      | if . == [] then "" else ": " + join(", ") end)' "$state/probe.json"
}

# report_phases MACHINE EARLIER: what its transitions since then took, phase by phase.
report_phases() {
  awk '
    NR == FNR { count[$1] = $2; sum[$1] = $3; next }
    $2 > count[$1] { printf "  %-18s  %.3f ms\n", $1, ($3 - sum[$1]) / ($2 - count[$1]) * 1000 }' \
    <(echo "$2") <(agent_phases "$1")
}
