"""What many routers cost this product while its metrics are scraped, and what its JVM says. Times are given in milliseconds."""

import re
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import machines
from machines import ACTIVE, virtual_addresses, wait_for
from many import memory, processor_seconds
from scenarios import WHOLE_SECONDS, Pair
from wire import Advertisement, Capture

SCRAPERS, EACH_SECONDS = 4, 5
URL = "http://127.0.0.1:9165/metrics"
SCRAPE_SECONDS = 10  # what Prometheus waits


@dataclass(frozen=True)
class Scraping:
    """Memory, and of each scrape its bytes and seconds; None: it failed."""

    memory: list[float]
    scrapes: list[tuple[int, float] | None]


def scraped(pair: Pair, settling: float, seconds: float) -> dict[str, float]:
    """Of one node alone: on this machine another one would take of the same processors and their caches."""
    log = pair.folder / "jvm.txt"
    capture = Capture(pair.folder, pair.setting.interfaces)
    pair.start(ACTIVE, f"HAVIP_JAVA_OPTS=-Xlog:gc,safepoint:file={log}:timemillis")
    wait_for(lambda: virtual_addresses(ACTIVE) == pair.setting.routers, "no addresses", WHOLE_SECONDS)
    time.sleep(2 * pair.setting.interval)
    figures = starts_within(capture.end(), pair.setting.routers)

    scraping(pair, settling)
    began, before = time.time(), processor_seconds(pair)
    seen = scraping(pair, seconds)
    used = processor_seconds(pair) - before
    done = [scrape for scrape in seen.scrapes if scrape]
    return figures | {
        "CPU s a minute": used * 60 / (time.time() - began), "memory, MB": max(seen.memory),
        "scrapes": len(seen.scrapes), "scrapes failed": len(seen.scrapes) - len(done),
        **({"scrape": statistics.median(duration for _, duration in done) * 1000,
            "scrape, MB": statistics.median(size for size, _ in done) / 1e6} if done else {}),
        **stops(log.read_text() if log.exists() else "", began)}


def starts_within(frames, routers: int) -> dict[str, float]:
    """From the first router's first advertisement to the last one's."""
    first = {}
    for frame in frames:
        if isinstance(frame, Advertisement) and frame.priority > 0:
            first.setdefault(frame.router, frame.at)
    if len(first) < routers:
        raise RuntimeError(f"{len(first)} routers of {routers} were heard")
    return {"starts within": (max(first.values()) - min(first.values())) * 1000}


def scraping(pair: Pair, seconds: float) -> Scraping:
    """By clients that take turns, each over a new connection and without compression."""
    began = time.monotonic()
    used, scrapes = [], []
    with ThreadPoolExecutor(SCRAPERS) as clients:
        for turn in range(round(seconds * SCRAPERS / EACH_SECONDS)):
            time.sleep(max(0.0, began + turn * EACH_SECONDS / SCRAPERS - time.monotonic()))
            scrapes.append(clients.submit(scrape))
            used.append(memory(pair))
    return Scraping(used, [scrape.result() for scrape in scrapes])


def scrape() -> tuple[int, float] | None:
    command = ["ip", "netns", "exec", machines.namespace(ACTIVE), "curl", "--silent", "--fail", "--max-time", str(SCRAPE_SECONDS),
               "--output", "/dev/null", "--write-out", "%{size_download} %{time_total}", URL]
    answer = subprocess.run(command, capture_output=True, text=True)
    if answer.returncode:
        return None
    size, duration = answer.stdout.split()
    return int(size), float(duration)


def stops(log: str, began: float) -> dict[str, float]:
    """The longest collection since then, and the longest of all stops, from the JVM's log with the time in front."""
    def longest(pattern):
        lines = re.finditer(r"^\[(\d+)ms\] " + pattern + "$", log, re.MULTILINE)
        return max((float(line[2]) for line in lines if int(line[1]) >= began * 1000), default=None)

    collection, stop = longest(r"GC\(\d+\) Pause .* ([\d.]+)ms"), longest(r"Safepoint .* Total: (\d+) ns.*")
    figures = {} if collection is None else {"longest collection": collection}
    return figures if stop is None else figures | {"longest stop": stop / 1e6}
