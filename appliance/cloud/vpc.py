"""Who holds which address: the cloud's own knowledge, which both wires change, and which the fabric follows.

An address that an API moves is moved in here at once, and in the fabric `effect` seconds later, in the order of the calls. An HAVIP
moves by gratuitous ARP, `drift` seconds after it was seen. Whoever calls holds the lock.
"""

import heapq
import itertools
import ipaddress
import threading
import time
from dataclasses import dataclass, field


class Refused(Exception):
    """What the cloud does not do. Each wire has its own code for the kind."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


@dataclass
class Instance:
    """With its one network interface."""

    name: str
    address: str  # the primary one, which never moves
    subnet: str
    host: str
    zone: str
    checked: bool = True  # its source and destination addresses

    @property
    def mac(self):
        return "02:00:" + ":".join(f"{each:02x}" for each in ipaddress.ip_address(self.address).packed)


@dataclass
class Havip:
    id: str
    name: str
    address: str
    subnet: str
    created: float
    moved: float
    drift: set[str] = field(default_factory=set)  # instances that may hold it
    coming: list[str] = field(default_factory=list)  # those whose claims are on their way, in their order


@dataclass
class Public:
    id: str
    address: str
    private: str | None = None


@dataclass
class Task:
    kind: str
    ends: float


class Later:
    """Does things at their times, in their order, on a thread of its own, with the lock."""

    def __init__(self, lock, clock=time.monotonic):
        self.lock, self.clock = lock, clock
        self.due, self.numbers = [], itertools.count()
        self.changed = threading.Condition()

    def after(self, seconds, action):
        with self.changed:
            heapq.heappush(self.due, (self.clock() + seconds, next(self.numbers), action))
            self.changed.notify()

    def run(self):
        while True:
            with self.changed:
                while not self.due or self.due[0][0] > self.clock():
                    self.changed.wait(self.due[0][0] - self.clock() if self.due else None)
            self.catch_up()

    def catch_up(self):
        """Does all that is due."""
        while True:
            with self.lock:
                with self.changed:
                    if not self.due or self.due[0][0] > self.clock():
                        return
                    action = heapq.heappop(self.due)[2]
                action()


class Vpc:
    def __init__(self, world, fabric, record, after, now=time.time):
        self.world, self.fabric, self.record, self.after, self.now = world, fabric, record, after, now
        self.drift, self.effect = world["seconds"]["drift"], world["seconds"]["effect"]
        self.subnets = world["subnets"]
        self.instances = {
            name: Instance(
                name, each["address"], each["subnet"], each["host"], self.subnets[each["subnet"]]["zone"], each.get("checked", True)
            )
            for name, each in world["instances"].items()
        }
        self.havips: dict[str, Havip] = {}
        self.publics = {id: Public(id, address) for id, address in world["public"].items()}
        self.holders: dict[str, str] = {}  # of every private address, as the API tells it
        self.effective: dict[str, str] = {}  # as the fabric has it
        self.routes: dict[str, str] = dict(world["routes"])
        self.tasks: dict[str, Task] = {}
        self.numbers = itertools.count(1)
        for each in self.subnets.values():
            fabric.subnet(each["network"], each["router"], world["router_mac"])
        for instance in self.instances.values():
            if not instance.checked:
                fabric.unchecked(instance.name)
            self.hold(instance.address, instance.name, "start")
        for address, name in world["secondary"].items():
            self.hold(address, name, "start")
        for network, name in self.routes.items():
            fabric.route(network, self.instances[name].mac)
        for id, address in world["bound"].items():
            self.bind(id, address)

    def hold(self, address, name, by):
        """Places it now, here and in the fabric."""
        self.holders[address] = name
        self.arrive(address, name, by)

    def arrive(self, address, name, by):
        former = self.effective.get(address)
        if former == name:
            return
        self.effective[address] = name
        self.fabric.place(address, name, self.instances[name].mac)
        self.record.add("moved", address=address, holder=name, former=former, by=by)

    def instance(self, name):
        if name not in self.instances:
            raise Refused("no-interface", f"There is no interface or instance {name}")
        return self.instances[name]

    def of_primary(self, address):
        return next((each for each in self.instances.values() if each.address == address), None)

    def within(self, address, subnet):
        try:
            return ipaddress.ip_address(address) in ipaddress.ip_network(self.subnets[subnet]["network"])
        except ValueError:
            raise Refused("malformed", f"{address} is no address") from None

    def secondaries(self, name, effective=False):
        holders = self.effective if effective else self.holders
        return [
            address
            for address, holder in holders.items()
            if holder == name and not self.of_primary(address) and not self.havip_of(address)
        ]

    # By the API: secondary addresses, public ones, routes.

    def assign(self, address, name, reassign, by):
        """Gives a secondary address to an instance, away from another only with reassign."""
        instance = self.instance(name)
        if not self.within(address, instance.subnet):
            raise Refused("other-subnet", f"{address} is not within the subnet {instance.subnet} of {name}")
        if self.of_primary(address):
            raise Refused("primary", f"{address} is a primary address")
        if self.havip_of(address):
            raise Refused("in-use", f"{address} is an HAVIP")
        holder = self.holders.get(address)
        if holder not in (None, name) and not reassign:
            raise Refused("in-use", f"{address} is assigned to another interface")
        self.holders[address] = name
        self.after(self.effect, lambda: self.arrive(address, name, by))

    def release(self, address, name, by):
        """Takes a secondary address from an instance."""
        if address not in self.secondaries(name):
            raise Refused("not-held", f"{address} is no secondary address of {name}")
        del self.holders[address]
        self.after(self.effect, lambda: self.leave(address, name, by))

    def leave(self, address, name, by):
        if self.effective.get(address) == name and address not in self.holders:
            del self.effective[address]
            self.fabric.place(address, None, None)
            self.record.add("moved", address=address, holder=None, former=name, by=by)

    def migrate(self, address, source, destination, by):
        """Moves a secondary address between two interfaces of one subnet; done when the task is."""
        self.instance(source), self.instance(destination)
        if self.of_primary(address):
            raise Refused("primary", f"{address} is a primary address")
        if self.holders.get(address) != source or self.havip_of(address):
            raise Refused("not-held", f"{address} is no secondary address of {source}")
        if not self.within(address, self.instances[destination].subnet):
            raise Refused("other-subnet", f"{destination} is in another subnet than {address}")
        if any(task.kind == address and task.ends > self.now() for task in self.tasks.values()):
            raise Refused("busy", f"{address} is being moved")
        self.after(self.effect, lambda: self.hold(address, destination, by))
        return self.task(address)

    def task(self, kind):
        id = f"{next(self.numbers):08x}-0000-4000-8000-000000000000"
        self.tasks[id] = Task(kind, self.now() + self.effect)
        return id

    def public(self, id):
        found = self.publics.get(id) or next((each for each in self.publics.values() if each.address == id), None)
        if not found:
            raise Refused("no-public", f"There is no public address {id}")
        return found

    def bind(self, id, private):
        """Of a public address to a private one that somebody may hold."""
        public = self.public(id)
        if private not in self.holders and not self.havip_of(private):
            raise Refused("no-private", f"Nobody has {private}")
        if any(each.private == private and each is not public for each in self.publics.values()):
            raise Refused("bound", f"{private} has a public address already")
        public.private = private
        self.fabric.translate(public.address, private)
        self.record.add("bound", public=public.address, private=private)

    def unbind(self, id):
        public = self.public(id)
        public.private = None
        self.fabric.translate(public.address, None)
        self.record.add("bound", public=public.address, private=None)

    def replace_route(self, network, name, by):
        instance = self.instance(name)
        if network not in self.routes:
            raise Refused("no-route", f"There is no route to {network}")
        former, self.routes[network] = self.routes[network], name
        self.fabric.route(network, instance.mac)
        if former != name:
            self.record.add("moved", address=network, holder=name, former=former, by=by)

    # HAVIPs: applied for and lent to instances by the API, moved by ARP.

    def create_havip(self, name, subnet, address):
        if subnet not in self.subnets:
            raise Refused("no-subnet", f"There is no subnet {subnet}")
        if not self.within(address, subnet):
            raise Refused("other-subnet", f"{address} is not within {subnet}")
        if address in self.holders or self.havip_of(address):
            raise Refused("in-use", f"{address} is in use")
        havip = Havip(f"havip-{next(self.numbers):08x}", name, address, subnet, self.now(), self.now())
        self.havips[havip.id] = havip
        return havip

    def havip(self, id):
        if id not in self.havips:
            raise Refused("no-havip", f"There is no HAVIP {id}")
        return self.havips[id]

    def havip_of(self, address):
        return next((each for each in self.havips.values() if each.address == address), None)

    def lend(self, id, name):
        """Takes an instance into an HAVIP's drift range."""
        havip = self.havip(id)
        if self.instance(name).subnet != havip.subnet:
            raise Refused("other-subnet", f"{name} is in another subnet than {havip.address}")
        if len(havip.drift | {name}) > 10:
            raise Refused("limit", "An HAVIP has ten instances at most")
        havip.drift.add(name)

    def claim(self, port, address, late=0.0):
        """A port has announced it: what that leads to, after its delay. The reason, where it leads to nothing."""
        havip, instance = self.havip_of(address), self.instances[port]
        if not havip:
            return None if self.effective.get(address) == port else "not an HAVIP"
        if instance.subnet != havip.subnet:
            return "another subnet"
        if port not in havip.drift:
            return "not in its drift range"
        if (havip.coming or [self.effective.get(address)])[-1] == port:
            return None  # said already
        havip.coming.append(port)
        self.after(self.drift + late, lambda: self.drift_to(havip, port))
        return None

    def drift_to(self, havip, port):
        havip.coming.remove(port)
        if self.effective.get(havip.address) != port:
            havip.moved = self.now()
            self.hold(havip.address, port, f"ARP of {port}")
