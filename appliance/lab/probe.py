#!/usr/bin/env python3
"""Measures what a client sees of a failover.

Opens a new connection every interval and sends one HTTP GET over it, whether or not earlier ones have been answered, so
that an outage is seen with the interval's resolution. Runs for the given time or until SIGTERM or SIGINT, waits for the
requests under way and prints one JSON object. Says on stderr, as it happens, which gateway (header X-Gateway) answers.

Times in the JSON are milliseconds since the start:
  sent, failed     requests; failed: not answered with status 200 within the timeout
  longest_gap_ms   the longest time between two answers, or between the last one and the end of sending
  longest_gap_at   when it began
  latency_ms       median, p99 and max of the answered requests
  late_ms          how late a request was sent at most: what this machine's load adds to the figures
  failures         runs of failed requests: sent from..to, how many, why
  answers          runs of answers from one gateway: answered from..to, how many

With --serve it exports what it sees as Prometheus metrics instead, for as long as it runs, and reports nothing at the end.
"""

import argparse
import errno
import gc
import itertools
import json
import select
import signal
import socket
import sys
import time
import urllib.parse
from dataclasses import dataclass, field

import exporter


@dataclass
class Request:
    sent_at: float
    socket: socket.socket
    ended_at: float = 0.0
    answer: bytes = b""
    gateway: str = ""
    failure: str | None = None
    events: int = field(default=select.EPOLLOUT)


class Probe:
    """An open-loop client on one thread: the next request's time and the sockets' readiness drive it.

    Tells its observer of each request: sent(lateness) and ended(request).
    """

    def __init__(self, url: str, interval: float, timeout: float, observer):
        target = urllib.parse.urlsplit(url)
        self.address = (target.hostname, target.port or 80)
        self.payload = (
            f"GET {target.path or '/'} HTTP/1.1\r\nHost: {target.netloc}\r\nConnection: close\r\n\r\n".encode()
        )
        self.interval = interval
        self.timeout = timeout
        self.epoll = select.epoll()
        self.pending: dict[int, Request] = {}
        self.observer = observer
        self.gateway = ""
        self.stopped = False

    def stop(self, *_):
        self.stopped = True

    def run(self, seconds: float):
        self.started_at = due = time.monotonic()
        while not self.stopped and time.monotonic() - self.started_at < seconds:
            now = time.monotonic()
            if now >= due:
                self.observer.sent(now - due)
                self.send(now)
                # Late by more than an interval: go on from here, a burst would measure nothing.
                due = max(due + self.interval, now)
            self.advance(due)
        self.sending_ended_at = time.monotonic()
        while self.pending:
            self.advance(time.monotonic() + self.interval)

    def send(self, now: float):
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        request = Request(now, connection)
        self.pending[connection.fileno()] = request
        self.epoll.register(connection, request.events)
        error = connection.connect_ex(self.address)
        if error not in (0, errno.EINPROGRESS):
            self.end(request, errno.errorcode[error])

    def advance(self, until: float):
        # The wait is select's: epoll's own is rounded up to a millisecond.
        select.select([self.epoll], [], [], max(0.0, until - time.monotonic()))
        for descriptor, _ in self.epoll.poll(0):
            request = self.pending[descriptor]
            try:
                self.converse(request)
            except OSError as error:
                self.end(request, errno.errorcode[error.errno])
        # In the order of sending, so the first one that still has time ends the search.
        now = time.monotonic()
        for request in list(itertools.takewhile(lambda r: now - r.sent_at >= self.timeout, self.pending.values())):
            self.end(request, "timeout")

    def converse(self, request: Request):
        if request.events == select.EPOLLOUT:
            request.socket.send(self.payload)
            request.events = select.EPOLLIN
            self.epoll.modify(request.socket, request.events)
        elif part := request.socket.recv(4096):
            request.answer += part
        else:
            self.end(request, self.judge(request))

    def judge(self, request: Request) -> str | None:
        status, *headers = request.answer.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        for name, _, value in (header.partition(":") for header in headers):
            if name.lower() == "x-gateway":
                request.gateway = value.strip()
        return None if status.split(" ")[1:2] == ["200"] else status or "closed without an answer"

    def end(self, request: Request, failure: str | None):
        request.ended_at = time.monotonic()
        request.failure = failure
        del self.pending[request.socket.fileno()]
        request.socket.close()
        self.observer.ended(request)
        if failure is None and request.gateway != self.gateway:
            self.gateway = request.gateway
            offset = (request.ended_at - self.started_at) * 1000
            print(f"{offset:.1f} ms: answered by {self.gateway}", file=sys.stderr, flush=True)


class Report:
    """Keeps every request, to judge them all at the end."""

    def __init__(self):
        self.requests: list[Request] = []
        self.lateness = 0.0

    def sent(self, lateness: float):
        self.lateness = max(self.lateness, lateness)

    def ended(self, request: Request):
        self.requests.append(request)

    def of(self, probe: Probe) -> dict:
        self.started_at = probe.started_at
        answered = [request for request in self.requests if request.failure is None]
        failed = sorted((r for r in self.requests if r.failure is not None), key=lambda r: r.sent_at)
        instants = [self.started_at, *(request.ended_at for request in answered), probe.sending_ended_at]
        gap, gap_at = max((later - earlier, earlier) for earlier, later in itertools.pairwise(instants))
        latencies = sorted((r.ended_at - r.sent_at) * 1000 for r in answered) or [0.0]
        return {
            "sent": len(self.requests),
            "failed": len(failed),
            "longest_gap_ms": round(gap * 1000, 2),
            "longest_gap_at": self.offset(gap_at),
            "latency_ms": {
                "median": round(latencies[len(latencies) // 2], 2),
                "p99": round(latencies[len(latencies) * 99 // 100], 2),
                "max": round(latencies[-1], 2),
            },
            "late_ms": round(self.lateness * 1000, 2),
            "failures": self.runs(failed, lambda r: r.failure, "reason", lambda r: r.sent_at),
            "answers": self.runs(answered, lambda r: r.gateway, "gateway", lambda r: r.ended_at),
        }

    def offset(self, instant: float) -> float:
        return round((instant - self.started_at) * 1000, 2)

    def runs(self, requests, key, name, instant) -> list[dict]:
        result = []
        for value, group in itertools.groupby(requests, key):
            run = list(group)
            result.append({
                name: value,
                "from": self.offset(instant(run[0])),
                "to": self.offset(instant(run[-1])),
                "requests": len(run),
            })
        return result


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url", help="http://ADDRESS[:PORT][/PATH]")
    parser.add_argument("--interval-ms", type=float, default=2, help="between requests (default 2)")
    parser.add_argument("--timeout-ms", type=float, default=500, help="for one request (default 500)")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="how long (default: until SIGTERM)")
    parser.add_argument("--serve", type=int, metavar="PORT", help="export metrics at :PORT/metrics instead")
    arguments = parser.parse_args()

    observer = exporter.Metrics() if arguments.serve else Report()
    probe = Probe(arguments.url, arguments.interval_ms / 1000, arguments.timeout_ms / 1000, observer)
    signal.signal(signal.SIGTERM, probe.stop)
    signal.signal(signal.SIGINT, probe.stop)
    if arguments.serve:
        exporter.serve(observer, arguments.serve)
        probe.run(arguments.seconds)
    else:
        gc.disable()  # a collection among all the requests kept would be seen as an outage
        probe.run(arguments.seconds)
        json.dump(observer.of(probe), sys.stdout)
        print()


if __name__ == "__main__":
    main()
