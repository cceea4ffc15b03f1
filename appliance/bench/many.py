"""What many routers cost, and how they are taken over. Times are given in milliseconds."""

import os
import signal
import statistics
import time
from pathlib import Path

import machines
from machines import ACTIVE, STANDBY, own_address, virtual_addresses, wait_for
from products import PRIORITY, Setting
from scenarios import Pair
from wire import Advertisement, Announcement, Capture


def lateness(frames, source: str, setting: Setting) -> list[float]:
    """How much longer than the interval each router's advertisements of this source were apart."""
    last, late = {}, []
    for frame in frames:
        if isinstance(frame, Advertisement) and frame.source.endswith(source[source.index(".", 3):]):
            if frame.router in last:
                late.append(max(0.0, (frame.at - last[frame.router] - setting.interval) * 1000))
            last[frame.router] = frame.at
    return late


def scale(pair: Pair, settling: float, seconds: float) -> dict[str, float]:
    """What many routers cost the active node once they have settled, and how they are taken over when it dies."""
    pair.begin()
    time.sleep(settling)
    steady = Capture(pair.folder, pair.setting.interfaces)
    before = processor_seconds(pair)
    time.sleep(seconds)
    used = processor_seconds(pair) - before
    late = sorted(lateness(steady.end(), own_address(ACTIVE), pair.setting))
    figures = {"CPU s a minute": used * 60 / seconds, "memory, MB": memory(pair), "late, median": statistics.median(late),
               "late, most": late[-1]}

    capture = Capture(pair.folder, pair.setting.interfaces)
    time.sleep(2 * pair.setting.interval)
    began = time.time()
    pair.network.cut_power(ACTIVE)
    wait_for(lambda: virtual_addresses(STANDBY) == pair.setting.routers, "no takeover")
    time.sleep(3)
    return figures | takeover_of_all(capture.end(), began, pair.setting)


def takeover_of_all(frames, began: float, setting: Setting) -> dict[str, float]:
    heard, taken, announced = {}, {}, {}
    standby = {own_address(STANDBY, interface) for interface in range(setting.interfaces)}
    for frame in frames:
        if isinstance(frame, Announcement):
            if frame.at > began:
                announced.setdefault(frame.address, frame.at)
        elif frame.source in standby:
            taken.setdefault(frame.router, frame.at)
        elif frame.at < began + 0.01:
            heard[frame.router] = frame.at
    bound = setting.bound(PRIORITY[STANDBY])
    late = [(at - heard[router] - bound) * 1000 for router, at in taken.items() if router in heard]
    after = [(announced[address] - at) * 1000 for (interface, vrid), at in taken.items()
             if (address := f"10.{52 + interface}.100.{vrid}") in announced]
    spread = (max(announced.values()) - min(announced.values())) * 1000
    return {"taken over": len(taken), "beyond the bound, median": statistics.median(late), "beyond the bound, most": max(late),
            "announced after, median": statistics.median(after), "announced after, most": max(after),
            "announcements' spread": spread}


def takes_beside(pair: Pair) -> dict[str, float]:
    """How late a quick router is on the node that takes over another one with many addresses meanwhile."""
    pair.begin()
    prefix = pair.setting.address_beside(0).rpartition(".")[0]
    wait_for(lambda: machines.addresses(STANDBY, prefix) == pair.setting.beside, "its addresses are not bound")
    time.sleep(3)
    capture = Capture(pair.folder, pair.setting.interfaces)
    time.sleep(1)
    machines.signal_all(STANDBY, signal.SIGKILL)
    wait_for(lambda: machines.addresses(ACTIVE, prefix) == pair.setting.beside, "no takeover")
    time.sleep(1)
    quick = [frame for frame in capture.end() if isinstance(frame, Advertisement) and frame.router == (0, 1)]
    late = sorted(lateness(quick, own_address(ACTIVE), pair.setting))
    return {"late, median": statistics.median(late), "late, most": late[-1],
            "later than an interval": sum(each > pair.setting.interval * 1000 for each in late)}


def processor_seconds(pair: Pair) -> float:
    total = 0
    for process in machines.processes(ACTIVE, pair.product.program):
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def memory(pair: Pair) -> float:
    """Resident, of all its processes."""
    total = 0
    for process in machines.processes(ACTIVE, pair.product.program):
        status = Path(f"/proc/{process}/status").read_text()
        total += int(status.split("VmRSS:")[1].split()[0])
    return total / 1024
