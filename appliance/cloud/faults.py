"""What goes wrong with calls, and with claims by ARP, because somebody wants to see it."""

import threading
import time
from dataclasses import asdict, dataclass

CLAIM = "GratuitousArp"
HOWS = ("down", "lag", "refuse", "lose-reply")
HANGS_SECONDS = 30.0  # that long a call to an API that is down is kept


@dataclass
class Fault:
    """
    of: an action's name, "changes", "reads", or "all" calls
    sender: the instance; "" for every one
    how: down: no answer, nothing done; lag: done after so many seconds; refuse: the provider's code; lose-reply: done, no answer
    times: how often; None until it is mended
    """

    how: str
    of: str = "all"
    sender: str = ""
    seconds: float = 0.0
    code: str = "RequestLimitExceeded"
    times: int | None = None

    def __post_init__(self):
        if self.how not in HOWS:
            raise ValueError(f"no such fault: {self.how!r}; there are {', '.join(HOWS)}")

    def concerns(self, action, change, sender):
        kinds = {action} if action == CLAIM else {action, "all", "changes" if change else "reads"}
        return self.of in kinds and self.sender in ("", sender) and self.times != 0


class Faults:
    def __init__(self, record):
        self.record = record
        self.faults: list[Fault] = []
        self.changed = threading.Condition()

    def add(self, fault: Fault):
        with self.changed:
            self.faults.append(fault)
        self.record.add("fault", **asdict(fault))

    def mend(self):
        with self.changed:
            self.faults.clear()
            self.changed.notify_all()
        self.record.add("mended")

    def take(self, action, change, sender) -> Fault | None:
        with self.changed:
            found = next((each for each in self.faults if each.concerns(action, change, sender)), None)
            if found and found.times:
                found.times -= 1
            return found

    def wait_mended(self, fault, seconds=HANGS_SECONDS):
        deadline = time.monotonic() + seconds
        with self.changed:
            while fault in self.faults and (left := deadline - time.monotonic()) > 0:
                self.changed.wait(left)
