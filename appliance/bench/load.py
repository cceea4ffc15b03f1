"""What busy processors do to routers at 10 ms. Times are given in milliseconds."""

import contextlib
import os
import statistics
import subprocess
import sys
import time

from machines import ACTIVE, STANDBY, own_address, virtual_addresses, wait_for
from many import lateness
from scenarios import Pair, tell_logs
from wire import Advertisement, Capture

START_SECONDS = 10  # a start that takes longer stands still


@contextlib.contextmanager
def busy_processors():
    """Two busy processes on each."""
    burning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2 * (os.cpu_count() or 1))]
    try:
        yield
    finally:
        for process in burning:
            process.kill()
            process.wait()


def under_load(pair: Pair, seconds: float) -> dict[str, float]:
    """Takeovers that nothing but two busy processes on each processor causes, and how late advertisements are."""
    pair.begin()
    time.sleep(2)
    with busy_processors():
        capture = Capture(pair.folder, 1)
        time.sleep(seconds)
        frames = capture.end()
    of_standby = [f for f in frames if isinstance(f, Advertisement) and f.source == own_address(STANDBY)]
    began = [f for earlier, f in zip([None, *of_standby], of_standby)
             if earlier is None or f.at - earlier.at > 10 * pair.setting.interval]
    late = sorted(lateness(frames, own_address(ACTIVE), pair.setting))
    return {"false takeovers": len(began), "late, median": statistics.median(late),
            "late, 99 %": late[len(late) * 99 // 100], "late, most": late[-1]}


def returns_under_load(pair: Pair, count: int) -> dict[str, float]:
    """How often the standby goes on after the better node has returned, on busy processors."""
    pair.begin()
    spans = []
    with busy_processors():
        capture = Capture(pair.folder, 1)
        for _ in range(count):
            pair.stop(ACTIVE)
            wait_for(lambda: virtual_addresses(STANDBY) == pair.setting.routers, "no takeover")
            began = time.time()
            pair.start(ACTIVE)
            pair.wait_whole()
            time.sleep(0.5)
            spans.append((began, time.time()))
        frames = capture.end()
    return disturbances(frames, spans, pair.setting.interval)


def disturbances(frames, spans: list[tuple[float, float]], interval: float) -> dict[str, float]:
    """Of returns that are each a time from the better node's start to its next stop: whether another advertises later than an
    interval after its first advertisement, and how long after that one at most."""
    disturbed, most = 0, {}
    for began, ended in spans:
        advertisements = [f for f in frames if isinstance(f, Advertisement) and f.priority > 0 and began <= f.at < ended]
        first = next((f.at for f in advertisements if f.source == own_address(ACTIVE)), None)
        if first is None:
            raise RuntimeError("the better node has its address, and was not heard")
        others = [f.at - first for f in advertisements if f.source != own_address(ACTIVE) and f.at - first > interval]
        if others:
            disturbed += 1
            most["heard after, most"] = max(most.get("heard after, most", 0), others[-1] * 1000)
    return {"returns": len(spans), "disturbed": disturbed, **most}


def starts(pair: Pair, count: int) -> dict[str, float]:
    """How long the better node's agent takes to its address, alone and on busy processors."""
    taken = []
    with busy_processors():
        for _ in range(count):
            taken.append(seconds_to_address(pair))
            try:
                if taken[-1] is not None:
                    pair.stop(ACTIVE)
            except TimeoutError:
                taken[-1] = None
            # By force, if it stands still; and what that one leaves must not help the next.
            pair.network.destroy(ACTIVE)
            pair.network.create(ACTIVE)
    return of_starts(taken)


def seconds_to_address(pair: Pair) -> float | None:
    began = time.monotonic()
    pair.start(ACTIVE)
    try:
        wait_for(lambda: virtual_addresses(ACTIVE) == pair.setting.routers, "no address", START_SECONDS)
        return time.monotonic() - began
    except TimeoutError:
        tell_logs(pair.folder)
        return None


def of_starts(taken: list[float | None]) -> dict[str, float]:
    """Of how long each took, in seconds; None: it stood still."""
    in_time = [each for each in taken if each is not None]
    figures = {"starts": len(taken), "stood still": len(taken) - len(in_time)}
    if in_time:
        figures |= {"seconds to the address, median": statistics.median(in_time), "seconds to the address, most": max(in_time)}
    return figures
