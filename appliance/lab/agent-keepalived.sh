# keepalived in the agent's place. Sourced by lab.sh; the same functions as in agent-havip.sh.
# shellcheck shell=bash disable=SC2034,SC2154  # names shared with lab.sh

readonly agent_program=keepalived

agent_start() {
  local own=$state/$1
  start "$1" haproxy haproxy -W -db -f "$own/haproxy.cfg"
  start "$1" agent keepalived --dont-fork --log-console --vrrp --use-file "$own/keepalived.conf" \
    --pid "$own/keepalived.pid" --vrrp_pid "$own/vrrp.pid"
}

agent_revive_haproxy() {
  start "$1" haproxy haproxy -W -db -f "$state/$1/haproxy.cfg"
}

agent_state() {
  if [[ -z $(process "$1" "$agent_program") ]]; then
    echo down
  elif holds_address "$1"; then
    echo active
  else
    echo backup
  fi
}

agent_phases() {
  :
}

agent_urls() {
  echo "  metrics   keepalived has none to be asked for over HTTP"
}
