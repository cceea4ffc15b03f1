"""Tencent Cloud's wire (API 3.0, version 2017-03-12): JSON, TC3-HMAC-SHA256; errors come with status 200."""

import json
import time

from calls import Failure, Reply
from signatures import TC3
from vpc import Refused

CODES = {
    "no-havip": "ResourceNotFound",
    "no-interface": "ResourceNotFound",
    "no-subnet": "ResourceNotFound",
    "no-public": "InvalidAddressId.NotFound",
    "no-private": "InvalidParameterValue",
    "not-held": "InvalidParameterValue",
    "primary": "UnauthorizedOperation.PrimaryIp",
    "other-subnet": "InvalidParameterValue.Range",
    "in-use": "ResourceInUse.Address",
    "bound": "UnsupportedOperation.BindEIP",
    "busy": "UnsupportedOperation.MutexOperationTaskRunning",
    "limit": "LimitExceeded",
    "malformed": "InvalidParameterValue.Malformed",
    "missing": "AuthFailure.SignatureFailure",
    "key": "AuthFailure.SecretIdNotFound",
    "wrong": "AuthFailure.SignatureFailure",
    "clock": "AuthFailure.SignatureExpire",
    "token": "AuthFailure.TokenFailure",
}


class Tencent:
    name, scheme = "tencent", TC3
    changes = {
        "CreateHaVip",
        "AssociateHaVipInstance",
        "DisassociateHaVipInstance",
        "HaVipAssociateAddressIp",
        "HaVipDisassociateAddressIp",
        "MigratePrivateIpAddress",
        "AssignPrivateIpAddresses",
        "AssociateAddress",
        "DisassociateAddress",
    }

    def __init__(self, vpc):
        self.vpc = vpc
        self.actions = {name: getattr(self, name) for name in dir(self) if name[0].isupper()}

    # The wire.

    def read(self, request):
        try:
            parameters = json.loads(request.body or b"{}")
        except ValueError:
            raise Failure("InvalidParameter", "The body is no JSON") from None
        if not isinstance(parameters, dict):
            raise Failure("InvalidParameter", "The body is no JSON object")
        return request.headers.get("x-tc-action", ""), parameters

    def token(self, request):
        return request.headers.get("x-tc-token") or None

    def told(self, parameters):
        return parameters

    def reply(self, action, result, number):
        return self.json({**result, "RequestId": result.get("RequestId", number)})

    def refused(self, failure, number):
        return self.json({"Error": {"Code": failure.code, "Message": str(failure)}, "RequestId": number})

    def json(self, response):
        return Reply(200, "application/json", json.dumps({"Response": response}).encode())

    def failure(self, reason):
        return reason if isinstance(reason, Failure) else Failure(CODES[reason.kind], str(reason))

    def refusal(self, code):
        return Failure(code, "As the lab was told to answer")

    def unknown(self, action):
        return Failure("InvalidAction", f"There is no {action} here")

    def forbidden(self, action):
        return Failure("UnauthorizedOperation", f"The role's policy does not allow {action}")

    # The actions. An instance's id is ins- and its name, its interface's eni- and its name.

    def CreateHaVip(self, asked, _, number):
        vip = asked.get("Vip") or self.free(asked["SubnetId"])
        return {"HaVip": self.havip(self.vpc.create_havip(asked.get("HaVipName", ""), asked["SubnetId"], vip))}

    def free(self, subnet):
        raise Refused("malformed", f"Vip says which address of {subnet} it is to be; this cloud chooses none")

    def DescribeHaVips(self, asked, _, number):
        if "HaVipIds" in asked and "Filters" in asked:
            raise Failure("InvalidParameter.Coexist", "HaVipIds and Filters exclude each other")
        found = (
            [self.havip(self.vpc.havip(id)) for id in asked["HaVipIds"]]
            if "HaVipIds" in asked
            else [self.havip(each) for each in self.vpc.havips.values()]
        )
        fields = {
            "havip-id": "HaVipId",
            "havip-name": "HaVipName",
            "vip": "Vip",
            "vpc-id": "VpcId",
            "subnet-id": "SubnetId",
            "address-ip": "AddressIp",
        }
        found = self.filtered(found, asked, lambda each, name: [each[fields[name]]] if name in fields else None)
        return self.page(asked, "HaVipSet", found)

    def havip(self, havip):
        holder = self.vpc.effective.get(havip.address)
        public = next((each for each in self.vpc.publics.values() if each.private == havip.address), None)
        return {
            "HaVipId": havip.id,
            "HaVipName": havip.name,
            "Vip": havip.address,
            "VpcId": self.vpc.world["vpc"],
            "SubnetId": havip.subnet,
            "NetworkInterfaceId": f"eni-{holder}" if holder else "",
            "InstanceId": f"ins-{holder}" if holder else "",
            "AddressIp": public.address if public else "",
            "State": "AVAILABLE" if holder else "UNBIND",
            "CreatedTime": local(havip.created),
            "Business": "",
            "HaVipAssociationSet": [
                {"InstanceId": f"ins-{each}", "HaVipId": havip.id, "InstanceType": "CVM"} for each in sorted(havip.drift)
            ],
            "CheckAssociate": True,
            "FlushedTime": local(havip.moved),
        }

    def AssociateHaVipInstance(self, asked, _, number):
        for each in asked["HaVipAssociationSet"]:
            self.vpc.lend(each["HaVipId"], self.named(each["InstanceId"]))
        return {}

    def DisassociateHaVipInstance(self, asked, _, number):
        for each in asked["HaVipAssociationSet"]:
            self.vpc.havip(each["HaVipId"]).drift.discard(self.named(each["InstanceId"]))
        return {}

    def HaVipAssociateAddressIp(self, asked, _, number):
        havip = self.vpc.havip(asked["HaVipId"])
        if not asked.get("AddressIp"):
            raise Failure("MissingParameter", "AddressIp says which public address it is")
        if self.vpc.public(asked["AddressIp"]).private:
            raise Refused("bound", f"{asked['AddressIp']} is bound already")
        self.vpc.bind(asked["AddressIp"], havip.address)
        return {"RequestId": self.vpc.task("bind")}

    def HaVipDisassociateAddressIp(self, asked, _, number):
        address = self.vpc.havip(asked["HaVipId"]).address
        for each in self.vpc.publics.values():
            if each.private == address:
                self.vpc.unbind(each.id)
        return {"RequestId": self.vpc.task("unbind")}

    def DescribeVpcTaskResult(self, asked, _, number):
        task = self.vpc.tasks.get(asked["TaskId"])
        if not task:
            raise Failure("ResourceNotFound", f"There is no task {asked['TaskId']}")
        return {"Status": "SUCCESS" if task.ends <= self.vpc.now() else "RUNNING", "Output": ""}

    def DescribeTaskResult(self, asked, _, number):
        """Of addresses' tasks, whose ids are numbers."""
        id = next((id for id in self.vpc.tasks if int(id[:8], 16) == int(asked["TaskId"])), None)
        if id is None:
            raise Failure("InvalidTaskId.NotFound", f"There is no task {asked['TaskId']}")
        return {
            "TaskId": int(asked["TaskId"]),
            "Result": "SUCCESS" if self.vpc.tasks[id].ends <= self.vpc.now() else "RUNNING",
            "Output": "",
        }

    def MigratePrivateIpAddress(self, asked, sender, number):
        return {
            "RequestId": self.vpc.migrate(
                asked["PrivateIpAddress"],
                self.named(asked["SourceNetworkInterfaceId"]),
                self.named(asked["DestinationNetworkInterfaceId"]),
                f"call {number} of {sender}",
            )
        }

    def AssignPrivateIpAddresses(self, asked, sender, number):
        given = [each["PrivateIpAddress"] for each in asked.get("PrivateIpAddresses", [])]
        for address in given:
            self.vpc.assign(address, self.named(asked["NetworkInterfaceId"]), False, f"call {number} of {sender}")
        return {
            "PrivateIpAddressSet": [{"PrivateIpAddress": address, "Primary": False, "State": "AVAILABLE"} for address in given],
            "RequestId": self.vpc.task("assign"),
        }

    def DescribeNetworkInterfaces(self, asked, _, number):
        wanted = asked.get("NetworkInterfaceIds")
        found = (
            [self.interface(self.vpc.instance(self.named(id))) for id in wanted]
            if wanted
            else [self.interface(each) for each in self.vpc.instances.values()]
        )
        found = self.filtered(
            found,
            asked,
            lambda each, name: {
                "network-interface-id": [each["NetworkInterfaceId"]],
                "subnet-id": [each["SubnetId"]],
                "vpc-id": [each["VpcId"]],
                "attachment.instance-id": [each["Attachment"]["InstanceId"]],
                "mac-address": [each["MacAddress"]],
                "is-primary": ["true"],
                "address-ip": [ip["PrivateIpAddress"] for ip in each["PrivateIpAddressSet"]],
            }.get(name),
        )
        return self.page(asked, "NetworkInterfaceSet", found)

    def interface(self, instance):
        def address(private, primary):
            public = next((each for each in self.vpc.publics.values() if each.private == private), None)
            return {
                "PrivateIpAddress": private,
                "Primary": primary,
                "PublicIpAddress": public.address if public else "",
                "AddressId": public.id if public else "",
                "IsWanIpBlocked": False,
                "State": "AVAILABLE",
                "Description": "",
            }

        return {
            "NetworkInterfaceId": f"eni-{instance.name}",
            "NetworkInterfaceName": instance.name,
            "SubnetId": instance.subnet,
            "VpcId": self.vpc.world["vpc"],
            "GroupSet": [self.vpc.world["security"]["id"]],
            "Primary": True,
            "MacAddress": instance.mac,
            "State": "AVAILABLE",
            "Zone": instance.zone,
            "PrivateIpAddressSet": [
                address(instance.address, True),
                *(address(each, False) for each in self.vpc.secondaries(instance.name)),
            ],
            "Attachment": {"InstanceId": f"ins-{instance.name}", "DeviceIndex": 0, "InstanceAccountId": "100000000001"},
        }

    def DescribeSubnets(self, asked, _, number):
        wanted = asked.get("SubnetIds")
        found = [
            {"SubnetId": id, "VpcId": self.vpc.world["vpc"], "CidrBlock": each["network"], "Zone": each["zone"]}
            for id, each in self.vpc.subnets.items()
            if not wanted or id in wanted
        ]
        fields = {"subnet-id": "SubnetId", "vpc-id": "VpcId", "cidr-block": "CidrBlock", "zone": "Zone"}
        found = self.filtered(found, asked, lambda each, name: [each[fields[name]]] if name in fields else None)
        return self.page(asked, "SubnetSet", found)

    def DescribeAddresses(self, asked, _, number):
        found = [
            {
                "AddressId": each.id,
                "AddressIp": each.address,
                "AddressStatus": "BIND" if each.private else "UNBIND",
                "PrivateAddressIp": each.private or "",
                "InstanceId": self.bound_to(each.private) if each.private else "",
            }
            for each in self.vpc.publics.values()
        ]
        if "AddressIds" in asked:
            found = [each for each in found if each["AddressId"] in asked["AddressIds"]]
        found = self.filtered(
            found,
            asked,
            lambda each, name: {
                "address-id": [each["AddressId"]],
                "address-ip": [each["AddressIp"]],
                "address-status": [each["AddressStatus"]],
                "private-ip-address": [each["PrivateAddressIp"]],
                "instance-id": [each["InstanceId"]],
            }.get(name),
        )
        return self.page(asked, "AddressSet", found)

    def bound_to(self, private):
        havip = self.vpc.havip_of(private)
        return havip.id if havip else f"ins-{self.vpc.holders.get(private, '')}"

    def AssociateAddress(self, asked, _, number):
        private = asked.get("PrivateIpAddress") or self.vpc.instance(self.named(asked["InstanceId"])).address
        if self.vpc.public(asked["AddressId"]).private:
            raise Failure("InvalidAddressIdStatus.NotPermit", "It is bound already")
        self.vpc.bind(asked["AddressId"], private)
        return {"TaskId": str(int(self.vpc.task("address")[:8], 16))}

    def DisassociateAddress(self, asked, _, number):
        self.vpc.unbind(asked["AddressId"])
        return {"TaskId": str(int(self.vpc.task("address")[:8], 16))}

    def DescribeInstances(self, asked, _, number):
        """Of the service cvm."""
        wanted = asked.get("InstanceIds")
        found = [
            {
                "InstanceId": f"ins-{each.name}",
                "InstanceName": each.name,
                "PrivateIpAddresses": [each.address],
                "InstanceState": "RUNNING",
                "SecurityGroupIds": [self.vpc.world["security"]["id"]],
                "Placement": {"Zone": each.zone, "ProjectId": 0, "HostId": each.host},
                "DisasterRecoverGroupId": self.vpc.world.get("placement_group", ""),
                "VirtualPrivateCloud": {"VpcId": self.vpc.world["vpc"], "SubnetId": each.subnet},
            }
            for each in self.vpc.instances.values()
            if not wanted or f"ins-{each.name}" in wanted
        ]
        found = self.filtered(
            found,
            asked,
            lambda each, name: {"instance-id": [each["InstanceId"]], "private-ip-address": each["PrivateIpAddresses"]}.get(name),
        )
        return self.page(asked, "InstanceSet", found)

    def DescribeSecurityGroupPolicies(self, asked, _, number):
        rules = [
            {
                "PolicyIndex": index,
                "Protocol": rule["protocol"],
                "Port": rule.get("port", "all"),
                "CidrBlock": rule["from"],
                "Action": "ACCEPT",
            }
            for index, rule in enumerate(self.vpc.world["security"]["ingress"])
        ]
        return {
            "SecurityGroupPolicySet": {
                "Version": "1",
                "Ingress": rules,
                "Egress": [{"PolicyIndex": 0, "Protocol": "ALL", "Port": "ALL", "CidrBlock": "0.0.0.0/0", "Action": "ACCEPT"}],
            }
        }

    def named(self, id):
        """The instance of an instance's or an interface's id."""
        return id.split("-", 1)[1] if id.startswith(("ins-", "eni-")) else id

    def filtered(self, found, asked, values):
        for each in asked.get("Filters", []):
            for one in found:
                if values(one, each["Name"]) is None:
                    raise Failure("InvalidFilter", f"There is no filter {each['Name']}")
            found = [one for one in found if set(values(one, each["Name"])) & set(each["Values"])]
        return found

    def page(self, asked, name, found):
        offset, limit = int(asked.get("Offset", 0)), int(asked.get("Limit", 20))
        if limit > 100:
            raise Failure("InvalidParameterValue.Range", "Limit is 100 at most")
        return {"TotalCount": len(found), name: found[offset : offset + limit]}


def local(seconds):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds + 8 * 3600))  # Beijing's time, as the API has it
