"""The provider's page on HAVIPs step by step, and what the fabric does not do; each step looks whether it is so."""

import subprocess
import sys
import time
from dataclasses import replace

import agents
from agents import AGENTS
from lab import STATE, Lab
from network import inside, namespace
from record import read

HAVIP, PUBLIC = "172.17.16.3", "203.0.113.10"
PLAIN = "172.17.16.77"  # no HAVIP
PATIENCE_SECONDS = 30
MULTICAST = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('224.0.0.18', 9))"


class Tour:
    def __init__(self, agent, drift):
        self.lab = Lab("tencent", agent, drift, ("gw1", "gw2", "gw3"))
        # What HAVIPs need, and no more: other addresses can't be had by calls.
        self.lab.world["roles"]["gateway"] = [
            "DescribeHaVips",
            "HaVipAssociateAddressIp",
            "DescribeVpcTaskResult",
            "DescribeNetworkInterfaces",
        ]
        self.broken = 0

    def step(self, text, *conditions):
        """Waits for all that has to come about."""
        began, lacking = time.monotonic(), list(conditions)
        while lacking and time.monotonic() - began < PATIENCE_SECONDS + 2 * self.lab.drift:
            lacking = [each for each in lacking if not each[1]()]
            time.sleep(0.1)
        print(
            f"  {'broken' if lacking else 'ok':8}{text}" + (f" ({time.monotonic() - began:.1f} s)" if conditions else ""),
            flush=True,
        )
        for what, _ in lacking:
            print(f"          not so: {what}", flush=True)
        self.broken += bool(lacking)

    # What can be seen.

    def holds(self, gateway, address=HAVIP):
        return f"the fabric leads {address} to {gateway}", lambda: self.lab.holder(address) == gateway

    def answers(self, gateway, address=HAVIP, machine="client"):
        return f"{machine} reaches {gateway} at {address}", lambda: reached(machine, address) == gateway

    def binds(self, gateway, address):
        return f"{gateway} has {address}", lambda: self.lab.machines[gateway].binds(address)

    def refused(self, gateway, address, reason):
        return f"the claim of {gateway} is refused: {reason}", lambda: any(
            line["event"] == "claim" and (line["port"], line["address"], line["refused"]) == (gateway, address, reason)
            for line in read(STATE / "record.jsonl")
        )

    def finds(self, gateway, finding):
        return f"{gateway} tells of {finding}", lambda: any(
            f'finding="{finding}"' in line and line.endswith(" 1.0") for line in metrics(self.lab.machines[gateway]).splitlines()
        )

    # The steps.

    def apply(self):
        self.lab.down()
        STATE.mkdir()
        self.lab.start_cloud()
        for name, machine in self.lab.machines.items():
            machine.boot()
            (STATE / name).mkdir()
            if name != "client":
                agents.haproxy(machine, STATE / name)
        havip = self.lab.call("CreateHaVip", HaVipName="web", SubnetId="subnet-a", Vip=HAVIP)["HaVip"]["HaVipId"]
        self.lab.call(
            "AssociateHaVipInstance",
            HaVipAssociationSet=[{"HaVipId": havip, "InstanceId": f"ins-{name}", "InstanceType": "CVM"} for name in ("gw1", "gw2")],
        )
        self.step(
            "an HAVIP is applied for, with two instances in its drift range; nobody holds it", self.holds(None), self.answers(None)
        )
        return havip

    def two_nodes(self):
        for name in ("gw1", "gw2"):
            self.lab.start_agent(name)
        self.step(
            "both nodes run the provider's keepalived.conf, unchanged; the one with the higher priority holds it",
            self.holds("gw1"),
            self.answers("gw1"),
        )

    def bind(self, havip):
        """This gateway does it by itself where it is told of the EIP; else it is done in the console."""
        if self.lab.agent.name != "havip":
            self.lab.call("HaVipAssociateAddressIp", HaVipId=havip, AddressIp=PUBLIC)
        self.step("an EIP is bound to the HAVIP", self.answers("gw1", PUBLIC, "outside"))

    def change(self):
        agents.stop(self.lab.agent, self.lab.machines["gw1"])
        self.step(
            "the first node is stopped, and the holder changes",
            self.holds("gw2"),
            self.answers("gw2"),
            self.answers("gw2", PUBLIC, "outside"),
        )
        self.lab.start_agent("gw1")
        self.step(
            "it comes back, and the holder with it", self.holds("gw1"), self.answers("gw1"), self.answers("gw1", PUBLIC, "outside")
        )

    def strangers(self):
        announce(self.lab.machines["gw3"], HAVIP)
        self.step(
            "a node outside the drift range that announces the HAVIP gets nothing",
            self.refused("gw3", HAVIP, "not in its drift range"),
            self.holds("gw1"),
        )
        far = self.lab.machine("far")
        far.boot()
        announce(far, HAVIP)
        self.step("nor does one in another subnet", self.refused("far", HAVIP, "another subnet"), self.holds("gw1"))
        far.cut_power()
        gw3 = self.lab.machines["gw3"]
        subprocess.run(gw3.enter("ip", "addr", "add", f"{HAVIP}/32", "dev", "eth0"), check=True)
        answer = reached("gw3", self.lab.peers["gw2"], "--interface", HAVIP)
        subprocess.run(gw3.enter("ip", "addr", "del", f"{HAVIP}/32", "dev", "eth0"), check=True)
        subprocess.run(gw3.enter("python3", "-c", MULTICAST), check=True)
        self.step(
            "nobody passes with an address that is not his, and multicast does not pass",
            ("gw3 gets no answer", lambda: answer is None),
            *(
                (f"{reason} packets are dropped", lambda reason=reason: self.lab.state()["dropped"][reason] > 0)
                for reason in ("spoofed", "multicast")
            ),
        )

    def plain(self):
        for name in ("gw1", "gw2"):
            agents.stop(self.lab.agent, self.lab.machines[name])
            self.configured(name, [("VI_1", 51, PLAIN, {"gw1": 100, "gw2": 80})])
        self.step(
            "a plain address in the HAVIP's place: the node has it, and the fabric refuses it",
            self.binds("gw1", PLAIN),
            self.refused("gw1", PLAIN, "not an HAVIP"),
            self.holds(None, PLAIN),
            self.answers(None, PLAIN),
            *([self.finds("gw1", "cloud_forbidden")] if self.lab.agent.name == "havip" else []),
        )

    def three_nodes(self):
        other = "172.17.16.4"
        for name in ("gw1", "gw2"):
            agents.stop(self.lab.agent, self.lab.machines[name])
        second = self.lab.call("CreateHaVip", HaVipName="mail", SubnetId="subnet-a", Vip=other)["HaVip"]["HaVipId"]
        first = self.lab.state()["havips"][HAVIP]["id"]
        self.lab.call(
            "AssociateHaVipInstance",
            HaVipAssociationSet=[
                {"HaVipId": havip, "InstanceId": f"ins-{name}", "InstanceType": "CVM"}
                for havip in (first, second)
                for name in self.lab.gateways
            ],
        )
        for name in self.lab.gateways:
            self.configured(
                name,
                [("VI_1", 51, HAVIP, {"gw1": 100, "gw2": 80, "gw3": 60}), ("VI_2", 52, other, {"gw2": 100, "gw3": 80, "gw1": 60})],
            )
        self.step(
            "three nodes with two HAVIPs, each active on another",
            self.holds("gw1"),
            self.holds("gw2", other),
            self.answers("gw1"),
            self.answers("gw2", other),
        )
        self.lab.machines["gw2"].cut_power()
        self.step(
            "the second vanishes: its HAVIP goes to the third, the other stays",
            self.holds("gw3", other),
            self.answers("gw3", other),
            self.holds("gw1"),
            self.answers("gw1"),
        )

    def configured(self, name, instances):
        """Starts a node with these, in keepalived's language, which both agents read."""
        text = ""
        for instance, router, address, priorities in instances:
            peers = "\n        ".join(self.lab.peers[each] for each in priorities if each != name)
            text += (
                f"vrrp_instance {instance} {{\n    state BACKUP\n    interface eth0\n    virtual_router_id {router}\n"
                f"    priority {priorities[name]}\n    advert_int 1\n    unicast_src_ip {self.lab.peers[name]}\n"
                f"    unicast_peer {{\n        {peers}\n    }}\n    virtual_ipaddress {{\n        {address}\n    }}\n"
                f"    garp_master_refresh 5\n}}\n"
            )
        file = STATE / name / "keepalived.conf"
        file.write_text(text)
        provider = self.lab.provider
        if HAVIP not in {address for _, _, address, _ in instances}:
            # A gateway refuses an elastic address of what it does not have.
            tencent = {option: value for option, value in provider.cloud["tencent"].items() if option != "public-addresses"}
            provider = replace(provider, cloud={"tencent": tencent})
        agents.run(self.lab.agent, self.lab.machines[name], file, provider)


