"""The wire of AWS EC2 (version 2016-11-15): the query API, XML, AWS4-HMAC-SHA256."""

import re
import urllib.parse
from xml.sax.saxutils import escape

from calls import Failure, Reply
from signatures import AWS4

CODES = {
    "no-interface": "InvalidNetworkInterfaceID.NotFound",
    "no-public": "InvalidAllocationID.NotFound",
    "no-private": "InvalidParameterValue",
    "other-subnet": "InvalidParameterValue",
    "primary": "InvalidParameterValue",
    "in-use": "InvalidParameterValue",
    "bound": "Resource.AlreadyAssociated",
    "not-held": "InvalidParameterValue",
    "no-route": "InvalidRoute.NotFound",
    "malformed": "InvalidParameterValue",
    "missing": "MissingAuthenticationToken",
    "key": "AuthFailure",
    "wrong": "AuthFailure",
    "clock": "RequestExpired",
    "token": "AuthFailure",
}
STATUS = {
    "RequestLimitExceeded": 503,
    "Unavailable": 503,
    "ServiceUnavailable": 503,
    "InternalError": 500,
    "AuthFailure": 401,
    "UnauthorizedOperation": 403,
    "DryRunOperation": 412,
}
NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"


class Aws:
    name, scheme = "aws", AWS4
    changes = {"AssignPrivateIpAddresses", "UnassignPrivateIpAddresses", "AssociateAddress", "DisassociateAddress", "ReplaceRoute"}

    def __init__(self, vpc):
        self.vpc = vpc
        actions = {name: getattr(self, name) for name in dir(self) if name[0].isupper()}
        self.actions = {
            name: lambda asked, sender, number, action=action: self.perform(action, asked, sender, number)
            for name, action in actions.items()
        }

    # The wire.

    def read(self, request):
        asked = dict(urllib.parse.parse_qsl(request.body.decode("utf-8", "replace") or request.query, keep_blank_values=True))
        return asked.get("Action", ""), asked

    def token(self, request):
        return request.headers.get("x-amz-security-token")

    def told(self, asked):
        return {name: value for name, value in asked.items() if name not in ("Action", "Version")}

    def perform(self, action, asked, sender, number):
        if asked.get("DryRun") == "true":
            raise Failure("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
        return action(asked, f"call {number} of {sender}")

    def reply(self, action, result, number):
        body = f'<{action}Response xmlns="{NAMESPACE}">{xml({"requestId": number, **result})}</{action}Response>'
        return Reply(200, "text/xml;charset=UTF-8", ('<?xml version="1.0" encoding="UTF-8"?>\n' + body).encode())

    def refused(self, failure, number):
        error = xml({"Errors": {"Error": {"Code": failure.code, "Message": str(failure)}}, "RequestID": number})
        body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Response>{error}</Response>'
        return Reply(failure.status, "text/xml;charset=UTF-8", body.encode())

    def failure(self, reason):
        code = reason.code if isinstance(reason, Failure) else CODES[reason.kind]
        return Failure(code, str(reason), STATUS.get(code, 400))

    def refusal(self, code):
        return Failure(code, "As the lab was told to answer", STATUS.get(code, 400))

    def unknown(self, action):
        return Failure("InvalidAction", f"The action {action} is not valid for this web service.")

    def forbidden(self, action):
        return Failure("UnauthorizedOperation", f"You are not authorized to perform this operation: {action}")

    # The actions. An instance's id is i- and its name, its interface's eni- and its name.

    def AssignPrivateIpAddresses(self, asked, by):
        name = self.named(asked["NetworkInterfaceId"])
        given = listed(asked, "PrivateIpAddress")
        for address in given:
            self.vpc.assign(address, name, asked.get("AllowReassignment") == "true", by)
        return {
            "return": "true",
            "networkInterfaceId": asked["NetworkInterfaceId"],
            "assignedPrivateIpAddressesSet": [{"privateIpAddress": address} for address in given],
        }

    def UnassignPrivateIpAddresses(self, asked, by):
        name = self.named(asked["NetworkInterfaceId"])
        for address in listed(asked, "PrivateIpAddress"):
            self.vpc.release(address, name, by)
        return {"return": "true"}

    def AssociateAddress(self, asked, by):
        name = self.named(asked.get("NetworkInterfaceId") or asked["InstanceId"])
        instance = self.vpc.instance(name)
        private = asked.get("PrivateIpAddress", instance.address)
        if private != instance.address and private not in self.vpc.secondaries(name):
            raise Failure("InvalidParameterValue", f"{private} is not assigned to {name}")
        public = self.vpc.public(asked.get("AllocationId") or asked["PublicIp"])
        if public.private not in (None, private):
            if asked.get("AllowReassociation") == "false":
                raise Failure("Resource.AlreadyAssociated", f"{public.address} is associated already")
            self.vpc.unbind(public.id)
        if public.private != private:
            self.vpc.bind(public.id, private)
        return {"return": "true", "associationId": self.association(public)}

    def DisassociateAddress(self, asked, by):
        public = next(
            (each for each in self.vpc.publics.values() if each.private and asked.get("AssociationId") == self.association(each)),
            None,
        )
        self.vpc.unbind(public.id if public else asked.get("PublicIp", ""))
        return {"return": "true"}

    def association(self, public):
        return f"eipassoc-{public.id}-{public.private}"

    def ReplaceRoute(self, asked, by):
        if asked["RouteTableId"] != self.vpc.world["route_table"]:
            raise Failure("InvalidRouteTableID.NotFound", f"There is no route table {asked['RouteTableId']}")
        self.vpc.replace_route(
            asked["DestinationCidrBlock"], self.named(asked.get("NetworkInterfaceId") or asked["InstanceId"]), by
        )
        return {"return": "true"}

    def DescribeNetworkInterfaces(self, asked, by):
        wanted = listed(asked, "NetworkInterfaceId")
        instances = [self.vpc.instance(self.named(id)) for id in wanted] if wanted else self.vpc.instances.values()
        found = [self.interface(each) for each in instances]
        return {
            "networkInterfaceSet": filtered(
                found,
                asked,
                lambda each: {
                    "network-interface-id": [each["networkInterfaceId"]],
                    "subnet-id": [each["subnetId"]],
                    "vpc-id": [each["vpcId"]],
                    "attachment.instance-id": [each["attachment"]["instanceId"]],
                    "mac-address": [each["macAddress"]],
                    "private-ip-address": [each["privateIpAddress"]],
                    "addresses.private-ip-address": [ip["privateIpAddress"] for ip in each["privateIpAddressesSet"]],
                },
            )
        }

    def interface(self, instance):
        def address(private, primary):
            public = next((each for each in self.vpc.publics.values() if each.private == private), None)
            return {
                "privateIpAddress": private,
                "primary": primary,
                **(
                    {
                        "association": {
                            "publicIp": public.address,
                            "allocationId": public.id,
                            "associationId": self.association(public),
                        }
                    }
                    if public
                    else {}
                ),
            }

        return {
            "networkInterfaceId": f"eni-{instance.name}",
            "subnetId": instance.subnet,
            "vpcId": self.vpc.world["vpc"],
            "availabilityZone": instance.zone,
            "description": instance.name,
            "status": "in-use",
            "macAddress": instance.mac,
            "privateIpAddress": instance.address,
            "sourceDestCheck": instance.checked,
            "groupSet": self.groups(),
            "attachment": {
                "attachmentId": f"eni-attach-{instance.name}",
                "instanceId": f"i-{instance.name}",
                "deviceIndex": 0,
                "status": "attached",
            },
            "privateIpAddressesSet": [
                address(instance.address, True),
                *(address(each, False) for each in self.vpc.secondaries(instance.name)),
            ],
        }

    def groups(self):
        return [{"groupId": self.vpc.world["security"]["id"], "groupName": "gateways"}]

    def DescribeAddresses(self, asked, by):
        found = []
        for public in self.vpc.publics.values():
            holder = self.vpc.holders.get(public.private)
            found.append(
                {
                    "publicIp": public.address,
                    "allocationId": public.id,
                    "domain": "vpc",
                    **(
                        {
                            "associationId": self.association(public),
                            "networkInterfaceId": f"eni-{holder}",
                            "instanceId": f"i-{holder}",
                            "privateIpAddress": public.private,
                        }
                        if holder
                        else {}
                    ),
                }
            )
        wanted, addresses = listed(asked, "AllocationId"), listed(asked, "PublicIp")
        for id in (*wanted, *addresses):
            self.vpc.public(id)
        found = [
            each
            for each in found
            if (not wanted or each["allocationId"] in wanted) and (not addresses or each["publicIp"] in addresses)
        ]
        return {
            "addressesSet": filtered(
                found,
                asked,
                lambda each: {
                    "allocation-id": [each["allocationId"]],
                    "public-ip": [each["publicIp"]],
                    "network-interface-id": [each.get("networkInterfaceId")],
                    "private-ip-address": [each.get("privateIpAddress")],
                },
            )
        }

    def DescribeRouteTables(self, asked, by):
        id = self.vpc.world["route_table"]
        for wanted in listed(asked, "RouteTableId"):
            if wanted != id:
                raise Failure("InvalidRouteTableID.NotFound", f"There is no route table {wanted}")
        return {
            "routeTableSet": [
                {
                    "routeTableId": id,
                    "vpcId": self.vpc.world["vpc"],
                    "routeSet": [
                        {
                            "destinationCidrBlock": self.vpc.world["network"],
                            "gatewayId": "local",
                            "state": "active",
                            "origin": "CreateRouteTable",
                        },
                        *(
                            {
                                "destinationCidrBlock": network,
                                "instanceId": f"i-{name}",
                                "networkInterfaceId": f"eni-{name}",
                                "state": "active",
                                "origin": "CreateRoute",
                            }
                            for network, name in self.vpc.routes.items()
                        ),
                    ],
                }
            ]
        }

    def DescribeInstances(self, asked, by):
        wanted = listed(asked, "InstanceId")
        for id in wanted:
            self.vpc.instance(self.named(id))
        return {
            "reservationSet": [
                {
                    "reservationId": f"r-{each.name}",
                    "instancesSet": [
                        {
                            "instanceId": f"i-{each.name}",
                            "instanceState": {"code": 16, "name": "running"},
                            "privateIpAddress": each.address,
                            "subnetId": each.subnet,
                            "vpcId": self.vpc.world["vpc"],
                            "sourceDestCheck": each.checked,
                            "groupSet": self.groups(),
                            "placement": {
                                "availabilityZone": each.zone,
                                "groupName": self.vpc.world.get("placement_group", ""),
                                "tenancy": "default",
                            },
                            "networkInterfaceSet": [self.interface(each)],
                        }
                    ],
                }
                for each in self.vpc.instances.values()
                if not wanted or f"i-{each.name}" in wanted
            ]
        }

    def DescribeSecurityGroups(self, asked, by):
        return {
            "securityGroupInfo": [
                {
                    "groupId": self.vpc.world["security"]["id"],
                    "groupName": "gateways",
                    "vpcId": self.vpc.world["vpc"],
                    "ipPermissions": [
                        {
                            "ipProtocol": rule["protocol"],
                            "ipRanges": [{"cidrIp": rule["from"]}],
                            **({"fromPort": rule["port"], "toPort": rule["port"]} if "port" in rule else {}),
                        }
                        for rule in self.vpc.world["security"]["ingress"]
                    ],
                    "ipPermissionsEgress": [{"ipProtocol": "-1", "ipRanges": [{"cidrIp": "0.0.0.0/0"}]}],
                }
            ]
        }

    def DescribePlacementGroups(self, asked, by):
        group = self.vpc.world.get("placement_group")
        for wanted in listed(asked, "GroupName"):
            if wanted != group:
                raise Failure("InvalidPlacementGroup.Unknown", f"There is no placement group {wanted}")
        return {"placementGroupSet": [{"groupName": group, "state": "available", "strategy": "spread"}] if group else []}

    def DescribeSubnets(self, asked, by):
        wanted = listed(asked, "SubnetId")
        return {
            "subnetSet": [
                {
                    "subnetId": id,
                    "vpcId": self.vpc.world["vpc"],
                    "cidrBlock": each["network"],
                    "availabilityZone": each["zone"],
                    "state": "available",
                }
                for id, each in self.vpc.subnets.items()
                if not wanted or id in wanted
            ]
        }

    def named(self, id):
        """The instance of an instance's or an interface's id."""
        return id.split("-", 1)[1] if id.startswith(("i-", "eni-")) else id


def listed(asked, name):
    """Name.1, Name.2 ... in their order."""
    found = {int(match[1]): value for key, value in asked.items() if (match := re.fullmatch(rf"{re.escape(name)}\.(\d+)", key))}
    return [found[index] for index in sorted(found)]


def filtered(found, asked, values):
    for number in sorted({match[1] for key in asked if (match := re.match(r"Filter\.(\d+)\.Name$", key))}, key=int):
        name, wanted = asked[f"Filter.{number}.Name"], listed(asked, f"Filter.{number}.Value")
        for each in found:
            if name not in values(each):
                raise Failure("InvalidParameterValue", f"The filter '{name}' is invalid")
        found = [each for each in found if set(values(each)[name]) & set(wanted)]
    return found


def xml(value):
    """Of dictionaries, lists (each an item), and what has a text."""
    if isinstance(value, dict):
        return "".join(f"<{name}>{xml(each)}</{name}>" for name, each in value.items())
    if isinstance(value, list):
        return "".join(f"<item>{xml(each)}</item>" for each in value)
    return str(value).lower() if isinstance(value, bool) else escape(str(value))
