"""The reckoning of the figures; what they are of is seen when they are taken."""

import struct
import unittest

import report
import wire
from machines import ACTIVE, STANDBY, VIRTUAL, own_address
from load import disturbances, of_starts
from many import lateness, takeover_of_all
from products import Setting, keepalived_conf
from scenarios import takeover
from scraped import starts_within, stops
from wire import Advertisement, Announcement

A, B = own_address(ACTIVE), own_address(STANDBY)
MAC = b"\2\0\0\0\0\1"


def advertisements(source, *times, vrid=1, priority=150):
    return [Advertisement(at, (0, vrid), source, priority) for at in times]


class Takeover(unittest.TestCase):
    def test_a_silent_death_counts_from_the_last_advertisement(self):
        frames = advertisements(A, 9.9, 10.0) + advertisements(B, 10.3659375) + [Announcement(10.367, VIRTUAL, MAC)]
        figures = takeover(frames, 10.05, Setting())
        self.assertAlmostEqual(315.9375, figures["advertised after"], 3)
        self.assertAlmostEqual(5, figures["beyond the bound"], 3)
        self.assertAlmostEqual(1.0625, figures["announced after it"], 3)

    def test_a_release_is_no_advertisement_of_the_former(self):
        frames = advertisements(A, 9.9) + advertisements(A, 10.001, priority=0) + advertisements(B, 10.004)
        self.assertAlmostEqual(4, takeover(frames, 10.0, None)["advertised after"], 3)

    def test_nobody_takes_over(self):
        self.assertEqual({}, takeover(advertisements(A, 9.9, 10.0, 10.1), 10.05, None))

    def test_many_are_told_by_the_median_and_the_worst(self):
        setting = Setting(routers=2, interval=1.0)
        frames = advertisements(A, 10.0, vrid=1) + advertisements(A, 10.1, vrid=2)
        frames += advertisements(B, 13.61, vrid=1) + advertisements(B, 13.73, vrid=2)
        frames += [Announcement(13.611, setting.address(0), MAC), Announcement(13.733, setting.address(1), MAC)]
        figures = takeover_of_all(sorted(frames, key=lambda f: f.at), 10.2, setting)
        self.assertEqual(2, figures["taken over"])
        self.assertAlmostEqual(10.625, figures["beyond the bound, median"], 3)
        self.assertAlmostEqual(20.625, figures["beyond the bound, most"], 3)
        self.assertAlmostEqual(2, figures["announced after, median"], 3)
        self.assertAlmostEqual(122, figures["announcements' spread"], 3)

    def test_lateness_is_what_an_interval_was_too_long(self):
        late = lateness(advertisements(A, 1.0, 1.1, 1.25, 1.3) + advertisements(B, 1.12), A, Setting())
        self.assertEqual([0, 50, 0], [round(each, 3) for each in late])


class Returns(unittest.TestCase):
    def frames(self, *late):
        """The standby's until the better node returns at 10.0, one that crossed its first, and these; then another return."""
        standby = advertisements(B, 9.98, 9.99, 10.0, 10.009, *late, 11.5, priority=100)
        released = advertisements(A, 11.0, priority=0)
        return sorted(standby + released + advertisements(A, 10.0, 10.01, 10.02, 12.0), key=lambda f: f.at)

    def test_the_standby_may_have_begun_to_speak(self):
        self.assertEqual({"returns": 2, "disturbed": 0}, disturbances(self.frames(), [(9.5, 10.9), (11.6, 12.5)], 0.01))

    def test_a_standby_that_goes_on_disturbs(self):
        figures = disturbances(self.frames(10.02, 10.035), [(9.5, 10.9), (11.6, 12.5)], 0.01)
        self.assertEqual((2, 1), (figures["returns"], figures["disturbed"]))
        self.assertAlmostEqual(35, figures["heard after, most"], 3)


class Starts(unittest.TestCase):
    def test_one_that_stands_still_has_no_time(self):
        self.assertEqual({"starts": 4, "stood still": 1, "seconds to the address, median": 2, "seconds to the address, most": 6},
                         of_starts([2, 6, None, 1]))

    def test_all_may_stand_still(self):
        self.assertEqual({"starts": 1, "stood still": 1}, of_starts([None]))


class Scraped(unittest.TestCase):
    def test_all_start_between_the_first_of_the_first_and_the_first_of_the_last(self):
        frames = advertisements(A, 10.0, 11.0, vrid=1) + advertisements(A, 10.4, 11.4, vrid=2)
        self.assertAlmostEqual(400, starts_within(frames, 2)["starts within"], 3)
        self.assertRaises(RuntimeError, starts_within, frames, 3)

    def test_a_collection_is_one_stop_of_several(self):
        def safepoint(at, why, total):
            return (f'[{at}ms] Safepoint "{why}", Time since last: 394875012 ns, Reaching safepoint: 2033 ns, At safepoint: 99 ns, '
                    f'Leaving safepoint: 20460 ns, Total: {total} ns, Threads: 0 runnable, 10 total\n')

        log = ("[6990ms] Using Serial\n[6999ms] GC(0) Pause Young (Allocation Failure) 19M->7M(62M) 40.967ms\n"
               "[7000ms] GC(1) Pause Young (Allocation Failure) 19M->7M(62M) 9.967ms\n"
               + safepoint(7000, "SerialCollectForAllocation", 10021759) + safepoint(7005, "ICBufferFull", 12500000)
               + "[7100ms] GC(2) Pause Full (System.gc()) 19M->7M(62M) 3.100ms\n")
        self.assertEqual({"longest collection": 9.967, "longest stop": 12.5}, stops(log, 7.0))
        self.assertEqual({}, stops(log, 8.0))


