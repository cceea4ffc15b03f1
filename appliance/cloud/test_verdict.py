"""The judgement of a run."""

import time
import unittest

from verdict import Period, Phase, Run, periods

VIP = "172.17.16.3"


def moved(at, holder):
    return {"at": at, "event": "moved", "address": VIP, "holder": holder}


def call(at, sender, change=True):
    return {"at": at, "event": "call", "action": "Move", "change": change, "sender": sender}


class Judged(unittest.TestCase):
    def run_of(self, *record, phases=(Phase("the stop", 100, 140),), active=(("gw1", 50, 100), ("gw2", 100.5, 200))):
        return Run(VIP, list(record), [Period(*each) for each in active], list(phases), 150.0, "gw1")

    def test_a_move_that_follows_the_active_keeps_the_promise(self):
        run = self.run_of(call(101, "gw2"), moved(103, "gw2"))
        self.assertEqual([], run.judge())
        self.assertAlmostEqual(3, run.settled(run.phases[0]))

    def test_one_that_comes_late_or_never_does_not(self):
        self.assertIn("it took 31.0 s", self.run_of(moved(131, "gw2")).judge()[0])
        self.assertIn("never led", self.run_of().judge()[0])

    def test_who_moves_away_again_has_not_settled(self):
        run = self.run_of(moved(101, "gw2"), moved(120, "gw1"), moved(125, "gw2"))
        self.assertAlmostEqual(25, run.settled(run.phases[0]))
        self.assertEqual([5], run.late())
        self.assertEqual([], run.judge())

    def test_a_late_move_that_nobody_undoes_breaks_it(self):
        run = self.run_of(moved(101, "gw2"), moved(120, "gw1"))
        self.assertEqual([None], run.late())
        self.assertIn("a move away from the Active was never undone", run.judge())
        self.assertIn("undone after 31.0 s", self.run_of(moved(101, "gw2"), moved(102, "gw1"), moved(133, "gw2")).judge()[-1])

    def test_a_return_of_the_one_who_got_it_undoes_it_too(self):
        run = self.run_of(moved(101, "gw2"), moved(120, "gw1"), active=(("gw1", 50, 100), ("gw2", 100.5, 160), ("gw1", 130, 200)))
        self.assertEqual([10], run.late())

    def test_a_change_that_a_loser_starts_breaks_it_and_a_reading_does_not(self):
        self.assertEqual(["gw1 called Move when it was not Active"], self.run_of(moved(101, "gw2"), call(110, "gw1")).judge())
        run = self.run_of(moved(101, "gw2"), call(100.05, "gw1"), call(110, "gw1", change=False), call(110, "", change=True))
        self.assertEqual([], run.judge())
        self.assertEqual(1, len(run.losers(run.calls(change=False))))

    def test_with_two_active_it_has_not_settled(self):
        run = self.run_of(moved(101, "gw2"), active=(("gw1", 50, 110), ("gw2", 100.5, 200)))
        self.assertAlmostEqual(10, run.settled(run.phases[0]))


class Periods(unittest.TestCase):
    def lines(self, *changes):
        for at, what in changes:
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(at)) + f".{int(at % 1 * 1e6):06d}"
            yield f"[{stamp}] {'Deleted ' if what == '-' else ''}2: eth0    inet {VIP}/32 scope global eth0\\       valid_lft forever"

    def test_from_the_first_line_of_an_address_to_its_deletion(self):
        found = periods("gw1", self.lines((100.5, "+"), (101, "+"), (103.25, "-"), (105, "+")), VIP, 110)
        self.assertEqual([Period("gw1", 100.5, 103.25), Period("gw1", 105, 110)], found)

    def test_a_machine_that_died_told_nobody(self):
        found = periods("gw1", self.lines((100, "+"), (107, "+")), VIP, 110, died=104)
        self.assertEqual([Period("gw1", 100, 104), Period("gw1", 107, 110)], found)
        self.assertEqual([Period("gw1", 100, 104)], periods("gw1", self.lines((100, "+")), VIP, 110, died=104))

    def test_other_addresses_are_none_of_it(self):
        self.assertEqual([], periods("gw1", [*self.lines((100, "+"))], "172.17.16.30", 110))


if __name__ == "__main__":
    unittest.main()
