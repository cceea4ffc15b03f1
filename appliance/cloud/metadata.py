"""What an instance is told about itself: by AWS' service (IMDSv2, with a session's token) and Tencent's, both with a role's key."""

import json
import secrets
import time

AWS_ADDRESS, TENCENT_ADDRESS = "169.254.169.254", "169.254.0.23"
TOKEN, TTL = "x-aws-ec2-metadata-token", "x-aws-ec2-metadata-token-ttl-seconds"


class Metadata:
    """Who asks is known by the address that the request comes from, which the fabric vouches for."""

    def __init__(self, vpc, keys, provider, lock, now=time.time):
        self.vpc, self.keys, self.provider, self.lock, self.now = vpc, keys, provider, lock, now
        self.sessions: dict[str, float] = {}

    def answer(self, request, sender):
        """Status and text."""
        if self.provider == "aws":
            if request.method == "PUT" and request.path == "/latest/api/token":
                return self.session(request)
            if self.sessions.get(request.headers.get(TOKEN, ""), 0) < self.now():
                return 401, ""
        if request.method != "GET":
            return 405, ""
        if sender not in self.vpc.instances:
            return 404, ""
        with self.lock:
            node = (self.aws if self.provider == "aws" else self.tencent)(self.vpc.instances[sender])
        for word in filter(None, request.path.split("/")):
            node = node.get(word) if isinstance(node, dict) else None
            if node is None:
                return 404, ""
        if callable(node):
            node = node()
        if isinstance(node, dict):
            return 200, "\n".join(f"{name}/" if isinstance(each, dict) else name for name, each in node.items())
        return 200, node

    def session(self, request):
        try:
            seconds = int(request.headers[TTL])
        except (KeyError, ValueError):
            return 400, ""
        if not 1 <= seconds <= 21600:
            return 400, ""
        token = secrets.token_urlsafe(24)
        self.sessions = {each: ends for each, ends in self.sessions.items() if ends > self.now()} | {token: self.now() + seconds}
        return 200, token

    def aws(self, instance):
        zone = instance.zone
        own = [instance.address, *self.vpc.secondaries(instance.name, effective=True)]
        identity = {
            "instanceId": f"i-{instance.name}",
            "region": self.vpc.world["region"],
            "availabilityZone": zone,
            "privateIp": instance.address,
        }
        role = self.vpc.world["instances"][instance.name].get("role")
        meta = {
            "instance-id": f"i-{instance.name}",
            "local-ipv4": instance.address,
            "mac": instance.mac,
            "placement": {"region": self.vpc.world["region"], "availability-zone": zone},
            "network": {
                "interfaces": {
                    "macs": {
                        instance.mac: {
                            "device-number": "0",
                            "interface-id": f"eni-{instance.name}",
                            "local-ipv4s": "\n".join(own),
                            "mac": instance.mac,
                            "subnet-id": instance.subnet,
                            "vpc-id": self.vpc.world["vpc"],
                            "subnet-ipv4-cidr-block": self.vpc.subnets[instance.subnet]["network"],
                        }
                    }
                }
            },
            **({"iam": {"security-credentials": {role: lambda: self.aws_key(instance.name, role)}}} if role else {}),
        }
        return {"latest": {"meta-data": meta, "dynamic": {"instance-identity": {"document": json.dumps(identity)}}}}

    def aws_key(self, instance, role):
        key = self.keys.of_instance(instance, role, "ASIA")
        return json.dumps(
            {
                "Code": "Success",
                "LastUpdated": utc(self.now()),
                "Type": "AWS-HMAC",
                "AccessKeyId": key.id,
                "SecretAccessKey": key.secret,
                "Token": key.token,
                "Expiration": utc(key.ends),
            }
        )

    def tencent(self, instance):
        role = self.vpc.world["instances"][instance.name].get("role")
        own = {
            address: {"gateway": self.vpc.subnets[instance.subnet]["router"], "local-ipv4": address}
            for address in (instance.address, *self.vpc.secondaries(instance.name, effective=True))
        }
        return {
            "latest": {
                "meta-data": {
                    "instance-id": f"ins-{instance.name}",
                    "local-ipv4": instance.address,
                    "mac": instance.mac,
                    "placement": {"region": self.vpc.world["region"], "zone": instance.zone},
                    "network": {
                        "interfaces": {
                            "macs": {
                                instance.mac: {
                                    "mac": instance.mac,
                                    "primary-local-ipv4": instance.address,
                                    "vpc-id": self.vpc.world["vpc"],
                                    "subnet-id": instance.subnet,
                                    "local-ipv4s": own,
                                }
                            }
                        }
                    },
                    **({"cam": {"security-credentials": {role: lambda: self.tencent_key(instance.name, role)}}} if role else {}),
                }
            }
        }

    def tencent_key(self, instance, role):
        key = self.keys.of_instance(instance, role, "AKID")
        return json.dumps(
            {
                "TmpSecretId": key.id,
                "TmpSecretKey": key.secret,
                "ExpiredTime": int(key.ends),
                "Expiration": utc(key.ends),
                "Token": key.token,
                "Code": "Success",
            }
        )


def utc(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
