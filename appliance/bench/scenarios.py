"""What happens to a pair, and what is read from the wire, the client and the kernels. Times are given in milliseconds."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import machines
from machines import ACTIVE, CLIENT, STANDBY, VIRTUAL, Network, virtual_addresses, wait_for
from products import LAB, PRIORITY, Product, Setting
from wire import Advertisement, Announcement, Capture

HAPROXY = """
global
    stats socket {folder}/{machine}.haproxy mode 600 level admin
defaults
    mode http
    timeout client 5s
    timeout connect 1s
    timeout server 5s
frontend web
    bind :80
    http-request return status 200 hdr X-Gateway {machine}
frontend health
    bind 127.0.0.1:8405
    monitor-uri /gateway-health
"""
TWO_OWNERS_SECONDS = 10  # that long a second owner is waited for
WHOLE_SECONDS = 120  # a thousand routers of keepalived need more than one
CLIENT_INTERVAL_MS = 1
CLIENT_PRIORITY = 60  # in real time, above every product's


class Pair:
    """Two nodes with a product and HAProxy, and a client, made for one run."""

    def __init__(self, product: Product, setting: Setting, folder: Path):
        self.product, self.setting, self.folder = product, setting, folder
        folder.mkdir(parents=True)
        self.network = Network(setting.interfaces)
        self.configurations: dict[str, Path] = {}

    def prepare(self):
        """All but the product."""
        for machine in (ACTIVE, STANDBY, CLIENT):
            self.network.create(machine)
        for machine in (STANDBY, ACTIVE):
            self.configurations[machine] = self.product.configure(machine, self.setting, self.folder)
            self.start_haproxy(machine)

    def begin(self):
        for machine in (STANDBY, ACTIVE):
            self.start(machine)
        self.wait_whole()

    def start(self, machine, environment=None):
        self.product.start(machine, self.configurations[machine], environment)

    def stop(self, machine):
        """In order, and until nothing of it runs."""
        self.product.signal(machine, signal.SIGTERM)
        wait_for(lambda: not machines.processes(machine, self.product.program), f"{self.product.name} does not end")

    def start_haproxy(self, machine):
        if self.setting.haproxy:
            file = self.folder / f"{machine}.haproxy.cfg"
            file.write_text(HAPROXY.format(folder=self.folder, machine=machine))
            machines.start(machine, ["haproxy", "-db", "-f", file], self.folder / f"{machine}.haproxy.log")

    def wait_whole(self):
        def whole():
            return virtual_addresses(ACTIVE) == self.setting.routers and virtual_addresses(STANDBY) == 0

        wait_for(whole, f"{self.product.name} does not become whole", WHOLE_SECONDS)

    def close(self):
        self.network.close()


def tell_logs(folder: Path):
    for log in sorted(folder.glob("*.log")):
        print(f"{log.name}:", *log.read_text().splitlines()[-10:], sep="\n  ", file=sys.stderr, flush=True)


class Probe:
    """A client that asks every millisecond, over a new connection each time. As if on a machine of its own, it asks whatever the nodes
    do to the processors that it shares with them here: what is not asked can't be lost."""

    def __init__(self):
        command = ["ip", "netns", "exec", machines.namespace(CLIENT), LAB / "probe.py", f"http://{VIRTUAL}/",
                   "--interval-ms", CLIENT_INTERVAL_MS]
        self.program = subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        os.sched_setscheduler(self.program.pid, os.SCHED_FIFO, os.sched_param(CLIENT_PRIORITY))
        time.sleep(1.5)  # its normal life

    def end(self) -> dict:
        self.program.send_signal(signal.SIGTERM)
        return json.loads(self.program.communicate()[0])


@dataclass(frozen=True)
class Scenario:
    """One fault. Silent: no release is sent, so that the bound counts from the last advertisement."""

    name: str
    happens: object  # of a pair
    silent: bool = False
    settling: float = 2.0  # seconds until all is over
    prepared: object = lambda pair: None

    def run(self, pair: Pair) -> dict[str, float]:
        pair.begin()
        self.prepared(pair)
        time.sleep(2 + 5 * pair.setting.interval)  # announcements of before are over
        capture = Capture(pair.folder, pair.setting.interfaces)
        probe = Probe()
        began = time.time()
        figures = self.happens(pair) or {}
        time.sleep(self.settling)
        client = probe.end()
        figures |= takeover(capture.end(), began, pair.setting if self.silent else None)
        seen = {"failed requests": client["failed"], "longest silence": client["longest_gap_ms"], "asked late": client["late_ms"]}
        return seen | figures


