#!/usr/bin/env python3
"""Watches a virtual address for ever, and serves what it sees as metrics.

The requests are those of probe.py: a new connection every interval, whether or not earlier ones have been answered. An
outage is a time between two answers that is longer than a few intervals; it counts when it is over.
"""

import argparse
import bisect
import gc
import http.server
import signal
import sys
import threading
import time

sys.path[:0] = [f"{sys.path[0]}/../lab"]  # beside this file when installed, in lab in the repository
from probe import Probe, Request  # noqa: E402

OUTAGE_SECONDS = 0.05


class Histogram:
    """Prometheus' cumulative one."""

    def __init__(self, *bounds: float):
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def observe(self, value: float):
        self.counts[bisect.bisect_left(self.bounds, value)] += 1
        self.sum += value

    def lines(self, name: str):
        total = 0
        for bound, count in zip((*self.bounds, "+Inf"), self.counts):
            total += count
            yield f'{name}_bucket{{le="{bound}"}} {total}'
        yield f"{name}_sum {self.sum:.6f}"
        yield f"{name}_count {total}"


class Watch(Probe):
    """A probe that counts instead of remembering."""

    def __init__(self, url: str, interval: float, timeout: float):
        super().__init__(url, interval, timeout)
        self.results = {"ok": 0, "failed": 0}
        self.failures: dict[str, int] = {}
        self.gateways: dict[str, int] = {}
        self.latency = Histogram(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
        self.outages = Histogram(0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0)
        self.last_outage = 0.0
        self.last_outage_began = 0.0
        self.longest_gap = 0.0
        self.answered_at = time.monotonic()

    def note(self, request: Request):
        if request.failure is not None:
            self.results["failed"] += 1
            reason = self.reason(request.failure)
            self.failures[reason] = self.failures.get(reason, 0) + 1
            return
        self.results["ok"] += 1
        self.gateways[request.gateway] = self.gateways.get(request.gateway, 0) + 1
        self.latency.observe(request.ended_at - request.sent_at)
        gap = request.ended_at - self.answered_at
        self.answered_at = request.ended_at
        if self.results["ok"] == 1:
            return  # until the first answer there was nothing to be missed
        self.longest_gap = max(self.longest_gap, gap)
        if gap > OUTAGE_SECONDS:
            self.outages.observe(gap)
            self.last_outage = gap
            self.last_outage_began = time.time() - gap

    @staticmethod
    def reason(failure: str) -> str:
        """One of a few words: a status line would be a label without bounds."""
        if failure.startswith("HTTP/"):
            return "status"
        return "closed" if failure.startswith("closed") else failure.lower()

    def metrics(self) -> str:
        lines = [
            *self.family("requests_total", "counter", "requests, by whether they were answered with 200 in time",
                         [f'{{result="{result}"}} {count}' for result, count in self.results.items()]),
            *self.family("failures_total", "counter", "failed requests, by what happened",
                         [f'{{reason="{reason}"}} {count}' for reason, count in list(self.failures.items())]),
            *self.family("answers_total", "counter", "answered requests, by the gateway that they came through",
                         [f'{{gateway="{gateway}"}} {count}' for gateway, count in list(self.gateways.items())]),
            *self.family("outages_total", "counter", "times between two answers longer than 50 ms, when they were over",
                         [f" {sum(self.outages.counts)}"]),
            *self.family("last_outage_seconds", "gauge", "how long the last outage was", [f" {self.last_outage:.6f}"]),
            *self.family("last_outage_timestamp_seconds", "gauge", "when the last outage began",
                         [f" {self.last_outage_began:.3f}"]),
            *self.family("longest_gap_seconds", "gauge", "the longest time between two answers",
                         [f" {self.longest_gap:.6f}"]),
            *self.family("seconds_since_answer", "gauge", "how long ago the last answer came",
                         [f" {time.monotonic() - self.answered_at:.6f}"]),
            *self.family("lateness_seconds_max", "gauge", "how late a request was sent at most: this client's own delays",
                         [f" {self.lateness:.6f}"]),
            *self.family("request_seconds", "histogram", "from sending to the answer", []),
            *self.latency.lines("havip_client_request_seconds"),
            *self.family("outage_seconds", "histogram", "how long outages were", []),
            *self.outages.lines("havip_client_outage_seconds"),
        ]
        return "\n".join(lines) + "\n"

    @staticmethod
    def family(name: str, kind: str, text: str, samples: list[str]):
        name = f"havip_client_{name}"
        return [f"# HELP {name} {text}", f"# TYPE {name} {kind}", *(name + sample for sample in samples)]


def serve(watch: Watch, address: tuple[str, int]):
    class Metrics(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = watch.metrics().encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(address, Metrics)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="http://ADDRESS[:PORT][/PATH]")
    parser.add_argument("--listen", required=True, help="ADDRESS:PORT for the metrics")
    parser.add_argument("--interval-ms", type=float, default=10, help="between requests (default 10)")
    parser.add_argument("--timeout-ms", type=float, default=500, help="for one request (default 500)")
    arguments = parser.parse_args()
    host, _, port = arguments.listen.rpartition(":")

    watch = Watch(arguments.url, arguments.interval_ms / 1000, arguments.timeout_ms / 1000)
    signal.signal(signal.SIGTERM, watch.stop)
    signal.signal(signal.SIGINT, watch.stop)
    gc.disable()  # nothing here makes cycles, and a collection would be seen as an outage
    serve(watch, (host, int(port)))
    watch.run(float("inf"))


if __name__ == "__main__":
    main()
