"""What the control plane answers to calls: who may, how it is signed, what goes wrong on purpose."""

import json
import re
import threading
import unittest
from pathlib import Path

import client
from calls import Bucket
from claims import Claim
from control import Cloud, Server, handler
from fabric import Paper
from network import wait_for
from record import Record
from signatures import AWS4, TC3, Request, Unsigned

DOCUMENTS = Path(__file__).parents[2] / "docs/cloud"
WORLD = json.loads((Path(__file__).parent / "world.json").read_text())
ADDRESS, HAVIP = "172.17.16.100", "172.17.16.3"


class Signatures(unittest.TestCase):
    def test_the_vendors_example_of_tc3(self):
        body = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
        request = Request(
            "POST", "/", "", {"content-type": "application/json; charset=utf-8", "host": "cvm.tencentcloudapi.com"}, body
        )
        self.assertTrue(
            TC3.authorization(
                request,
                "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
                "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
                "1551113065",
                ["2019-02-25", "cvm"],
            ).endswith("Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168")
        )

    def test_the_vendors_example_of_aws4(self):
        """get-vanilla-query-order-key-case of AWS' suite."""
        request = Request(
            "GET", "/", "Param2=value2&Param1=value1", {"host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z"}, b""
        )
        self.assertTrue(
            AWS4.authorization(
                request,
                "AKIDEXAMPLE",
                "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                "20150830T123600Z",
                ["20150830", "us-east-1", "service"],
            ).endswith("Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")
        )

    def test_what_is_not_signed_right_is_refused_and_why(self):
        stamp, now = "20150830T123600Z", 1440938160
        request = Request("POST", "/", "", {"host": "ec2", "x-amz-date": stamp}, b"Action=X")

        def verify(request, now=now, **headers):
            authorization = AWS4.authorization(request, "id", "secret", stamp, ["20150830", "lab-1", "ec2"])
            signed = Request(
                request.method,
                request.path,
                request.query,
                {**request.headers, "authorization": authorization, **headers},
                headers.pop("body", request.body),
            )
            try:
                return AWS4.verify(signed, {"id": "secret"}.get, now)
            except Unsigned as reason:
                return reason.kind

        self.assertEqual("id", verify(request))
        self.assertEqual("wrong", verify(request, body=b"Action=Y"))
        self.assertEqual("wrong", verify(request, host="elsewhere"))
        self.assertEqual("clock", verify(request, now=now + 301))
        self.assertEqual("missing", verify(request, authorization="AWS4-HMAC-SHA256 Credential=id"))
        self.assertEqual(
            "key",
            verify(request, authorization=AWS4.authorization(request, "other", "secret", stamp, ["20150830", "lab-1", "ec2"])),
        )


