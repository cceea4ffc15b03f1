"""The client's metrics, in Prometheus' text format: what probe.py --serve PORT exports. docs/dashboards.md lists them."""

import http.server
import threading
import time
from bisect import bisect_left
from collections import Counter, deque

REQUEST_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5)
OUTAGE_BUCKETS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30)
OUTAGE_SECONDS = 0.05
LATENESS_WINDOW_SECONDS = 60


class Histogram:
    def __init__(self, bounds):
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def observe(self, value):
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value

    def samples(self, name):
        total = 0
        for bound, count in zip((*map(str, self.bounds), "+Inf"), self.counts):
            total += count
            yield f'{name}_bucket{{le="{bound}"}}', total
        yield f"{name}_count", total
        yield f"{name}_sum", self.sum


class Metrics:
    """What the client has seen so far, in bounded memory. One thread tells, another one asks."""

    def __init__(self, clock=time.monotonic, wall_clock=time.time):
        self.clock = clock
        self.wall_clock = wall_clock
        self.lock = threading.Lock()
        self.requests = Counter(ok=0, failed=0)
        self.answers = Counter()
        self.failures = Counter(timeout=0)
        self.duration = Histogram(REQUEST_BUCKETS)
        self.outage = Histogram(OUTAGE_BUCKETS)
        self.last_outage = 0.0
        self.last_outage_at = 0.0
        self.started_at = clock()
        self.answered_at = None
        self.late_since_answer = 0.0
        self.lateness = deque([(self.started_at, 0.0)])

    def sent(self, lateness):
        """A request was sent that much too late, in seconds."""
        with self.lock:
            now = self.clock()
            self.late_since_answer += lateness
            while self.lateness and self.lateness[-1][1] <= lateness:
                self.lateness.pop()  # it can't be the largest again
            self.lateness.append((now, lateness))
            while now - self.lateness[0][0] > LATENESS_WINDOW_SECONDS:
                self.lateness.popleft()

    def ended(self, request):
        """A request was answered, or failed."""
        with self.lock:
            if request.failure is None:
                self.requests["ok"] += 1
                self.answers[request.gateway] += 1
                self.duration.observe(request.ended_at - request.sent_at)
                self.answered(request.ended_at)
            else:
                self.requests["failed"] += 1
                self.failures[request.failure] += 1

    def answered(self, at):
        if self.answered_at is not None:
            # While the client itself could not run it was not the gateway that was silent.
            silence = at - self.answered_at - self.late_since_answer
            if silence > OUTAGE_SECONDS:
                self.outage.observe(silence)
                self.last_outage = silence
                self.last_outage_at = self.wall_clock() - (self.clock() - self.answered_at)
        self.answered_at = at
        self.late_since_answer = 0.0

    def text(self):
        with self.lock:
            lines = []
            for name, kind, samples in self.families():
                lines.append(f"# TYPE {name} {kind}")
                lines.extend(f"{sample} {value}" for sample, value in samples)
            return "\n".join(lines) + "\n"

    def families(self):
        for name, label, counter in (
            ("havip_client_requests_total", "result", self.requests),
            ("havip_client_failures_total", "reason", self.failures),
            ("havip_client_answers_total", "gateway", self.answers),
        ):
            yield name, "counter", [(f'{name}{{{label}="{escape(value)}"}}', n) for value, n in counter.items()]
        for name, histogram in (
            ("havip_client_request_seconds", self.duration),
            ("havip_client_outage_seconds", self.outage),
        ):
            yield name, "histogram", list(histogram.samples(name))
        for name, value in (
            ("havip_client_last_outage_seconds", self.last_outage),
            ("havip_client_last_outage_timestamp_seconds", self.last_outage_at),
            ("havip_client_seconds_since_answer", self.clock() - (self.answered_at or self.started_at)),
            ("havip_client_lateness_seconds_max", max(late for _, late in self.lateness)),
        ):
            yield name, "gauge", [(name, value)]


def escape(label_value):
    return label_value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def serve(metrics, port):
    """Serves /metrics on every address of this machine, on a thread of its own that ends with the process."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path != "/metrics":
                self.send_error(404)
                return
            body = metrics.text().encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("", port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
