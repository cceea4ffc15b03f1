"""What the client exports: python3 -m unittest discover appliance/lab"""

import pathlib
import re
import unittest
import urllib.request

import exporter
from probe import Request


class Clock:
    def __init__(self, now=1000.0):
        self.now = now

    def __call__(self):
        return self.now


class ExporterTest(unittest.TestCase):
    def setUp(self):
        self.clock = Clock()
        self.metrics = exporter.Metrics(self.clock, lambda: self.clock() + 1_700_000_000)

    def answer(self, at, gateway="gw1", took=0.001):
        self.clock.now = at
        self.metrics.ended(Request(sent_at=at - took, socket=None, ended_at=at, gateway=gateway))

    def fail(self, at, failure):
        self.clock.now = at
        self.metrics.ended(Request(sent_at=at - 0.5, socket=None, ended_at=at, failure=failure))

    def samples(self):
        lines = self.metrics.text().splitlines()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}

    def test_requests_are_counted_by_result_gateway_and_reason(self):
        self.answer(1000.01, "gw1")
        self.answer(1000.02, "gw2")
        self.fail(1000.03, "ECONNREFUSED")

        samples = self.samples()
        self.assertEqual(samples['havip_client_requests_total{result="ok"}'], 2)
        self.assertEqual(samples['havip_client_requests_total{result="failed"}'], 1)
        self.assertEqual(samples['havip_client_answers_total{gateway="gw2"}'], 1)
        self.assertEqual(samples['havip_client_failures_total{reason="ECONNREFUSED"}'], 1)

    def test_a_long_silence_between_two_answers_is_an_outage(self):
        self.answer(1000.0)
        self.answer(1000.4)

        samples = self.samples()
        self.assertAlmostEqual(samples["havip_client_last_outage_seconds"], 0.4)
        self.assertAlmostEqual(samples["havip_client_last_outage_timestamp_seconds"], 1_700_001_000, places=3)
        self.assertEqual(samples["havip_client_outage_seconds_count"], 1)
        self.assertEqual(samples['havip_client_outage_seconds_bucket{le="0.3"}'], 0)
        self.assertEqual(samples['havip_client_outage_seconds_bucket{le="0.5"}'], 1)

    def test_the_ordinary_time_between_two_answers_is_no_outage(self):
        self.answer(1000.00)
        self.answer(1000.05)

        self.assertEqual(self.samples()["havip_client_outage_seconds_count"], 0)

    def test_a_client_that_could_not_run_has_seen_no_outage(self):
        self.answer(1000.0)
        self.clock.now = 1000.4
        self.metrics.sent(0.39)
        self.answer(1000.401)

        self.assertEqual(self.samples()["havip_client_outage_seconds_count"], 0)

    def test_waiting_for_the_first_answer_is_no_outage(self):
        self.answer(1005.0)

        self.assertEqual(self.samples()["havip_client_outage_seconds_count"], 0)

    def test_an_outage_that_goes_on_can_be_seen(self):
        self.answer(1000.0)
        self.fail(1002.0, "timeout")

        self.assertAlmostEqual(self.samples()["havip_client_seconds_since_answer"], 2.0)

    def test_every_request_is_in_a_bucket_that_holds_it(self):
        self.answer(1000.0, took=0.0005)
        self.answer(1000.01, took=2.0)

        samples = self.samples()
        self.assertEqual(samples['havip_client_request_seconds_bucket{le="0.5"}'], 1)
        self.assertEqual(samples['havip_client_request_seconds_bucket{le="+Inf"}'], 2)
        self.assertAlmostEqual(samples["havip_client_request_seconds_sum"], 2.0005)

    def test_the_lateness_is_the_largest_of_the_last_minute(self):
        for at, lateness in ((1000, 0.003), (1001, 0.001), (1030, 0.002)):
            self.clock.now = at
            self.metrics.sent(lateness)
        self.assertEqual(self.samples()["havip_client_lateness_seconds_max"], 0.003)

        self.clock.now = 1061
        self.metrics.sent(0.0)
        self.assertEqual(self.samples()["havip_client_lateness_seconds_max"], 0.002)

    def test_whatever_a_server_answers_makes_a_valid_label(self):
        self.fail(1000.0, 'HTTP/1.1 500 "\\"')

        self.assertIn(r'havip_client_failures_total{reason="HTTP/1.1 500 \"\\\""} 1', self.metrics.text())

    def test_the_documentation_lists_every_metric_and_its_type(self):
        text = (pathlib.Path(__file__).parents[2] / "docs/dashboards.md").read_text()
        documented = set(re.findall(r"^\| `(havip_client_\w+)` \| (\w+) \|", text, re.MULTILINE))

        self.assertEqual(documented, {(name, kind) for name, kind, _ in self.metrics.families()})

    def test_it_is_served_over_http(self):
        server = exporter.serve(self.metrics, 0)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)

        with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/metrics") as response:
            self.assertIn('havip_client_requests_total{result="ok"} 0', response.read().decode())


if __name__ == "__main__":
    unittest.main()
