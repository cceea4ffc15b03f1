"""What busy processors do to routers at 10 ms. Times are given in milliseconds."""

import contextlib
import os
import statistics
import subprocess
import sys
import time

from machines import ACTIVE, STANDBY, own_address
from many import lateness
from scenarios import Pair
from wire import Advertisement, Capture


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
