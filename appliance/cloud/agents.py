"""What runs on the gateways: this product or keepalived, with configurations that say the same."""

import json
import os
import signal
import time
from pathlib import Path

from network import wait_for

HERE = Path(__file__).resolve().parent
LAUNCHER = Path(os.environ.get("HAVIP_LAUNCHER", HERE.parent / "bin/havip-gateway"))
HAPROXY = """
global
    nbthread 1
    pidfile /run/haproxy.pid
    stats socket /run/haproxy/admin.sock mode 600 level admin
defaults
    mode http
    timeout client 5s
    timeout connect 1s
    timeout server 5s
frontend web
    bind :80
    http-request return status 200 hdr X-Gateway MACHINE
"""
PRIORITY = {"gw1": 150, "gw2": 100, "gw3": 50}


def haproxy(machine, folder):
    """As a service of its own, which the agent finds."""
    file = folder / "haproxy.cfg"
    file.write_text(HAPROXY.replace("MACHINE", machine.name))
    machine.start(folder / "haproxy.log", "haproxy", "-W", "-db", "-p", "/run/haproxy.pid", "-f", file)


class Keepalived:
    """With a notify script that calls, where the address moves by calls."""

    name, program = "keepalived", "keepalived"

    def command(self, file):
        return ["keepalived", "--dont-fork", "--log-console", "--vrrp", "--use-file", file]

    def configuration(self, machine, peers, provider, folder):
        if not provider.calls:
            return provider_file(machine, folder, provider)
        call = folder / "notify.sh"
        call.write_text(
            f"#!/bin/sh\nexec {HERE}/notify.py {provider.name} {machine.name} {provider.address} >>{folder}/notify.log 2>&1\n"
        )
        call.chmod(0o755)
        file = folder / "keepalived.conf"
        file.write_text(f"""global_defs {{
    enable_script_security
    script_user root
}}
vrrp_instance VI_1 {{
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority {PRIORITY[machine.name]}
    advert_int 1
    unicast_src_ip {peers[machine.name]}
    unicast_peer {{
        {" ".join(address for name, address in peers.items() if name != machine.name)}
    }}
    virtual_ipaddress {{
        {provider.address}
    }}
    notify_master {call}
}}
""")
        return file

    def stop(self, machine):
        """The parent, which tells its child."""
        for process in sorted(machine.processes(self.program))[:1]:
            os.kill(process, signal.SIGTERM)


class Gateway:
    name = "havip"
    program = "havip-gateway" if (LAUNCHER.parent.parent / "lib/havip-gateway/havip-gateway").exists() else "java"

    def command(self, file):
        return [LAUNCHER, "run", "--config", file, "--cloud", file.with_name("cloud.yaml")]

    def configuration(self, machine, peers, provider, folder):
        if not provider.calls:
            return provider_file(machine, folder, provider)
        file = folder / "gateway.yaml"
        file.write_text(f"""router-name: {machine.name}
instances:
  - name: VI_1
    interface: eth0
    version: 2
    vrid: 51
    priority: {PRIORITY[machine.name]}
    unicast:
      source: {peers[machine.name]}
      peers: [{", ".join(address for name, address in peers.items() if name != machine.name)}]
    addresses: [{provider.address}/32]
""")
        return file

    def stop(self, machine):
        machine.signal(signal.SIGTERM, self.program)


def provider_file(machine, folder, provider):
    """The provider's keepalived.conf of this node, unchanged."""
    file = folder / "keepalived.conf"
    file.write_bytes((HERE / provider.files / machine.name / "keepalived.conf").read_bytes())
    return file


AGENTS = {each.name: each for each in (Gateway(), Keepalived())}


def start(agent, machine, peers, provider, folder):
    folder.mkdir(exist_ok=True)
    run(agent, machine, agent.configuration(machine, peers, provider, folder), provider)


def run(agent, machine, file, provider):
    """With a configuration, beside which the agent's log is."""
    file.with_name("cloud.yaml").write_text(json.dumps({"cloud": provider.cloud}))
    machine.start(file.with_name("agent.log"), *agent.command(file))


def stop(agent, machine, seconds=15):
    """As planned: by SIGTERM, until it has ended."""
    agent.stop(machine)
    deadline = time.monotonic() + seconds
    wait_for(lambda: not machine.processes(agent.program) or time.monotonic() > deadline, "", seconds + 5)
    machine.signal(signal.SIGKILL, agent.program)
