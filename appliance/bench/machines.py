"""Machines in network namespaces, on one bridge for each of their interfaces, which live in a namespace of their own."""

import os
import signal
import subprocess
import time
from pathlib import Path

SWITCH = "havip-bench"
ACTIVE, STANDBY, CLIENT = "a", "b", "client"
VIRTUAL = "10.52.100.1"


def ip(*words, check=True):
    return subprocess.run(["ip", *map(str, words)], check=check, capture_output=True, text=True).stdout


def own_address(machine, interface=0):
    """Of a machine on the network of its interface: 10.52 + interface."""
    return f"10.{52 + interface}.0.{ {ACTIVE: 1, STANDBY: 2, CLIENT: 9}[machine]}"


def namespace(machine):
    """The switch has one too, in which captures run."""
    return SWITCH if machine == SWITCH else f"{SWITCH}-{machine}"


class Network:
    """The bridges, and a machine's ports on them, named after it: a0, a1, b0 ..."""

    def __init__(self, interfaces=1):
        self.interfaces = interfaces
        self.close()
        ip("netns", "add", SWITCH)
        for interface in range(interfaces):
            ip("-n", SWITCH, "link", "add", f"lan{interface}", "up", "type", "bridge", "mcast_snooping", 0)

    def create(self, machine):
        name = namespace(machine)
        ip("netns", "add", name)
        ip("-n", name, "link", "set", "lo", "up")
        for interface in range(self.interfaces):
            port = f"{machine}{interface}"
            ip("-n", name, "link", "add", f"eth{interface}", "type", "veth", "peer", port, "netns", SWITCH)
            ip("-n", name, "addr", "add", f"{own_address(machine, interface)}/16", "dev", f"eth{interface}")
            ip("-n", name, "link", "set", f"eth{interface}", "up")
            ip("-n", SWITCH, "link", "set", port, "master", f"lan{interface}", "up")

    def destroy(self, machine):
        signal_all(machine, signal.SIGKILL)
        ip("netns", "del", namespace(machine), check=False)
        for interface in range(self.interfaces):
            # They go with the namespace, but later: a machine of the same name would find them taken.
            ip("-n", SWITCH, "link", "del", f"{machine}{interface}", check=False)

    def cut_power(self, machine):
        """Its links are down, and what ran is gone."""
        for interface in range(self.interfaces):
            ip("-n", SWITCH, "link", "set", f"{machine}{interface}", "down")
        signal_all(machine, signal.SIGKILL)

    def forward(self, machine, on):
        """Whether the switch forwards anything from and to it. Its link stays up in either case."""
        for interface in range(self.interfaces):
            state = 3 if on else 0
            command = ["ip", "netns", "exec", SWITCH, "bridge", "link", "set", "dev", f"{machine}{interface}"]
            subprocess.run([*command, "state", str(state)], check=True)

    def close(self):
        for machine in (ACTIVE, STANDBY, CLIENT, SWITCH):
            if Path("/run/netns", namespace(machine)).exists():
                signal_all(machine, signal.SIGKILL)
                ip("netns", "del", namespace(machine), check=False)


def start(machine, command, log):
    """In the background, for as long as the machine lives; its output goes to the log."""
    with open(log, "a") as output:
        return subprocess.Popen(
            ["ip", "netns", "exec", namespace(machine), *map(str, command)],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)


def processes(machine, name=None):
    """The ids of its processes, of one program perhaps."""
    found = []
    for process in map(int, ip("netns", "pids", namespace(machine), check=False).split()):
        try:
            if name is None or Path(f"/proc/{process}/comm").read_text().strip() == name:
                found.append(process)
        except OSError:
            pass  # it has ended
    return found


def signal_all(machine, number, name=None):
    """To all its processes, or those of one program; SIGKILL until there are none."""
    while found := processes(machine, name):
        for process in found:
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass
        if number != signal.SIGKILL:
            return
        time.sleep(0.02)


def virtual_addresses(machine):
    """How many virtual addresses its kernel has."""
    return addresses(machine, *(f"10.{52 + interface}.1" for interface in range(4)))


def addresses(machine, *prefixes):
    """How many its kernel has that begin so."""
    present = ip("-n", namespace(machine), "-4", "-oneline", "addr")
    return sum(present.count(f" {prefix}") for prefix in prefixes)


def wait_for(condition, what, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.05)
