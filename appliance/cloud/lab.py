"""The lab: a cloud, gateways in it, a client inside and one outside. lab-cloud.py is its command line."""

import json
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import agents
import client
import network
from agents import AGENTS
from network import FABRIC, Machine, command, inside, ip, wait_for

HERE = Path(__file__).resolve().parent
STATE = Path("/var/tmp", network.PREFIX)  # not in /run, of which each machine has one of its own
HOST, DESK = (
    f"{network.HOST_NETWORK}.1",
    f"{network.HOST_NETWORK}.2",
)  # the machine that the lab runs on, and the fabric's end of a cable to it
EDGE, CLIENT_OUTSIDE, PUBLIC = "198.51.100.1", "198.51.100.2", "203.0.113.0/24"
API = f"{EDGE}:80"
ADMIN = ("AKIDLABADMIN", "the-secret-of-the-lab", None)
LENGTH = {"subnet-a": 20, "subnet-b": 24}


@dataclass(frozen=True)
class Provider:
    """
    address: the virtual one; public: what leads to it, or nothing
    route: to the address, where that is outside of the private network
    calls: whether it moves by calls
    files: where both nodes' keepalived.conf are
    cloud: what a gateway is told of it
    """

    name: str
    address: str
    public: str
    calls: bool
    cloud: dict[str, dict] = field(default_factory=dict)
    files: str = ""
    route: str = ""

    @property
    def moved(self):
        """What the cloud moves."""
        return self.route or self.address


TENCENT = {"endpoint": f"http://{EDGE}", "metadata-endpoint": "http://169.254.0.23"}
AWS = {"endpoint": f"http://{EDGE}"}
PROVIDERS = {
    each.name: each
    for each in (
        Provider(
            "tencent",
            "172.17.16.3",
            "203.0.113.10",
            calls=False,
            cloud={"tencent": TENCENT | {"public-addresses": ["172.17.16.3=203.0.113.10"]}},
            files="tencent",
        ),
        Provider("tencent-secondary", "172.17.16.100", "203.0.113.11", calls=True, cloud={"tencent": TENCENT}),
        Provider("aws", "172.17.16.100", "203.0.113.11", calls=True, cloud={"aws": AWS}),
        Provider(
            "aws-route", "10.99.0.1", "", calls=True, cloud={"aws": AWS | {"route-tables": ["rtb-lab"]}}, route="10.99.0.1/32"
        ),
    )
}