class Served(unittest.TestCase):
    """Over HTTP, as gateways call it."""

    KEY = ("AKIDLABADMIN", "the-secret-of-the-lab", None)

    def setUp(self):
        self.cloud = Cloud(WORLD | {"seconds": {"drift": 0, "effect": 0}}, Paper(), Record(), stranger="gw2")
        self.places = {}
        for name, answer in (
            ("api", self.cloud.api),
            ("aws", self.cloud.metadata("aws")),
            ("tencent", self.cloud.metadata("tencent")),
            ("desk", self.cloud.desk),
        ):
            server = Server(("127.0.0.1", 0), handler(self.cloud, answer))
            threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
            self.addCleanup(server.server_close)
            self.addCleanup(server.shutdown)
            self.places[name] = f"127.0.0.1:{server.server_address[1]}"

    def assign(self, key=KEY, timeout=5, **more):
        return client.aws(
            self.places["api"],
            key,
            "AssignPrivateIpAddresses",
            {"NetworkInterfaceId": "eni-gw2", "PrivateIpAddress.1": ADDRESS, "AllowReassignment": "true", **more},
            timeout,
        )

    def code(self, action):
        with self.assertRaises(client.CallRefused) as refused:
            action()
        return refused.exception.code

    def fault(self, **fault):
        client.desk(self.places["desk"], "POST", "/faults", fault)

    def metadata(self, place, path, method="GET", **headers):
        answer = client.http.client.HTTPConnection(self.places[place], timeout=5)
        self.addCleanup(answer.close)
        answer.request(method, path, headers=headers)
        response = answer.getresponse()
        return response.status, response.read().decode()

    def holder(self):
        self.cloud.later.catch_up()
        return client.desk(self.places["desk"], "GET", "/state")["told"][ADDRESS]

    def test_both_wires_say_the_same(self):
        self.assign()
        found = client.tencent(
            self.places["api"], self.KEY, "DescribeNetworkInterfaces", {"Filters": [{"Name": "address-ip", "Values": [ADDRESS]}]}
        )
        self.assertEqual(["eni-gw2"], [each["NetworkInterfaceId"] for each in found["NetworkInterfaceSet"]])

    def test_each_has_its_own_words_for_what_is_wrong(self):
        self.assertEqual("InvalidParameterValue", self.code(lambda: self.assign(AllowReassignment="false")))
        self.assertEqual("DryRunOperation", self.code(lambda: self.assign(DryRun="true")))
        self.assertEqual("AuthFailure", self.code(lambda: self.assign(("AKIDLABADMIN", "another", None))))
        self.assertEqual(
            "MissingParameter",
            self.code(lambda: client.aws(self.places["api"], self.KEY, "ReplaceRoute", {"RouteTableId": "rtb-lab"})),
        )
        for asked, code in (
            ({"HaVipIds": ["havip-none"]}, "ResourceNotFound"),
            ({"HaVipIds": [], "Filters": []}, "InvalidParameter.Coexist"),
            ({"Limit": 101}, "InvalidParameterValue.Range"),
            ({"Filters": [{"Name": "vip", "Values": []}]}, None),
        ):
            call = lambda asked=asked: client.tencent(self.places["api"], self.KEY, "DescribeHaVips", asked)
            self.assertEqual(code, self.code(call) if code else call() and None)

    def test_who_calls_too_often_is_told_so_and_may_again_soon(self):
        now = [1000.0]
        bucket = Bucket(20, 50, lambda: now[0])
        self.assertEqual(50, sum(bucket.take("DescribeHaVips") for _ in range(60)))
        self.assertTrue(bucket.take("AssociateAddress"), "each action has its own")
        now[0] += 0.1
        self.assertEqual(2, sum(bucket.take("DescribeHaVips") for _ in range(5)))

    def test_a_reply_that_is_lost_has_had_its_effect(self):
        self.fault(how="lose-reply", of="changes", times=1)
        with self.assertRaises(OSError):
            self.assign()
        self.assertEqual("gw2", self.holder())
        self.assign()

    def test_a_call_that_is_held_lands_when_nobody_waits_any_more(self):
        self.fault(how="lag", of="changes", sender="gw2", seconds=0.5, times=1)
        with self.assertRaises(TimeoutError):
            self.assign(timeout=0.1)
        self.assertEqual("gw1", self.holder())
        wait_for(lambda: self.cloud.record.of("answer"), "no answer", 5)
        self.assertEqual("gw2", self.holder())

    def test_refused_calls_have_the_code_that_was_asked_for_until_it_is_mended(self):
        self.fault(how="refuse", code="RequestLimitExceeded")
        self.assertEqual("RequestLimitExceeded", self.code(self.assign))
        self.assertEqual("gw1", self.holder())
        client.desk(self.places["desk"], "DELETE", "/faults")
        self.assign()

    def test_an_api_that_is_down_does_nothing_and_says_nothing(self):
        self.fault(how="down")
        with self.assertRaises(TimeoutError):
            self.assign(timeout=0.1)
        client.desk(self.places["desk"], "DELETE", "/faults")
        self.assertEqual("gw1", self.holder())

    def test_a_fault_that_there_is_not_is_refused(self):
        self.assertEqual("400", self.code(lambda: self.fault(how="earthquake")))

    def test_each_call_is_in_the_record_with_who_and_when(self):
        self.assign()
        (call,) = self.cloud.record.of("call")
        self.assertEqual(
            ("aws", "AssignPrivateIpAddresses", True, "gw2"), tuple(call[name] for name in ("wire", "action", "change", "sender"))
        )
        self.assertEqual("done", self.cloud.record.of("answer")[0]["outcome"])

    def test_an_instance_has_its_roles_key_of_the_metadata_and_no_more_rights_than_the_role(self):
        self.assertEqual((401, ""), self.metadata("aws", "/latest/meta-data/instance-id"))
        _, token = self.metadata("aws", "/latest/api/token", "PUT", **{"X-aws-ec2-metadata-token-ttl-seconds": "60"})
        session = {"X-aws-ec2-metadata-token": token}
        self.assertEqual((200, "i-gw2"), self.metadata("aws", "/latest/meta-data/instance-id", **session))
        key = json.loads(self.metadata("aws", "/latest/meta-data/iam/security-credentials/gateway", **session)[1])
        key = key["AccessKeyId"], key["SecretAccessKey"], key["Token"]
        self.assign(key)
        self.assertEqual("AuthFailure", self.code(lambda: self.assign((*key[:2], None))))
        self.assertEqual(
            "UnauthorizedOperation", self.code(lambda: client.aws(self.places["api"], key, "UnassignPrivateIpAddresses", {}))
        )

    def test_a_gateways_role_may_what_the_documented_policies_say(self):
        documented = set()
        for wire in (api.wire for api in self.cloud.apis.values()):
            actions = set(re.findall(r"[\"`](?:vpc|cvm|ec2):(\w+)", (DOCUMENTS / f"{wire.name}.md").read_text()))
            self.assertLessEqual(actions, set(wire.actions), f"what {wire.name}.md lists is served")
            documented |= actions
        self.assertEqual(documented, set(WORLD["roles"]["gateway"]))

    def test_what_check_asks_for_is_told(self):
        group = client.aws(self.places["api"], self.KEY, "DescribePlacementGroups", {"GroupName.1": "spread-gateways"})
        self.assertIn("<strategy>spread</strategy>", group)
        asked = {"SubnetIds": ["subnet-a"]}
        (subnet,) = client.tencent(self.places["api"], self.KEY, "DescribeSubnets", asked)["SubnetSet"]
        self.assertEqual("172.17.16.0/20", subnet["CidrBlock"])

    def test_tencents_metadata_need_no_session(self):
        self.assertEqual((200, "ins-gw2"), self.metadata("tencent", "/latest/meta-data/instance-id"))
        key = json.loads(self.metadata("tencent", "/latest/meta-data/cam/security-credentials/gateway")[1])
        client.tencent(self.places["api"], (key["TmpSecretId"], key["TmpSecretKey"], key["Token"]), "DescribeHaVips", {})
        self.assertEqual(404, self.metadata("tencent", "/latest/meta-data/nothing")[0])

    def test_the_page_shows_who_holds_an_havip_its_range_and_its_public_address(self):
        call = lambda action, **asked: client.tencent(self.places["api"], self.KEY, action, asked)
        havip = call("CreateHaVip", HaVipName="web", SubnetId="subnet-a", Vip=HAVIP)["HaVip"]["HaVipId"]
        call("AssociateHaVipInstance", HaVipAssociationSet=[{"HaVipId": havip, "InstanceId": "ins-gw1"}])
        call("HaVipAssociateAddressIp", HaVipId=havip, AddressIp="203.0.113.10")
        self.assertIn("<td class=none>nobody</td><td>gw1</td>", self.metadata("desk", "/")[1])
        self.cloud.heard("gw1", Claim(HAVIP, ""))
        self.cloud.later.catch_up()
        page = self.metadata("desk", "/")[1]
        for shown in (f"<td>{havip}</td><td>gw1</td><td>gw1</td>", "<td>203.0.113.10</td>", "ARP of gw1"):
            self.assertIn(shown, page)
        (state,) = call("DescribeHaVips")["HaVipSet"]
        self.assertEqual(
            ("eni-gw1", "203.0.113.10", "AVAILABLE"), tuple(state[name] for name in ("NetworkInterfaceId", "AddressIp", "State"))
        )


if __name__ == "__main__":
    unittest.main()