def takeover(frames, began: float, silent: Setting | None) -> dict[str, float]:
    """Of the first router: when another than before advertised, when it announced, and how far beyond the bound that was."""
    advertisements = [f for f in frames if isinstance(f, Advertisement) and f.priority > 0]
    former = [f for f in advertisements if f.at < began]
    if not former:
        return {}
    taken = next((f for f in advertisements if f.at >= began and f.source != former[-1].source), None)
    if taken is None:
        return {}
    figures = {"advertised after": (taken.at - began) * 1000}
    if silent:
        heard = [f for f in advertisements if f.at < taken.at and f.source == former[-1].source]
        figures["beyond the bound"] = (taken.at - heard[-1].at - silent.bound(PRIORITY[STANDBY])) * 1000
    announced = next((f for f in frames if isinstance(f, Announcement) and f.at >= taken.at and f.address == VIRTUAL), None)
    if announced:
        figures["announced after it"] = (announced.at - taken.at) * 1000
    return figures


def two_owners(machine: str) -> dict[str, float]:
    """From now until the kernel of the former owner no longer has the address."""
    began = time.monotonic()
    try:
        wait_for(lambda: virtual_addresses(machine) == 0, "two owners", TWO_OWNERS_SECONDS)
    except TimeoutError:
        pass
    return {"address kept for": (time.monotonic() - began) * 1000}


def host_dies(pair):
    """Power and link are gone."""
    pair.network.cut_power(ACTIVE)


def host_falls_silent(pair):
    """Its link stays up, and nothing passes."""
    pair.network.forward(ACTIVE, False)


def stopped(pair):
    pair.product.signal(ACTIVE, signal.SIGTERM)


def gone(pair):
    """What ran on the better node has ended long ago."""
    pair.network.destroy(ACTIVE)
    wait_for(lambda: virtual_addresses(STANDBY) == pair.setting.routers, "no takeover")
    pair.network.create(ACTIVE)
    pair.start_haproxy(ACTIVE)
    time.sleep(1)


def returns(pair):
    pair.start(ACTIVE)
    pair.wait_whole()


def haproxy_killed(pair):
    machines.signal_all(ACTIVE, signal.SIGKILL, "haproxy")


def haproxy_hangs(pair):
    machines.signal_all(ACTIVE, signal.SIGSTOP, "haproxy")


def killed(pair):
    pair.product.signal(ACTIVE, signal.SIGSTOP)  # or else a parent starts its child anew
    for process in machines.processes(ACTIVE, pair.product.program):
        os.kill(process, signal.SIGKILL)
    return two_owners(ACTIVE)


def frozen(pair):
    pair.product.signal(ACTIVE, signal.SIGSTOP)
    return two_owners(ACTIVE)


def healed(pair):
    pair.network.forward(ACTIVE, True)
    pair.wait_whole()


def partitioned(pair):
    """For a second there are two owners."""
    pair.network.forward(ACTIVE, False)
    wait_for(lambda: virtual_addresses(STANDBY) == 1, "no takeover")
    time.sleep(1)


def reloaded(pair):
    """Only a comment differs."""
    with pair.configurations[ACTIVE].open("a") as file:
        file.write("# changed\n")
    pair.product.signal(ACTIVE, signal.SIGHUP)


SCENARIOS = [
    Scenario("host dies", host_dies, silent=True),
    Scenario("host falls silent", host_falls_silent, silent=True),
    Scenario("agent stopped", stopped),
    Scenario("better node returns", returns, prepared=gone, settling=3),
    Scenario("HAProxy killed", haproxy_killed, settling=5),
    Scenario("HAProxy hangs", haproxy_hangs, settling=6),
    Scenario("agent killed", killed, silent=True),
    Scenario("agent frozen", frozen, silent=True),
    Scenario("partition heals", healed, prepared=partitioned, settling=5),
    Scenario("reload", reloaded),
]