class Frames(unittest.TestCase):
    def frame(self, kind, content):
        frame = bytes(6) + MAC + kind.to_bytes(2) + content
        return bytes(24) + struct.pack("<IIII", 7, 500_000_000, len(frame), len(frame)) + frame

    def test_an_advertisement(self):
        packet = bytes([0x45]) + bytes(8) + bytes([112]) + bytes(2) + bytes([10, 52, 0, 1]) + bytes(4) + bytes([0x31, 7, 150, 1])
        self.assertEqual([Advertisement(7.5, (2, 7), A, 150)], list(wire.read(self.frame(0x0800, packet), 2)))

    def test_a_gratuitous_arp_and_a_question(self):
        def arp(target):
            return bytes(8) + MAC + bytes([10, 52, 100, 1]) + bytes(6) + bytes(target)

        self.assertEqual([Announcement(7.5, VIRTUAL, MAC)], list(wire.read(self.frame(0x0806, arp([10, 52, 100, 1])))))
        self.assertEqual([], list(wire.read(self.frame(0x0806, arp([10, 52, 0, 9])))))


class Report(unittest.TestCase):
    def test_a_cell_has_the_median_and_the_range(self):
        self.assertEqual("2 (1 - 3,000)", report.cell([1.0, 2.0, 3000.0]))
        self.assertEqual("0.25", report.cell([0.25]))
        self.assertEqual("-", report.cell([]))

    def test_a_run_that_lacks_a_figure_leaves_it_out(self):
        rows = report.rows([{"kind": "fault", "what": "stop", "product": "x", "figures": figures}
                            for figures in ({"failed": 1, "late": 5}, {"failed": 3})], "fault")
        self.assertEqual("| stop | x | 2 | 2 (1 - 3) | 5 |", report.table(rows, "fault").splitlines()[-1])

    def test_failed_requests_have_a_mean(self):
        rows = [("return", "x", [{"failed requests": count} for count in (0, 0, 0, 2)])]
        self.assertEqual("| return | x | 4 | 0.50 (0 - 2) |", report.table(rows, "fault").splitlines()[-1])

    def test_n_counts_the_runs_with_figures(self):
        rows = [("death", "x", [{"late": 1}, {}])]
        self.assertEqual("| death | x | 1 | 1 |", report.table(rows, "fault").splitlines()[-1])

    def test_a_run_without_an_end_is_told_with_its_table(self):
        failed = {"kind": "scale", "what": "1,000", "product": "x", "figures": {}, "failure": "TimeoutError: not whole"}
        self.assertIn("\nWithout figures:\n\n- 1,000, x: TimeoutError: not whole\n", report.tables([failed]))
        self.assertNotIn("Without", report.tables([failed | {"failure": None}]))

    def test_what_is_not_measured_anew_remains(self):
        one, two = ({"kind": "scale", "what": what, "product": "x", "machine": "m"} for what in ("1", "20"))
        self.assertEqual([two], report.others([one, two], {("scale", "1", "x")}, "m"))
        self.assertEqual([], report.others([one, two], {("scale", "1", "x")}, "another"))

    def test_a_page_keeps_its_other_tables(self):
        old = report.PICTURE + "m\n\n## Faults\n\nold\n\n## Many routers\n\nold\n\n## Of former times\n\nold\n"
        new = "m\n\n## 10 ms under load\n\nnew\n\n## Many routers\n\nnew\n"
        both = report.PICTURE + "m\n\n## Faults\n\nold\n\n## 10 ms under load\n\nnew\n\n## Many routers\n\nnew\n"
        self.assertEqual(both, report.merged(old, new))
        self.assertEqual(both, report.merged(both, new))

    def test_a_page_has_one_machine(self):
        old = report.PICTURE + "another\n\n## Faults\n\nold\n"
        self.assertEqual("\nm\n\n## Many routers\n\nnew\n", report.merged(old, "m\n\n## Many routers\n\nnew\n"))


class Configuration(unittest.TestCase):
    def test_many_routers_stand_on_several_interfaces(self):
        text = keepalived_conf(ACTIVE, Setting(routers=256, haproxy=False))
        self.assertIn("interface eth1\n    virtual_router_id 1\n", text)
        self.assertIn("10.53.100.1/16", text)

    def test_the_router_beside_is_better_on_the_other_node(self):
        setting = Setting(haproxy=False, beside=250)
        better, worse = (keepalived_conf(machine, setting).split("vrrp_instance beside")[1] for machine in (STANDBY, ACTIVE))
        self.assertIn("priority 150", better)
        self.assertIn("priority 100", worse)
        self.assertEqual(250, worse.count("10.52.200."))

    def test_an_interface_has_each_vrid(self):
        text = keepalived_conf(ACTIVE, Setting(routers=255, haproxy=False))
        self.assertIn("interface eth0\n    virtual_router_id 255\n", text)
        self.assertIn("10.52.100.255/16", text)
        self.assertNotIn("eth1", text)


if __name__ == "__main__":
    unittest.main()
