# The agent. Sourced by lab.sh; to put another in its place is to write these functions for it.
# shellcheck shell=bash disable=SC2034,SC2154  # names shared with lab.sh

# HAVIP_LAUNCHER names another than the checkout's: that of a native executable.
readonly agent_launcher=${HAVIP_LAUNCHER:-$here/../bin/havip-gateway}
agent_program=java
[[ ! -x ${agent_launcher%/*}/../lib/havip-gateway/havip-gateway ]] || agent_program=havip-gateway

# agent_start MACHINE: the agent and HAProxy; here the agent starts HAProxy.
agent_start() {
  start "$1" agent "$agent_launcher" run --config "$state/$1/gateway.yaml"
}

# agent_revive_haproxy MACHINE: after HAProxy was killed; the agent has done it already.
agent_revive_haproxy() {
  :
}

# agent_state MACHINE: active, backup, fault, initialize or down.
agent_state() {
  local role
  role=$(metrics "$1" | sed -n 's/^havip_vrrp_state{.*state="\([a-z]*\)".*} 1\(\.0\)\{0,1\}$/\1/p')
  echo "${role:-down}"
}

# agent_phases MACHINE: one line "PHASE COUNT SECONDS" for each phase of the transitions since its start, in their order.
agent_phases() {
  metrics "$1" | awk '
    /^havip_vrrp_transition_phase_seconds_(count|sum)[{]/ {
      phase = $1
      sub(/.*phase="/, "", phase)
      sub(/".*/, "", phase)
      if (!(phase in count)) order[++phases] = phase
      if ($1 ~ /_count[{]/) count[phase] += $2
      else sum[phase] += $2
    }
    END { for (i = 1; i <= phases; i++) print order[i], count[order[i]], sum[order[i]] }'
}

agent_urls() {
  echo "  metrics   http://${address[gw1]}:9165/metrics   http://${address[gw2]}:9165/metrics"
  echo "  questions ip netns exec havip-gw1 $(realpath --relative-to=. "$agent_launcher") status   or events, or of havip-gw2"
}

metrics() {
  curl --silent --max-time 1 "http://${address[$1]}:9165/metrics" || true
}