class Lab:
    def __init__(self, provider="tencent", agent="havip", drift=10.0, gateways=("gw1", "gw2")):
        self.provider, self.agent, self.drift = PROVIDERS[provider], AGENTS[agent], drift
        self.world = json.loads((HERE / "world.json").read_text())
        self.world["seconds"]["drift"] = drift
        for name in gateways if self.provider.route else ():
            self.world["instances"][name]["checked"] = False
        self.gateways = gateways
        self.machines = {name: self.machine(name) for name in (*gateways, "client")}
        self.peers = {name: self.world["instances"][name]["address"] for name in gateways}

    def machine(self, name):
        each = self.world["instances"][name]
        subnet = self.world["subnets"][each["subnet"]]
        mac = "02:00:" + ":".join(f"{int(part):02x}" for part in each["address"].split("."))
        return Machine(name, mac, f"{each['address']}/{LENGTH[each['subnet']]}", subnet["router"])

    # Up and down.

    def up(self):
        self.down()
        STATE.mkdir()
        (STATE / "lab.json").write_text(
            json.dumps({"provider": self.provider.name, "agent": self.agent.name, "drift": self.drift, "gateways": self.gateways})
        )
        self.start_cloud()
        for name, machine in self.machines.items():
            machine.boot()
            (STATE / name).mkdir()
        if not self.provider.calls:
            self.apply_for(self.provider.address, self.provider.public, self.gateways)
        for name in self.gateways:
            self.start_gateway(name)

    def start_cloud(self):
        subnets = self.world["subnets"]
        network.make_fabric(self.world["router_mac"], [f"{each['router']}/{LENGTH[id]}" for id, each in subnets.items()])
        network.make_outside(f"{EDGE}/24", f"{CLIENT_OUTSIDE}/24", PUBLIC)
        for address in ("169.254.169.254", "169.254.0.23"):
            ip(FABRIC, "addr", "add", f"{address}/32", "dev", "lo")
        command("ip", "link", "add", network.PREFIX, "type", "veth", "peer", "host", "netns", FABRIC)
        command("ip", "addr", "add", f"{HOST}/24", "dev", network.PREFIX)
        command("ip", "link", "set", network.PREFIX, "up")
        ip(FABRIC, "addr", "add", f"{DESK}/24", "dev", "host")
        ip(FABRIC, "link", "set", "host", "up")
        (STATE / "world.json").write_text(json.dumps(self.world))
        with open(STATE / "control.log", "a") as log:
            control = subprocess.Popen(
                inside(
                    FABRIC,
                    HERE / "control.py",
                    STATE / "world.json",
                    "--fabric",
                    "--record",
                    STATE / "record.jsonl",
                    "--api",
                    f"{API},{DESK}:81",
                    "--aws",
                    "169.254.169.254:80",
                    "--tencent",
                    "169.254.0.23:80",
                    "--desk",
                    f"{DESK}:80",
                ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                text=True,
            )
        if not control.stdout.readline():
            raise RuntimeError(f"the control plane does not start: {(STATE / 'control.log').read_text()}")

    def apply_for(self, address, public, gateways):
        """An HAVIP, as the provider's page has it: the address, its drift range, its EIP."""
        havip = self.call("CreateHaVip", HaVipName="web", SubnetId="subnet-a", Vip=address)["HaVip"]["HaVipId"]
        self.call(
            "AssociateHaVipInstance",
            HaVipAssociationSet=[{"HaVipId": havip, "InstanceId": f"ins-{name}", "InstanceType": "CVM"} for name in gateways],
        )
        self.call("HaVipAssociateAddressIp", HaVipId=havip, AddressIp=public)
        return havip

    def start_gateway(self, name):
        machine, folder = self.machines[name], STATE / name
        agents.haproxy(machine, folder)
        machine.start(folder / "addresses.log", "ip", "-ts", "-oneline", "monitor", "address")
        self.start_agent(name)

    def start_agent(self, name):
        agents.start(self.agent, self.machines[name], self.peers, self.provider, STATE / name)

    def down(self):
        network.remove()
        command("ip", "link", "del", network.PREFIX, check=False)
        shutil.rmtree(STATE, ignore_errors=True)

    # What is asked of it.

    def call(self, action, **asked):
        """By the account's owner, over the cable to this machine."""
        return client.tencent(f"{DESK}:81", ADMIN, action, asked)

    def state(self):
        return client.desk(f"{DESK}:80", "GET", "/state")

    def holder(self, address=None):
        state = self.state()
        return (state["holders"] | state["routes"]).get(address or self.provider.moved)

    def active(self):
        """Those gateways whose kernel has the address."""
        return [name for name in self.gateways if self.machines[name].binds(self.provider.address)]

    def whole(self):
        return self.active() == ["gw1"] and self.holder() == "gw1"

    def settled(self):
        """Whether the fabric leads to the one Active."""
        active = self.active()
        return len(active) == 1 and self.holder() == active[0]

    def wait_whole(self):
        """For as long as a move takes that somebody asked for before: gateways that start may have had it one after the other."""
        since = None

        def steady():
            nonlocal since
            since = (since or time.monotonic()) if self.whole() else None
            return since and time.monotonic() - since > 2 * self.world["seconds"]["effect"]

        wait_for(steady, "gw1 does not hold the address", 60 + 2 * self.drift)


def present():
    """The lab that is up."""
    try:
        told = json.loads((STATE / "lab.json").read_text())
    except OSError:
        raise SystemExit("the lab is not up: run make lab-cloud") from None
    return Lab(told["provider"], told["agent"], told["drift"], tuple(told["gateways"]))
