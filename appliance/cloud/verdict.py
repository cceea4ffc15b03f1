"""What a run has shown, by the control plane's record and the kernels' changes of addresses. Times in seconds since 1970."""

import re
import time
from dataclasses import dataclass, field

SETTLED_SECONDS = 30.0  # from a fault's end until the fabric leads to the Active
CORRECTED_SECONDS = 30.0  # from a move away from the Active until it is undone
BINDING_SECONDS = 0.5  # a role begins before the address is bound
YIELDING_SECONDS = 0.1  # a call's way, and what the two clocks are read apart: that long after it yielded a call is no loser's


@dataclass(frozen=True)
class Period:
    """A gateway had the address bound: it was Active."""

    gateway: str
    begin: float
    end: float


def periods(gateway, lines, address, now, died=float("inf")):
    """From `ip -ts -oneline monitor address`. A lease that is refreshed is no change; a machine that died told nobody."""
    found, begin = [], None

    def end(at):
        nonlocal begin
        if begin is not None:
            found.append(Period(gateway, begin, at))
        begin = None

    for line in lines:
        match = re.match(r"\[([0-9T:.-]+)\] (Deleted )?.* inet (\S+?)(/\d+)? ", line)
        if not match or match[3] != address:
            continue
        at = seconds(match[1])
        if begin is not None and begin < died <= at:
            end(died)
        if match[2]:
            end(at)
        elif begin is None:
            begin = at
    end(min(now, died) if begin is not None and begin < died else now)
    return found


def seconds(stamp):
    whole, _, part = stamp.partition(".")
    return time.mktime(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) + float(f"0.{part or 0}")


@dataclass(frozen=True)
class Phase:
    """From the end of something on the promise counts; `until`: when that was no longer looked at."""

    what: str
    begin: float
    until: float


@dataclass
class Run:
    """record: the control plane's lines of the run; until: when looking ended."""

    address: str
    record: list[dict]
    periods: list[Period]
    phases: list[Phase]
    until: float
    holder: str | None = None  # when the record begins
    broken: list[str] = field(default_factory=list)

    def active(self, at):
        return [each.gateway for each in self.periods if each.begin <= at < each.end]

    def moves(self):
        return [line for line in self.record if line["event"] == "moved" and line["address"] == self.address]

    def holders(self):
        """(holder, from, to), one after the other."""
        steps = [(self.holder, float("-inf"))] + [(line["holder"], line["at"]) for line in self.moves()]
        return [(holder, begin, end) for (holder, begin), (_, end) in zip(steps, [*steps[1:], (None, self.until)])]

    def settled(self, phase):
        """Seconds until the holder is the one Active, and stays so; None where that does not come about."""
        instants = sorted(
            {
                phase.begin,
                *(at for each in self.periods for at in (each.begin, each.end) if phase.begin < at < phase.until),
                *(line["at"] for line in self.moves() if phase.begin < line["at"] < phase.until),
            }
        )
        since = None
        for at in instants:
            active = self.active(at)
            good = len(active) == 1 and self.at(at) == active[0]
            since = (at if since is None else since) if good else None
        return None if since is None else since - phase.begin

    def at(self, instant):
        return next((holder for holder, begin, end in reversed(self.holders()) if begin <= instant), self.holder)

    def calls(self, change):
        return [line for line in self.record if line["event"] == "call" and line["change"] == change and line["sender"]]

    def losers(self, calls):
        """Those of them that arrived from a gateway that was not Active, or had ceased to be."""
        return [
            line
            for line in calls
            if not any(
                each.gateway == line["sender"] and each.begin - BINDING_SECONDS <= line["at"] <= each.end + YIELDING_SECONDS
                for each in self.periods
            )
        ]

    def late(self):
        """Moves to a gateway that was not Active any more, while another was: the seconds until that was undone, or None."""
        found = []
        for line in self.moves():
            active = self.active(line["at"])
            if line["holder"] not in active and len(active) == 1:
                undone = next(
                    (
                        later["at"]
                        for later in self.moves()
                        if later["at"] > line["at"] and later["holder"] in self.active(later["at"])
                    ),
                    None,
                )
                again = next(
                    (each.begin for each in self.periods if each.begin > line["at"] and each.gateway == line["holder"]), None
                )
                ends = [at for at in (undone, again) if at is not None]
                found.append(min(ends) - line["at"] if ends else None)
        return found

    def judge(self):
        """What was promised and not kept, as sentences."""
        for phase in self.phases:
            took = self.settled(phase)
            if took is None:
                self.broken.append(f"after {phase.what} the fabric never led to the one Active")
            elif took > SETTLED_SECONDS:
                self.broken.append(f"after {phase.what} it took {took:.1f} s until the fabric led to the Active")
        for line in self.losers(self.calls(change=True)):
            self.broken.append(f"{line['sender']} called {line['action']} when it was not Active")
        for took in self.late():
            if took is None or took > CORRECTED_SECONDS:
                self.broken.append(
                    "a move away from the Active was " + ("never undone" if took is None else f"undone after {took:.1f} s")
                )
        return self.broken


def span(took):
    return "never" if took is None else f"{took:.1f}"
