#!/usr/bin/env python3
"""The control plane of the lab's cloud: two vendors' APIs, the metadata of instances, and a desk to look at it and to break it.

  api       Tencent's and AWS' calls at one address; the authorization's scheme tells which
  aws, tencent   the metadata services
  desk      GET / the page, GET /state, GET /events (JSON); POST /faults
            {"how": "lag", "of": "changes", "sender": "gw1", "seconds": 8, "times": 1}, DELETE /faults; POST /apart {"between": ["gw1", "gw2"], "apart": true}

With --fabric it is in the fabric's namespace, and the fabric follows it; without it is a control plane by itself. It says where
it listens, as one line of JSON, when all is ready.
"""

import argparse
import itertools
import json
import re
import socketserver
import sys
import threading
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import claims
from aws import Aws
from calls import Api, Keys, Reply
from fabric import Fabric, Paper
from faults import CLAIM, Fault, Faults
from metadata import Metadata
from page import page
from record import Record
from signatures import Request
from tencent import Tencent
from vpc import Later, Vpc

BIGGEST_BODY = 1 << 20


class Cloud:
    def __init__(self, world, fabric, record, stranger=None):
        """stranger: which instance somebody is whose address is none's."""
        self.lock = threading.RLock()
        self.fabric, self.record, self.stranger = fabric, record, stranger
        self.later = Later(self.lock)
        self.faults = Faults(record)
        self.vpc = Vpc(world, fabric, record, self.later.after)
        self.keys = Keys(world)
        self.apis = {
            wire.scheme.algorithm: Api(wire, self.keys, self.faults, record, self.lock)
            for wire in (Tencent(self.vpc), Aws(self.vpc))
        }
        self.numbers = (f"{number:08x}-0000-4000-9000-000000000000" for number in itertools.count(1))
        self.refused: dict[tuple, str] = {}

    def sender(self, address):
        instance = self.vpc.of_primary(address)
        return instance.name if instance else self.stranger or ""

    def api(self, request, sender):
        scheme = request.headers.get("authorization", "").split(" ")[0]
        with self.lock:
            number = next(self.numbers)
        return self.apis.get(scheme, self.apis["TC3-HMAC-SHA256"]).answer(request, sender, number)

    def metadata(self, provider):
        service = Metadata(self.vpc, self.keys, provider, self.lock)

        def answer(request, sender):
            status, text = service.answer(request, sender)
            return Reply(status, "text/plain", text.encode())

        return answer

    def desk(self, request, _):
        asked = json.loads(request.body or b"{}")
        match request.method, request.path:
            case "GET", "/":
                with self.lock:
                    return Reply(200, "text/html;charset=utf-8", page(self.vpc, self.record, self.faults).encode())
            case "GET", "/state":
                with self.lock:
                    return in_json(
                        {
                            "holders": self.vpc.effective,
                            "told": self.vpc.holders,
                            "routes": self.vpc.routes,
                            "havips": {
                                each.address: {"id": each.id, "drift": sorted(each.drift)} for each in self.vpc.havips.values()
                            },
                            "faults": [asdict(each) for each in self.faults.faults],
                            "dropped": self.fabric.counters(),
                            "public": {each.address: each.private for each in self.vpc.publics.values()},
                        }
                    )
            case "GET", "/events":
                return in_json(self.record.lines)
            case "POST", "/faults":
                self.faults.add(Fault(**asked))
            case "DELETE", "/faults":
                self.faults.mend()
            case "POST", "/apart":
                one, other = asked["between"]
                with self.lock:
                    for port, far in ((one, other), (other, one)):
                        self.fabric.set_apart(port, self.vpc.instances[far].address, asked["apart"])
                self.record.add("apart" if asked["apart"] else "together", between=[one, other])
            case _:
                return Reply(404, "text/plain", b"")
        return in_json({})

    def heard(self, port, claim):
        """By ARP. What is refused is written down when it is new, and not each time it is said again."""
        fault = self.faults.take(CLAIM, True, port)
        if fault and fault.how != "lag":
            return
        with self.lock:
            reason = self.vpc.claim(port, claim.address, fault.seconds if fault else 0.0)
        if reason and self.refused.get((port, claim.address)) != reason:
            self.record.add("claim", port=port, address=claim.address, refused=reason)
        self.refused[port, claim.address] = reason


def in_json(value):
    return Reply(200, "application/json", json.dumps(value).encode())


def handler(cloud, answer):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def handle_request(self):
            length = int(self.headers.get("content-length") or 0)
            if length > BIGGEST_BODY:
                self.close_connection = True
                return
            # Whoever takes this for a proxy names the whole address.
            path, _, query = re.sub("^http://[^/]*", "", self.path).partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, path, query, headers, self.rfile.read(length))
            try:
                reply = answer(request, cloud.sender(self.client_address[0]))
            except (ValueError, TypeError, KeyError) as reason:
                reply = Reply(400, "text/plain", f"{reason}\n".encode())
            if reply is None:
                self.close_connection = True
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body)))
            self._headers_buffer.append(b"\r\n" + reply.body)  # in one packet with the headers
            self.flush_headers()

        do_GET = do_POST = do_PUT = do_DELETE = handle_request

        def log_message(self, *_):
            pass  # the record has it

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)  # no look-up of its own name

    def handle_error(self, request, address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, address)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("world", type=Path, help="JSON: subnets, instances, keys")
    parser.add_argument("--fabric", action="store_true", help="let nftables and the bridge here follow")
    parser.add_argument("--record", type=Path, help="where lines of JSON go")
    parser.add_argument("--stranger", help="the instance that a caller is whose address is none's")
    for name in ("api", "aws", "tencent", "desk"):
        parser.add_argument(f"--{name}", default="127.0.0.1:0", metavar="ADDRESS:PORT,...")
    arguments = parser.parse_args()

    world = json.loads(arguments.world.read_text())
    cloud = Cloud(world, Fabric(world["router_mac"]) if arguments.fabric else Paper(), Record(arguments.record), arguments.stranger)
    answers = {"api": cloud.api, "aws": cloud.metadata("aws"), "tencent": cloud.metadata("tencent"), "desk": cloud.desk}
    listening = {}
    for name, answer in answers.items():
        for each in getattr(arguments, name).split(","):
            address, _, port = each.rpartition(":")
            server = Server((address, int(port)), handler(cloud, answer))
            listening.setdefault(name, "{}:{}".format(*server.server_address))
            threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Thread(target=cloud.later.run, daemon=True).start()
    print(json.dumps(listening), flush=True)
    if arguments.fabric:
        claims.listen(set(cloud.vpc.instances), cloud.heard)
    threading.Event().wait()


if __name__ == "__main__":
    main()
