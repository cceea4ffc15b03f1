"""What can happen to gateways in a cloud, and what is seen of it."""

import json
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field

import agents
import client
import network
from lab import DESK, HERE, STATE, Lab
from network import inside, namespace, wait_for
from record import read
from verdict import Phase, Run, periods, span

PROBE = HERE.parent / "lab/probe.py"
INTERVAL_MS = 20
FAULT_SECONDS = 10.0  # that long an API is down, slow or throttled, and gateways do not hear each other
LATE_SECONDS = 15.0
PATIENCE_SECONDS = 40.0  # longer than what is promised, so that a broken promise is measured
STEADY_SECONDS = 3.0
HOWS = {
    "crash": "gw1 vanishes, power and link",
    "stop": "gw1's agent is stopped as planned",
    "api-down": "the API answers nobody for 10 s; gw1's agent is stopped meanwhile",
    "api-slow": "each call takes 4 s for 10 s; gw1's agent is stopped meanwhile",
    "throttled": "every call is refused for 10 s, as too many; gw1's agent is stopped meanwhile",
    "lost-reply": "the next change is done, and its caller never hears of it; gw1's agent is stopped",
    "late-call": "gw1 takes the address back, its call is under way for 15 s, and it is stopped meanwhile",
    "partition": "the gateways do not hear each other for 10 s; both reach clients and API",
}


class Scene:
    """One run: the lab, what ended when, and two clients."""

    def __init__(self, lab: Lab):
        self.lab = lab
        self.phases: list[Phase] = []
        self.began = time.time()
        self.died = float("inf")  # when gw1 did

    def ended(self, what):
        """A fault is over, or is one that lasts: from now on the promise counts, until it is kept, or until patience ends."""
        begin = time.time()
        self.settle()
        self.phases.append(Phase(what, begin, time.time()))

    def settle(self):
        """Until the fabric leads to the one Active, and has for a while; or until patience ends."""
        deadline, since = time.monotonic() + PATIENCE_SECONDS + self.lab.drift, None
        while time.monotonic() < deadline:
            good = self.lab.settled()
            since = (since or time.monotonic()) if good else None
            if since and time.monotonic() - since > STEADY_SECONDS:
                return
            time.sleep(0.1)

    def fault(self, **fault):
        client.desk(f"{DESK}:80", "POST", "/faults", fault)

    def mend(self):
        client.desk(f"{DESK}:80", "DELETE", "/faults")

    def struck(self):
        """Whether a fault that was to happen once has happened."""
        return all(each["times"] == 0 for each in self.lab.state()["faults"])

    def apart(self, apart):
        client.desk(f"{DESK}:80", "POST", "/apart", {"between": list(self.lab.gateways[:2]), "apart": apart})

    def stop(self, name):
        agents.stop(self.lab.agent, self.lab.machines[name])

    # What happens.

    def crash(self):
        self.died = time.time()
        self.lab.machines["gw1"].cut_power()
        self.ended("the crash")
        self.lab.machines["gw1"].boot()
        self.lab.start_gateway("gw1")
        self.returned()

    def planned(self):
        self.stop("gw1")
        self.ended("the stop")
        self.back()

    def back(self):
        self.lab.start_agent("gw1")
        self.returned()

    def returned(self):
        """It is the better one, and takes the address back."""
        wait_for(lambda: self.lab.active() == ["gw1"], "gw1 does not come back", 60)
        self.ended("the return")

    def during(self, what, **fault):
        """The active one is stopped while something is wrong with the API."""
        self.fault(**fault)
        self.stop("gw1")
        time.sleep(FAULT_SECONDS)
        self.mend()
        self.ended(what)
        self.back()

    def lost_reply(self):
        self.fault(how="lose-reply", of="changes", times=1)
        self.stop("gw1")
        self.ended("the stop")
        self.mend()
        self.back()

    def late_call(self):
        """Of an HAVIP there is no call: what lands late is the fabric's hearing of an announcement."""
        self.stop("gw1")
        self.settle()
        self.fault(
            how="lag", of="changes" if self.lab.provider.calls else "GratuitousArp", sender="gw1", seconds=LATE_SECONDS, times=1
        )
        self.lab.start_agent("gw1")
        wait_for(lambda: self.lab.active() == ["gw1"], "gw1 does not come back", 60)
        wait_for(self.struck, "gw1 asks for nothing", 30)
        self.stop("gw1")
        wait_for(lambda: self.lab.holder() == "gw1", "nothing landed late", LATE_SECONDS + self.lab.drift + 10)
        self.ended("the late call")
        self.mend()
        self.back()

    def partition(self):
        self.apart(True)
        time.sleep(FAULT_SECONDS)
        self.apart(False)
        self.ended("the partition")

    def play(self, how):
        match how:
            case "crash":
                self.crash()
            case "stop":
                self.planned()
            case "api-down":
                self.during("the API's outage", how="down")
            case "api-slow":
                self.during("the API's slowness", how="lag", seconds=4)
            case "throttled":
                self.during("the throttling", how="refuse", code="RequestLimitExceeded")
            case "lost-reply":
                self.lost_reply()
            case "late-call":
                self.late_call()
            case "partition":
                self.partition()