def reached(machine, address, *options):
    """Which gateway answers; None: nobody does."""
    done = subprocess.run(
        inside(
            namespace(machine),
            "curl",
            *options,
            "--silent",
            "--max-time",
            1,
            "--output",
            "/dev/null",
            "--write-out",
            "%{http_code} %header{x-gateway}",
            f"http://{address}/",
        ),
        capture_output=True,
        text=True,
    )
    return done.stdout[4:] or None


def metrics(machine):
    return subprocess.run(
        inside(machine.namespace, "curl", "--silent", "--max-time", 2, "http://127.0.0.1:9165/metrics"),
        capture_output=True,
        text=True,
    ).stdout


def announce(machine, address):
    subprocess.run(machine.enter("ip", "addr", "add", f"{address}/32", "dev", "eth0"), check=True)
    subprocess.run(machine.enter("arping", "-q", "-U", "-c", "2", "-w", "2", "-I", "eth0", address), check=False)
    subprocess.run(machine.enter("ip", "addr", "del", f"{address}/32", "dev", "eth0"), check=True)


def main(arguments):
    tour = Tour(arguments.agent, arguments.drift)
    print(f"{AGENTS[arguments.agent].name}; the fabric follows ARP after {arguments.drift:g} s", flush=True)
    try:
        havip = tour.apply()
        tour.two_nodes()
        tour.bind(havip)
        tour.change()
        tour.strangers()
        tour.plain()
        tour.three_nodes()
    finally:
        tour.lab.down()
    if tour.broken:
        sys.exit(1)
