#!/bin/bash
# train.sh LAUNCHER FOLDER: writes Java's caches for what the launcher starts: FOLDER/application.aot of what a gateway needs in its
# first seconds, FOLDER/commands.aot of what the other commands need.
set -euo pipefail

# Away from the machine's network where that is allowed. In a container's build it is not, and there is none to disturb.
if [[ -z ${IN_NETWORK:-} ]] && command -v ip >/dev/null && unshare --map-root-user --net true 2>/dev/null; then
  # shellcheck disable=SC2016  # for the inner shell
  IN_NETWORK=own exec unshare --map-root-user --net bash -c 'ip link set lo up && exec "$0" "$@"' "$0" "$@"
fi

# get PATH: whether it is answered
get() {
  exec 3<>/dev/tcp/127.0.0.1/9165 && printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&3 && cat <&3
} 2>/dev/null

# fail WHY
fail() {
  cat "$work/log"
  echo "$1" >&2
  exit 1
}

launcher=$(readlink -f "$1")
folder=$(readlink -f "$2")
rm -f "$folder"/{application,commands}.aot
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
for file in gateway.yaml haproxy.cfg; do
  sed "s:/training:$work:" "$(dirname "$(readlink -f "$0")")/$file" >"$work/$file"
done

# learn CACHE ARGUMENT...
learn() {
  exec env HAVIP_JAVA_OPTS="-XX:AOTCacheOutput=$folder/$1" "$launcher" "${@:2}"
}

learn application.aot run --skip-preflight --config "$work/gateway.yaml" >"$work/log" 2>&1 &
agent=$!
until get /health/live | grep --quiet UP; do
  kill -0 $agent || fail "the gateway does not start"
  sleep 0.1
done
for _ in 1 2 3 4 5; do
  get /metrics >"$work/metrics"
  get /health/ready >/dev/null
  sleep 0.5
done
(learn commands.aot status --config "$work/gateway.yaml") >"$work/status" 2>&1 || true # there is a finding
kill -TERM $agent
wait $agent || true

grep --quiet 'havip_vrrp_transitions_total.*to="active"' "$work/metrics" || fail "the gateway has not taken over"
grep --quiet '^instance web: ' "$work/status" || { cat "$work/status"; fail "the gateway is not asked for its status"; }
for cache in application commands; do
  test -s "$folder/$cache.aot" || fail "there is no cache $cache.aot"
done
