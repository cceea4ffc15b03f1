"""What is compared: this product and keepalived, with configurations that say the same."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import machines
from machines import ACTIVE, STANDBY, VIRTUAL, own_address

LAB = Path(__file__).resolve().parent.parent / "lab"
LAUNCHER = Path(os.environ.get("HAVIP_LAUNCHER", Path(__file__).resolve().parent.parent / "bin/havip-gateway"))
HEALTH = "/gateway-health"
EACH_INTERFACE = 255  # routers: all VRIDs

# keepalived has no other way to learn of HAProxy in a network namespace: track_process needs kernel events that only the
# initial one gets. A second is the shortest interval of a script.
CHECK = f"""#!/usr/bin/perl
use IO::Socket::INET;
alarm 1;
my $haproxy = IO::Socket::INET->new(PeerAddr => '127.0.0.1:8405', Timeout => 0.5) or exit 1;
print $haproxy "GET {HEALTH} HTTP/1.0\\r\\n\\r\\n";
exit(<$haproxy> =~ / 200 / ? 0 : 1);
"""


@dataclass(frozen=True)
class Setting:
    """What all products are told alike. Interval in seconds; haproxy: whether it is tracked; one router: unicast.

    Beside: how many addresses a further virtual router has, at 1 s, for which the other node is the better one; 0: there is none.
    """

    routers: int = 1
    interval: float = 0.1
    haproxy: bool = True
    beside: int = 0

    @property
    def interfaces(self) -> int:
        return -(-self.routers // EACH_INTERFACE)

    def address(self, router: int) -> str:
        return f"10.{52 + router // EACH_INTERFACE}.100.{router % EACH_INTERFACE + 1}"

    def address_beside(self, number: int) -> str:
        return f"10.52.200.{number + 1}"

    def bound(self, priority: int) -> float:
        """Active_Down_Interval of a standby with this priority, in seconds (RFC 9568, section 6.1)."""
        return self.interval * (3 + (256 - priority) / 256)


PRIORITY = {ACTIVE: 150, STANDBY: 100}
OTHER = {ACTIVE: STANDBY, STANDBY: ACTIVE}


class Product:
    name = ""
    program = ""  # as the kernel names its processes

    def configure(self, machine: str, setting: Setting, folder: Path) -> Path:
        """Writes its configuration."""
        raise NotImplementedError

    def command(self, configuration: Path) -> list:
        raise NotImplementedError

    def start(self, machine: str, configuration: Path, environment: str | None = None):
        """With a variable of its own, perhaps: NAME=VALUE."""
        command = ["env", environment] if environment else []
        machines.start(machine, command + self.command(configuration), configuration.with_suffix(".log"))

    def signal(self, machine: str, number: signal.Signals):
        machines.signal_all(machine, number, self.program)


class Keepalived(Product):
    """Of Debian trixie."""

    program = "keepalived"

    def __init__(self, name: str, options: str = ""):
        self.name = name
        self.options = options

    def configure(self, machine, setting, folder):
        check = folder / "check-haproxy"
        check.write_text(CHECK)
        check.chmod(0o755)
        return written(folder / f"{machine}.conf", keepalived_conf(machine, setting, self.options, check))

    def command(self, configuration):
        return [LAB / "trixie.sh", "run", "/usr/sbin/keepalived", "--dont-fork", "--log-console", "--vrrp",
                "--use-file", configuration, "--pid", configuration.with_suffix(".pid"),
                "--vrrp_pid", configuration.with_suffix(".vrrp.pid")]

    def signal(self, machine, number):
        """To the parent, which tells its child, where it is not told by force."""
        if number in (signal.SIGTERM, signal.SIGHUP):
            os.kill(min(machines.processes(machine, self.program)), number)
        else:
            super().signal(machine, number)


class Gateway(Product):
    name = "havip-gateway"
    program = "havip-gateway" if (LAUNCHER.parent.parent / "lib/havip-gateway/havip-gateway").exists() else "java"

    def configure(self, machine, setting, folder):
        if setting.haproxy:
            return written(folder / f"{machine}.yaml", gateway_yaml(machine, setting, folder))
        return written(folder / f"{machine}.conf", keepalived_conf(machine, setting))

    def command(self, configuration):
        return [LAUNCHER, "run", "--config", configuration, "--control", configuration.with_suffix(".control")]


def written(file: Path, text: str) -> Path:
    file.write_text(text)
    return file


def gateway_yaml(machine: str, setting: Setting, folder: Path) -> str:
    return f"""
haproxy:
  socket: {folder}/{machine}.haproxy
  probe: {{address: '127.0.0.1:8405', http: {HEALTH}}}
instances:
  - name: router1
    interface: eth0
    version: 3
    vrid: 1
    priority: {PRIORITY[machine]}
    advertisement-interval: {round(setting.interval * 1000)}ms
    unicast: {{source: {own_address(machine)}, peers: [{own_address(OTHER[machine])}]}}
    addresses: [{VIRTUAL}/16]
"""


def keepalived_conf(machine: str, setting: Setting, options="", check: Path | None = None) -> str:
    text = f"global_defs {{\n    router_id {machine}\n    vrrp_version 3\n    {options}\n"
    if check and setting.haproxy:
        text += f"""    enable_script_security
    script_user root
}}
vrrp_script haproxy {{
    script "{check}"
    interval 1
    timeout 1
    fall 1
    rise 1
"""
    text += "}\n"
    for router in range(setting.routers):
        text += f"""vrrp_instance router{router + 1} {{
    state BACKUP
    interface eth{router // EACH_INTERFACE}
    virtual_router_id {router % EACH_INTERFACE + 1}
    priority {PRIORITY[machine]}
    advert_int {setting.interval:g}
    virtual_ipaddress {{
        {setting.address(router)}/16
    }}
"""
        if setting.routers == 1:
            text += f"    unicast_src_ip {own_address(machine)}\n    unicast_peer {{\n        {own_address(OTHER[machine])}\n    }}\n"
        if check and setting.haproxy:
            text += "    track_script {\n        haproxy\n    }\n"
        text += "}\n"
    if setting.beside:
        addresses = "\n".join(f"        {setting.address_beside(number)}/16" for number in range(setting.beside))
        text += f"""vrrp_instance beside {{
    state BACKUP
    interface eth0
    virtual_router_id 255
    priority {PRIORITY[OTHER[machine]]}
    advert_int 1
    virtual_ipaddress {{
{addresses}
    }}
}}
"""
    return text


PRODUCTS = [Gateway(), Keepalived("keepalived"), Keepalived("keepalived, real time", "vrrp_rt_priority 50\n    vrrp_rlimit_rttime 1000000")]
