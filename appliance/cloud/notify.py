#!/usr/bin/env python3
"""notify_master as guides have it: one call that takes the address, with the command-line client's own second tries.

Up to five attempts, where it is throttled, refused for an error of the provider's own, or not answered, with growing random
pauses; a minute for an answer. Nothing is read afterwards, and nothing ends it when the role is lost.
"""

import http.client
import json
import random
import sys
import time

import client
from lab import API

RETRIED = (
    "RequestLimitExceeded",
    "InternalError",
    "Unavailable",
    "ServiceUnavailable",
    "UnsupportedOperation.MutexOperationTaskRunning",
)
ATTEMPTS, TIMEOUT_SECONDS, LONGEST_PAUSE_SECONDS = 5, 60, 20


def metadata(address, path, method="GET", headers=None):
    connection = http.client.HTTPConnection(address, timeout=5)
    connection.request(method, path, headers=headers or {})
    return connection.getresponse().read().decode()


def aws_key():
    token = metadata("169.254.169.254", "/latest/api/token", "PUT", {"x-aws-ec2-metadata-token-ttl-seconds": "60"})
    roles = "/latest/meta-data/iam/security-credentials/"
    session = {"x-aws-ec2-metadata-token": token}
    key = json.loads(metadata("169.254.169.254", roles + metadata("169.254.169.254", roles, headers=session), headers=session))
    return key["AccessKeyId"], key["SecretAccessKey"], key["Token"]


def tencent_key():
    roles = "/latest/meta-data/cam/security-credentials/"
    key = json.loads(metadata("169.254.0.23", roles + metadata("169.254.0.23", roles)))
    return key["TmpSecretId"], key["TmpSecretKey"], key["Token"]


def take_aws(machine, address):
    client.aws(
        API,
        aws_key(),
        "AssignPrivateIpAddresses",
        {"NetworkInterfaceId": f"eni-{machine}", "PrivateIpAddress.1": address, "AllowReassignment": "true"},
        TIMEOUT_SECONDS,
    )


def take_route(machine, address):
    asked = {"RouteTableId": "rtb-lab", "DestinationCidrBlock": f"{address}/32", "NetworkInterfaceId": f"eni-{machine}"}
    client.aws(API, aws_key(), "ReplaceRoute", asked, TIMEOUT_SECONDS)


def take_tencent(machine, address):
    found = client.tencent(
        API, tencent_key(), "DescribeNetworkInterfaces", {"Filters": [{"Name": "address-ip", "Values": [address]}]}, TIMEOUT_SECONDS
    )["NetworkInterfaceSet"]
    source = found[0]["NetworkInterfaceId"]
    if source != f"eni-{machine}":
        client.tencent(
            API,
            tencent_key(),
            "MigratePrivateIpAddress",
            {"SourceNetworkInterfaceId": source, "DestinationNetworkInterfaceId": f"eni-{machine}", "PrivateIpAddress": address},
            TIMEOUT_SECONDS,
        )


def main():
    provider, machine, address = sys.argv[1:4]
    take = {"aws": take_aws, "aws-route": take_route, "tencent-secondary": take_tencent}[provider]
    for attempt in range(ATTEMPTS):
        try:
            take(machine, address)
            print(f"{time.time():.3f} {machine} has asked for {address}")
            return
        except (OSError, http.client.HTTPException, client.CallRefused) as reason:
            print(f"{time.time():.3f} {machine} attempt {attempt + 1}: {reason!r}", flush=True)
            if isinstance(reason, client.CallRefused) and reason.code not in RETRIED:
                sys.exit(1)
        time.sleep(min(LONGEST_PAUSE_SECONDS, random.random() * 2**attempt))
    sys.exit(1)


if __name__ == "__main__":
    main()