class Client:
    """Asks for the service all the time, from one of the two sides."""

    def __init__(self, machine, address):
        self.program = subprocess.Popen(
            inside(namespace(machine), PROBE, f"http://{address}/", "--interval-ms", INTERVAL_MS),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def end(self):
        self.program.send_signal(signal.SIGTERM)
        return json.loads(self.program.communicate()[0])


@dataclass
class Result:
    how: str
    run: Run
    answers: list[dict]  # of the client inside, and the one outside if the address has a public one
    began: float
    broken: list[str] = field(default_factory=list)

    def row(self):
        late = self.run.late()
        took = [span(self.run.settled(phase)) for phase in self.run.phases]
        return [
            self.how,
            *[f"{each['longest_gap_ms'] / 1000:.1f}" for each in self.answers],
            *["-" for _ in range(2 - len(self.answers))],
            f"{self.answers[0]['failed']} of {self.answers[0]['sent']}",
            " / ".join(took),
            str(len(self.run.losers(self.run.calls(change=True)))),
            ", ".join(span(each) for each in late) or "-",
            str(len(self.run.calls(change=True))),
            "; ".join(self.broken) or "kept",
        ]

    def story(self):
        """Whom the fabric led to, and who answered the client inside, each since when."""
        led = [f"{line['at'] - self.began:.1f} s {line['holder']}" for line in self.run.moves()]
        answered = [f"{each['from'] / 1000:.1f}-{each['to'] / 1000:.1f} s {each['gateway']}" for each in self.answers[0]["answers"]]
        active = [
            f"{each.begin - self.began:.1f}-{each.end - self.began:.1f} s {each.gateway}"
            for each in sorted(self.run.periods, key=lambda each: each.begin)
            if each.end > self.began
        ]
        return [
            f"  Active              {', '.join(active)}",
            f"  fabric led to       {', '.join(led) or self.run.holder}",
            f"  reached inside      {', '.join(answered)}",
            f"  changes             {self.asked(self.run.calls(change=True))}",
            f"  readings            {self.asked(self.run.calls(change=False))}",
        ]

    def asked(self, calls):
        counted = Counter(line["sender"] for line in calls)
        late = Counter(line["sender"] for line in self.run.losers(calls))
        return ", ".join(f"{name} {counted[name]} ({late[name]} when it was not Active)" for name in sorted(counted)) or "none"


HEADINGS = [
    "what",
    "outage inside, s",
    "at the EIP, s",
    "failed requests",
    "settled after, s",
    "losers' calls",
    "late moves undone after, s",
    "changes asked for",
    "promises",
]


def run(lab: Lab, how) -> Result:
    lab.wait_whole()
    sides = [("client", lab.provider.address)] + ([(network.OUTSIDE, lab.provider.public)] if lab.provider.public else [])
    clients = [Client(machine, address) for machine, address in sides]
    time.sleep(1.5)  # their normal life
    scene = Scene(lab)
    holder = lab.holder()
    try:
        scene.play(how)
        time.sleep(1)
    finally:
        answers = [each.end() for each in clients]
    until = time.time()
    record = [line for line in read(STATE / "record.jsonl") if line["at"] >= scene.began]
    found = []
    for name in lab.gateways:
        lines = (STATE / name / "addresses.log").read_text().splitlines()
        found += periods(name, lines, lab.provider.address, until, scene.died if name == "gw1" else float("inf"))
    shown = Run(lab.provider.moved, record, found, scene.phases, until, holder)
    result = Result(how, shown, answers, scene.began)
    result.broken = shown.judge()
    return result
