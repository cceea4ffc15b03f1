#!/usr/bin/env bash
# docker-compose.yml as a lab: brought up even where no registry answers, made to fail, and measured. See "make help".
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
readonly here
readonly service=http://10.52.0.100/ client=http://10.52.0.50:9166/metrics network=havip_lab
declare -rA gateway=([gw1]=http://10.52.0.11:9165 [gw2]=http://10.52.0.12:9165)
declare -rA fault=(
  [kill]="its container is killed: processes and network are gone"
  [stop]="its container is stopped as planned"
  [haproxy]="HAProxy is killed in it"
  [pause]="its container is paused: processes stand still, the kernel goes on"
  [disconnect]="its container is disconnected from the network"
)

up() {
  "$here/engine.sh" up
  local compose=(docker compose --file "$here/../../docker-compose.yml") without=""
  if ! docker image inspect prom/prometheus:v2.53.3 >/dev/null 2>&1 && ! "${compose[@]}" pull --quiet prometheus 2>/dev/null; then
    compose+=(--file "$here/without-registry.yml")
    without="Grafana is left out: no registry answers, and Debian does not package it."
  fi
  APPLICATION=prebuilt "${compose[@]}" up --build --detach --quiet-pull
  wait_for 60 whole || abandon
  cat <<TEXT
The lab is up; gw1 holds the virtual address. $without

  service      $service   the header X-Gateway tells who relays
  metrics      ${gateway[gw1]}/metrics   ${gateway[gw2]}/metrics   $client
  Prometheus   http://127.0.0.1:9090   Alertmanager   http://127.0.0.1:9093
  logs         docker compose logs --follow gw1 gw2

Next:
  make compose-failover               the active gateway is killed; what does the client see?
  make compose-failover HOW=stop      other ways to fail: ${!fault[*]}
  make compose-down                   leaves nothing behind
TEXT
}

down() {
  if docker version >/dev/null 2>&1; then
    docker compose --file "$here/../../docker-compose.yml" down --volumes --remove-orphans --timeout 5
  fi
  "$here/engine.sh" down
}

abandon() {
  echo "the lab did not come up" >&2
  docker compose --file "$here/../../docker-compose.yml" logs --tail 20 gw1 gw2 client >&2
  exit 1
}

failover() {
  local how=$1 victim=gw1 survivor=gw2
  [[ -n ${fault[$how]:-} ]] || { echo "no such fault: $how; there are ${!fault[*]}" >&2; exit 1; }
  wait_for 10 whole || { echo "the lab is not whole; run make compose-lab" >&2; exit 1; }

  echo "$victim is active; ${fault[$how]}"
  remember "$survivor"
  break_gateway "$how" "$victim"
  wait_for 10 serves "$survivor" || { echo "$survivor did not take over; see docker compose logs $survivor" >&2; exit 1; }
  sleep 1 # until the requests that were under way have failed, too
  report "$survivor"

  echo "$victim comes back"
  remember "$victim"
  mend_gateway "$how" "$victim"
  wait_for 30 whole || { echo "$victim did not become active again; see docker compose logs $victim" >&2; exit 1; }
  sleep 1
  report "$victim"
}

break_gateway() {
  case $1 in
    kill) docker kill "$(container "$2")" ;;
    stop) docker stop "$(container "$2")" ;;
    haproxy)
      # shellcheck disable=SC2016  # for the container's shell
      docker exec "$(container "$2")" sh -c \
        'for process in /proc/[0-9]*; do read -r name <$process/comm && [ "$name" != haproxy ] || kill -KILL ${process#/proc/}; done'
      ;;
    pause) docker pause "$(container "$2")" ;;
    disconnect) docker network disconnect "$network" "$(container "$2")" ;;
  esac >/dev/null
}

mend_gateway() {
  case $1 in
    kill | stop) docker start "$(container "$2")" ;;
    haproxy) ;; # the agent has started it again
    pause) docker unpause "$(container "$2")" ;;
    disconnect) docker network connect --ip "$(sed 's|http://||; s|:.*||' <<<"${gateway[$2]}")" "$network" "$(container "$2")" ;;
  esac >/dev/null
}

# shellcheck disable=SC2034  # read by since
# What is counted now, so that report can tell what has happened since.
remember() {
  client_before=$(scrape "$client")
  gateway_before=$(scrape "${gateway[$1]}/metrics" || true)
}

# shellcheck disable=SC2034  # read by since
# report GATEWAY: what the client has seen since, and how the gateway took over.
report() {
  local client_now gateway_now phase count seconds
  client_now=$(scrape "$client")
  gateway_now=$(scrape "${gateway[$1]}/metrics")
  echo "  requests            $(since client requests_total ok) answered, $(since client requests_total failed) failed"
  echo "  outages             $(since client outage_seconds_count), together $(since client outage_seconds_sum) s"
  for phase in detection advertise bind announce first_traffic; do
    count=$(since gateway transition_phase_seconds_count "phase=\"$phase\"")
    seconds=$(since gateway transition_phase_seconds_sum "phase=\"$phase\"")
    printf '  %-19s %s\n' "$phase" "$(awk -v n="$count" -v s="$seconds" 'BEGIN { printf n ? "%.2f ms" : "-", n ? s / n * 1000 : 0 }')"
  done
}

# since client|gateway METRIC [LABEL]: by how much a counter has grown; a gateway that is new has counted from 0.
since() {
  local before=$1_before now=$1_now
  awk -v metric="$2" -v label="${3:-}" -v before="$(sum "${!before}" "$2" "${3:-}")" -v now="$(sum "${!now}" "$2" "${3:-}")" \
    'BEGIN { print now < before ? now : now - before }'
}

# sum SAMPLES METRIC LABEL
sum() {
  awk -v metric="_$2" -v label="$3" \
    '!/^#/ { name = $1; sub(/[{].*/, "", name) } !/^#/ && index(name, metric) && index($0, label) { total += $NF } END { print total + 0 }' <<<"$1"
}

whole() {
  serves gw1 && state gw2 backup
}

# serves GATEWAY: whether the service is answered through it, and it knows.
serves() {
  curl --silent --max-time 1 --output /dev/null --write-out '%header{x-gateway}' "$service" | grep --quiet --line-regexp "$1" && state "$1" active
}

state() {
  # No pipe: a grep that has seen enough ends the scrape with an error.
  grep --quiet "^havip_vrrp_state{.*state=\"$2\".*} 1" <<<"$(scrape "${gateway[$1]}/metrics")"
}

scrape() {
  curl --silent --max-time 1 "$1"
}

container() {
  docker compose --file "$here/../../docker-compose.yml" ps --all --quiet "$1"
}

# wait_for SECONDS COMMAND...
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" 2>/dev/null; do
    [[ $SECONDS -lt $deadline ]] || return 1
    sleep 0.1
  done
}

case ${1:-} in
  up | down) "$1" ;;
  failover) failover "${2:-kill}" ;;
  *)
    echo "usage: lab.sh up | failover [HOW] | down" >&2
    exit 2
    ;;
esac
