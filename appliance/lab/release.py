#!/usr/bin/env python3
"""Measures how soon after SIGTERM an active gateway has given up the role.

From the signal until the advertisement of priority 0 is on the wire, and until the process has ended, in a network
namespace of its own, for each of the programs named: havip-gateway (HAVIP_LAUNCHER: another launcher than the
checkout's) or keepalived, both with the same keepalived.conf. Prints minimum, median and maximum in milliseconds.
"""

import argparse
import ctypes
import os
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

CLONE_NEWNET = 0x40000000
SO_TIMESTAMPNS = 35
ETHERNET, IPV4 = 14, 20
VRRP = 112
LAUNCHER = os.path.join(os.path.dirname(__file__), "../bin/havip-gateway")
CONFIGURATION = """
global_defs {{
    vrrp_version 3
}}
vrrp_instance web {{
    interface gw
    virtual_router_id 51
    priority 150
    advert_int {interval}
    virtual_ipaddress {{
        10.51.0.100/24
    }}
}}
"""


def command(program, configuration, folder):
    """What runs the program in the foreground."""
    if program == "keepalived":
        pids = ["--pid", os.path.join(folder, "pid"), "--vrrp_pid", os.path.join(folder, "vrrp.pid")]
        return ["keepalived", "--dont-fork", "--log-console", "--vrrp", "--use-file", configuration, *pids]
    launcher = os.environ.get("HAVIP_LAUNCHER", LAUNCHER)
    return [launcher, "run", "--config", configuration, "--control", os.path.join(folder, "control")]


class Wire:
    """The other end of the gateway's cable."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.bind(("wire", 0))

    def priorities(self, patience):
        """The advertisements from now on: (priority, the kernel's receive time)."""
        self.socket.settimeout(patience)
        while True:
            frame, ancillary, _, _ = self.socket.recvmsg(2048, 128)
            packet = frame[ETHERNET:]
            if len(packet) > IPV4 and packet[9] == VRRP:
                seconds, nanoseconds = struct.unpack("qq", ancillary[0][2][:16])
                yield packet[(packet[0] & 15) * 4 + 2], seconds * 1_000_000_000 + nanoseconds


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def measure(program, configuration, wire, settling, log):
    """One life: (nanoseconds until priority 0 was on the wire, until the end)."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(command(program, configuration, folder), stdout=log, stderr=log)
        next(wire.priorities(patience=60))
        time.sleep(settling)
        wire = Wire()
        told = time.time_ns()
        os.kill(process.pid, signal.SIGTERM)
        released = next(at for priority, at in wire.priorities(patience=10) if priority == 0)
        process.wait(30)
        return released - told, time.time_ns() - told


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("programs", nargs="*", default=["havip-gateway", "keepalived"])
    arguments.add_argument("--runs", type=int, default=20)
    arguments.add_argument("--interval", default="0.1", help="seconds between advertisements")
    arguments.add_argument("--settling", type=float, default=2, help="seconds as active before the end")
    given = arguments.parse_args()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        sys.exit("a network namespace can't be made: " + os.strerror(ctypes.get_errno()))
    ip("link", "add", "gw", "type", "veth", "peer", "name", "wire")
    ip("address", "add", "10.51.0.11/24", "dev", "gw")
    for link in ("lo", "gw", "wire"):
        ip("link", "set", link, "up")
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file, tempfile.TemporaryFile() as log:
        file.write(CONFIGURATION.format(interval=given.interval))
        file.flush()
        for program in given.programs:
            lives = [measure(program, file.name, Wire(), given.settling, log) for _ in range(given.runs)]
            for what, times in zip(("priority 0", "end"), zip(*lives)):
                low, middle, high = (f(times) / 1e6 for f in (min, statistics.median, max))
                print(f"{program:14} {what:10} {low:9.3f} {middle:9.3f} {high:9.3f}", flush=True)


if __name__ == "__main__":
    main()
