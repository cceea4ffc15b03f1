"""Who holds what, what the fabric is told of it, and what ports claim."""

import json
import subprocess
import threading
import unittest
from pathlib import Path

from claims import Claim, decode
from fabric import Fabric, Paper
from record import Record
from vpc import Later, Refused, Vpc

WORLD = json.loads((Path(__file__).parent / "world.json").read_text())
ADDRESS, HAVIP = "172.17.16.100", "172.17.16.3"


class Clock:
    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


class Followed(Paper):
    """A fabric that tells where an address leads."""

    def __init__(self):
        self.places = {}

    def place(self, address, port, mac):
        self.places[address] = port


class VpcTest(unittest.TestCase):
    def setUp(self):
        self.clock, self.fabric, self.record = Clock(), Followed(), Record()
        self.later = Later(threading.RLock(), self.clock)
        self.vpc = Vpc(WORLD, self.fabric, self.record, self.later.after, self.clock)

    def wait(self, seconds):
        self.clock.seconds += seconds
        self.later.catch_up()

    def havip(self, *drift):
        havip = self.vpc.create_havip("web", "subnet-a", HAVIP)
        for each in drift:
            self.vpc.lend(havip.id, each)
        return havip

    def refused(self, kind, action):
        with self.assertRaises(Refused) as refused:
            action()
        self.assertEqual(kind, refused.exception.kind)

    def test_a_secondary_address_is_told_at_once_and_the_fabric_follows(self):
        self.vpc.assign(ADDRESS, "gw2", True, "test")
        self.assertEqual(("gw2", "gw1"), (self.vpc.holders[ADDRESS], self.fabric.places[ADDRESS]))
        self.wait(1)
        self.assertEqual("gw2", self.fabric.places[ADDRESS])

    def test_without_reassignment_it_stays_where_it_is(self):
        self.refused("in-use", lambda: self.vpc.assign(ADDRESS, "gw2", False, "test"))
        self.vpc.assign(ADDRESS, "gw1", False, "test")

    def test_no_call_moves_a_primary_address_an_havip_or_one_of_another_subnet(self):
        self.havip("gw1")
        self.refused("primary", lambda: self.vpc.assign("172.17.16.13", "gw2", True, "test"))
        self.refused("in-use", lambda: self.vpc.assign(HAVIP, "gw2", True, "test"))
        self.refused("other-subnet", lambda: self.vpc.assign(ADDRESS, "far", True, "test"))
        self.refused("not-held", lambda: self.vpc.migrate(HAVIP, "gw1", "gw2", "test"))

    def test_a_migration_is_done_when_its_task_is_and_is_one_at_a_time(self):
        self.vpc.migrate(ADDRESS, "gw1", "gw2", "test")
        self.assertEqual("gw1", self.vpc.holders[ADDRESS])
        self.refused("busy", lambda: self.vpc.migrate(ADDRESS, "gw1", "gw3", "test"))
        self.wait(1)
        self.assertEqual("gw2", self.vpc.holders[ADDRESS])
        self.refused("not-held", lambda: self.vpc.migrate(ADDRESS, "gw1", "gw3", "test"))

    def test_an_havip_follows_an_announcement_after_its_delay(self):
        self.havip("gw1", "gw2")
        self.assertIsNone(self.vpc.claim("gw1", HAVIP))
        self.wait(9.9)
        self.assertNotIn(HAVIP, self.fabric.places)
        self.wait(0.1)
        self.assertEqual("gw1", self.fabric.places[HAVIP])

    def test_claims_arrive_in_their_order_and_a_late_one_out_of_it(self):
        self.havip("gw1", "gw2")
        self.vpc.claim("gw1", HAVIP, late=5)
        self.wait(1)
        self.vpc.claim("gw2", HAVIP)
        self.vpc.claim("gw2", HAVIP)  # said again, it is no second one
        self.wait(10)
        self.assertEqual("gw2", self.fabric.places[HAVIP])
        self.wait(5)
        self.assertEqual("gw1", self.fabric.places[HAVIP])
        self.vpc.claim("gw2", HAVIP)
        self.wait(10)
        self.assertEqual(["gw2", "gw1", "gw2"], [line["holder"] for line in self.record.of("moved") if line["address"] == HAVIP])

    def test_by_arp_moves_nothing_but_an_havip_within_its_subnet_and_drift_range(self):
        self.havip("gw1")
        self.assertEqual("not an HAVIP", self.vpc.claim("gw2", ADDRESS))
        self.assertEqual("not an HAVIP", self.vpc.claim("gw2", "172.17.16.77"))
        self.assertEqual("another subnet", self.vpc.claim("far", HAVIP))
        self.assertEqual("not in its drift range", self.vpc.claim("gw2", HAVIP))
        self.refused("other-subnet", lambda: self.vpc.lend(self.vpc.havip_of(HAVIP).id, "far"))
        self.wait(60)
        self.assertEqual(("gw1", None), (self.fabric.places[ADDRESS], self.fabric.places.get(HAVIP)))
        self.assertIsNone(self.vpc.claim("gw1", ADDRESS), "its own address everybody may announce")

    def test_a_public_address_has_one_private_one_and_moves_with_it(self):
        self.refused("bound", lambda: self.vpc.bind("eipalloc-0000000a", ADDRESS))
        self.refused("no-private", lambda: self.vpc.bind("eipalloc-0000000a", "172.17.16.99"))
        self.vpc.assign(ADDRESS, "gw2", True, "test")
        self.assertEqual(ADDRESS, self.vpc.public("203.0.113.11").private)


