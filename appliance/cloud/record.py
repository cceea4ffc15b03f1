"""What happened, as lines of JSON: each with its time (`at`, seconds since 1970) and its `event`."""

import json
import threading
import time


class Record:
    """Keeps the newest for whoever asks; the file has all."""

    KEPT = 2000

    def __init__(self, file=None, now=time.time):
        self.now = now
        self.lines = []
        self.lock = threading.Lock()
        self.file = open(file, "a", buffering=1) if file else None

    def add(self, event, **facts):
        line = {"at": round(self.now(), 6), "event": event, **facts}
        with self.lock:
            self.lines = [*self.lines[1 - self.KEPT :], line]
            if self.file:
                self.file.write(json.dumps(line) + "\n")

    def of(self, event):
        with self.lock:
            return [line for line in self.lines if line["event"] == event]


def read(file):
    with open(file) as lines:
        return [json.loads(line) for line in lines]
