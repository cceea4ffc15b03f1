"""The lab's machines: network namespaces whose one cable leads to a port of the fabric, with processes and a /run of their own."""

import os
import signal
import subprocess
import time
from pathlib import Path

PREFIX = os.environ.get("HAVIP_CLOUD_LAB", "havip-cloud")
HOST_NETWORK = os.environ.get("HAVIP_CLOUD_NETWORK", "10.61.0")  # with another name too: several labs at once
FABRIC = f"{PREFIX}-vpc"  # the namespace of the bridge, the edge and the control plane
BRIDGE = "vpc"
OUTSIDE = "outside"


def command(*words, check=True):
    return subprocess.run([str(word) for word in words], check=check, capture_output=True, text=True).stdout


def namespace(machine):
    return f"{PREFIX}-{machine}"


def inside(name, *words):
    return ["ip", "netns", "exec", name, *map(str, words)]


def ip(name, *words, check=True):
    return command("ip", "-n", name, *words, check=check)


def make_namespace(name):
    command("ip", "netns", "add", name)
    ip(name, "link", "set", "lo", "up")


def make_fabric(mac, routers):
    """The bridge, with the addresses of the subnets' routers (with their prefix lengths) on it. The fabric's rules come later."""
    make_namespace(FABRIC)
    command(*inside(FABRIC, "sysctl", "--quiet", "--write", "net.ipv4.ip_forward=1"))
    ip(FABRIC, "link", "add", BRIDGE, "address", mac, "type", "bridge", "mcast_snooping", 0)
    ip(FABRIC, "link", "set", BRIDGE, "up")
    for router in routers:
        ip(FABRIC, "addr", "add", router, "dev", BRIDGE)


def make_outside(edge, client, public):
    """The world beyond the edge: one client, for which the public addresses lie behind the edge."""
    name = namespace(OUTSIDE)
    make_namespace(name)
    ip(name, "link", "add", "eth0", "type", "veth", "peer", OUTSIDE, "netns", FABRIC)
    ip(name, "addr", "add", client, "dev", "eth0")
    ip(name, "link", "set", "eth0", "up")
    ip(FABRIC, "addr", "add", edge, "dev", OUTSIDE)
    ip(FABRIC, "link", "set", OUTSIDE, "up")
    ip(name, "route", "add", public, "via", edge.split("/")[0])


class Machine:
    """One instance. Its port is called as it is; what the port passes is the fabric's business."""

    def __init__(self, name, mac, address, router):
        """The address with its prefix length."""
        self.name, self.mac, self.address, self.router = name, mac, address, router
        self.namespace = namespace(name)

    def boot(self):
        make_namespace(self.namespace)
        ip(self.namespace, "link", "add", "eth0", "address", self.mac, "type", "veth", "peer", "name", self.name, "netns", FABRIC)
        ip(self.namespace, "addr", "add", self.address, "dev", "eth0")
        ip(self.namespace, "link", "set", "eth0", "up")
        # Nothing is learned from what a port sends, and nothing is flooded; ARP is answered by the bridge, from its own table.
        ip(FABRIC, "link", "set", "dev", self.name, "master", BRIDGE, "up")
        ip(
            FABRIC,
            "link",
            "set",
            "dev",
            self.name,
            "type",
            "bridge_slave",
            "learning",
            "off",
            "flood",
            "off",
            "mcast_flood",
            "off",
            "bcast_flood",
            "off",
            "proxy_arp",
            "on",
        )
        command("bridge", "-n", FABRIC, "fdb", "replace", self.mac, "dev", self.name, "master", "static")
        ip(self.namespace, "route", "add", "default", "via", self.router, "onlink", "dev", "eth0")
        # The first process of the machine: with it all others end.
        subprocess.Popen(
            inside(
                self.namespace,
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "sh",
                "-c",
                "mount -t tmpfs tmpfs /run && mkdir /run/haproxy && touch /run/booted && exec sleep infinity",
            ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for(lambda: self.init() and Path(f"/proc/{self.init()}/root/run/booted").exists(), f"{self.name} does not boot", 10)

    def init(self):
        return next(iter(self.processes("sleep")), None)

    def enter(self, *words):
        return ["nsenter", "--target", str(self.init()), "--mount", "--pid", "--net", "--", *map(str, words)]

    def start(self, log, *words, **environment):
        """In the background, for as long as the machine runs; its output goes to the log."""
        with open(log, "a") as output:
            return subprocess.Popen(
                self.enter(*words),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                env={**os.environ, **environment, "HAVIP_MACHINE": self.name},
            )

    def processes(self, program=None):
        """The ids, as this host has them, of its processes: of one program perhaps."""
        found = []
        for process in map(int, command("ip", "netns", "pids", self.namespace, check=False).split()):
            try:
                if program is None or Path(f"/proc/{process}/comm").read_text().strip() == program:
                    found.append(process)
            except OSError:
                pass  # it has ended
        return found

    def signal(self, number, program=None):
        """To all its processes, or those of one program; SIGKILL until there are none."""
        while found := self.processes(program):
            for process in found:
                try:
                    os.kill(process, number)
                except ProcessLookupError:
                    pass
            if number != signal.SIGKILL:
                return
            time.sleep(0.02)

    def cut_power(self):
        """Its port is down, and what ran is gone; nobody is told."""
        ip(FABRIC, "link", "set", "dev", self.name, "down", check=False)
        self.signal(signal.SIGKILL)
        command("ip", "netns", "del", self.namespace, check=False)
        # It goes with the namespace, but later: a machine that comes back would find it taken.
        ip(FABRIC, "link", "del", "dev", self.name, check=False)

    def binds(self, address):
        return bool(ip(self.namespace, "-oneline", "addr", "show", "to", address, check=False))


def remove():
    """Whatever an earlier run left, even if it was interrupted."""
    for path in sorted(Path("/run/netns").glob(f"{PREFIX}-*")):
        for number in (signal.SIGKILL, signal.SIGKILL):
            for process in command("ip", "netns", "pids", path.name, check=False).split():
                try:
                    os.kill(int(process), number)
                except ProcessLookupError:
                    pass
        command("ip", "netns", "del", path.name, check=False)


def wait_for(condition, what, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.05)