class FabricTest(unittest.TestCase):
    """What is told to nftables; what comes of it, the tour of the lab sees."""

    def setUp(self):
        self.told = []
        self.fabric = Fabric("02:00:00:00:00:01", run=self.run_program)
        self.told.clear()

    def run_program(self, words, input=None, **_):
        self.told.append(input if words[0] == "nft" else " ".join(words))
        return subprocess.CompletedProcess(words, 0)

    def test_an_address_is_taken_from_one_port_and_given_to_another_at_once(self):
        self.fabric.place(HAVIP, "gw1", "02:00:00:00:00:11")
        self.told.clear()
        self.fabric.place(HAVIP, "gw2", "02:00:00:00:00:12")
        self.assertEqual(
            [
                f"delete element bridge vpc own {{ gw1 . {HAVIP} }}\ndelete element bridge vpc holder {{ {HAVIP} }}\n"
                f"add element bridge vpc own {{ gw2 . {HAVIP} }}\n"
                f"add element bridge vpc holder {{ {HAVIP} : 02:00:00:00:00:12 }}",
                f"ip neigh replace {HAVIP} lladdr 02:00:00:00:00:12 nud permanent dev vpc",
            ],
            self.told,
        )

    def test_what_nobody_holds_leads_nowhere_and_is_said_once(self):
        self.fabric.place(HAVIP, None, None)
        self.fabric.translate("203.0.113.10", None)
        self.fabric.route("10.99.0.1/32", None)
        self.assertEqual([f"ip neigh del {HAVIP} dev vpc"], self.told)

    def test_a_public_address_is_translated_both_ways(self):
        self.fabric.translate("203.0.113.10", HAVIP)
        self.fabric.translate("203.0.113.10", ADDRESS)
        self.assertIn(f"delete element ip edge public {{ {HAVIP} }}", self.told[1])
        self.assertIn(f"add element ip edge public {{ {ADDRESS} : 203.0.113.10 }}", self.told[1])

    def test_a_rule_that_the_kernel_refuses_is_told(self):
        self.fabric.run = lambda *_, **__: subprocess.CompletedProcess([], 1, stderr="no such set")
        with self.assertRaisesRegex(RuntimeError, "no such set"):
            self.fabric.unchecked("gw1")


class Claims(unittest.TestCase):
    def arp(self, operation=1, sender=(10, 0, 0, 1), target=(10, 0, 0, 1)):
        head = bytes(12) + b"\x08\x06\0\1\x08\0\6\4" + operation.to_bytes(2)
        return head + b"\2\0\0\0\0\7" + bytes(sender) + bytes(6) + bytes(target)

    def test_a_gratuitous_arp_is_a_claim_whether_it_asks_or_answers(self):
        for operation in (1, 2):
            self.assertEqual(Claim("10.0.0.1", "02:00:00:00:00:07"), decode(self.arp(operation)))

    def test_nothing_else_is(self):
        for frame in (
            self.arp(target=(10, 0, 0, 2)),
            self.arp(sender=(0, 0, 0, 0), target=(0, 0, 0, 0)),
            self.arp(operation=3),
            self.arp()[:41],
            b"",
            bytes(60),
            self.arp().replace(b"\x08\x06", b"\x86\xdd", 1),
        ):
            self.assertIsNone(decode(frame))


if __name__ == "__main__":
    unittest.main()
