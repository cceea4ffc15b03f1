#!/bin/bash
# Writes /usr/lib/havip-gateway/application.aot: Java's cache of what a gateway needs in its first seconds.
set -euo pipefail

# get PATH: whether it is answered
get() {
  exec 3<>/dev/tcp/127.0.0.1/9165 && printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&3 && cat <&3
} 2>/dev/null

# fail WHY
fail() {
  cat /training/log
  echo "$1" >&2
  exit 1
}

home=/usr/lib/havip-gateway
cache=$home/application.aot
grep --invert-match AOTCache $home/java.options >/training/java.options

env _JAVA_SR_SIGNUM=50 $home/jre/bin/java -XX:AOTCacheOutput=$cache @/training/java.options \
  run --skip-preflight --config /training/gateway.yaml >/training/log 2>&1 &
agent=$!
until get /health/live | grep --quiet UP; do
  kill -0 $agent || fail "the gateway does not start"
  sleep 0.1
done
for _ in 1 2 3 4 5; do
  get /metrics >/training/metrics
  get /health/ready >/dev/null
  sleep 0.5
done
kill -TERM $agent
wait $agent || true

grep --quiet 'havip_vrrp_transitions_total.*to="active"' /training/metrics || fail "the gateway has not taken over"
test -s $cache || fail "there is no cache"
