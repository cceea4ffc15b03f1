"""The VPC's fabric: nftables on the bridge's ports, the bridge's ARP table, and NAT at the edge. Runs in the fabric's namespace.

A port passes only what bears an address of its instance's. An address leads to its holder, whatever MAC a client has in its table,
and whoever else has bound it; ARP is answered from the fabric's table and passes no port, nor does multicast.
"""

import json
import subprocess

RULES = """
table bridge vpc
delete table bridge vpc
table bridge vpc {
  map holder { type ipv4_addr : ether_addr; }
  map route { type ipv4_addr : ether_addr; flags interval; }
  set own { type ifname . ipv4_addr; }
  set unchecked { type ifname; }
  set apart { type ifname . ipv4_addr; }
  set routers { type ipv4_addr; }
  set within { type ipv4_addr; flags interval; }
  counter spoofed { }
  counter multicast { }
  counter unheld { }
  counter cut { }
  chain port {
    type filter hook prerouting priority -300; policy drop;
    arp operation request iifname . arp saddr ip @own accept
    arp operation request iifname @unchecked accept
    ether type != ip drop
    iifname . ip saddr @own jump passed
    iifname @unchecked jump passed
    counter name spoofed
  }
  chain passed {
    ip daddr { 224.0.0.0/4, 255.255.255.255 } counter name multicast drop
    iifname . ip daddr @apart counter name cut drop
    ip daddr @routers meta pkttype set host
    ether daddr set ip daddr map @holder accept
    ip daddr @within counter name unheld drop
    ether daddr set ip daddr map @route accept
    meta pkttype set host ether daddr set %(router)s accept
  }
  chain between {
    type filter hook forward priority -300; policy accept;
    ether type arp drop
  }
}
table ip edge
delete table ip edge
table ip edge {
  map private { type ipv4_addr : ipv4_addr; }
  map public { type ipv4_addr : ipv4_addr; }
  chain inwards {
    type filter hook prerouting priority -300; policy accept;
    iifname "%(outside)s" ip daddr set ip daddr map @private
  }
  chain outwards {
    type filter hook postrouting priority 300; policy accept;
    oifname "%(outside)s" ip saddr set ip saddr map @public
  }
}
"""


class Fabric:
    """What is told to the kernel. Each method is one transaction of nftables."""

    def __init__(self, router, bridge="vpc", outside="outside", run=subprocess.run):
        """router: the bridge's MAC, whereto everything goes that is neither within the subnets nor routed."""
        self.bridge, self.run = bridge, run
        self.placed, self.translated, self.routed = {}, {}, {}
        self.rules(RULES % {"outside": outside, "router": router})

    def subnet(self, network, router, mac):
        """A subnet and its router's address; the router is the bridge itself."""
        self.rules(
            f"add element bridge vpc within {{ {network} }}\nadd element bridge vpc routers {{ {router} }}\n"
            f"add element bridge vpc holder {{ {router} : {mac} }}"
        )

    def unchecked(self, port):
        """Its source addresses are not looked at: for an instance that routes."""
        self.rules(f"add element bridge vpc unchecked {{ {port} }}")

    def place(self, address, port, mac):
        """The address leads to that port from now on, and that port alone may speak for it; with None to nobody."""
        former = self.placed.pop(address, None)
        rules = []
        if former:
            rules += [
                f"delete element bridge vpc own {{ {former[0]} . {address} }}",
                f"delete element bridge vpc holder {{ {address} }}",
            ]
        if port:
            self.placed[address] = (port, mac)
            rules += [
                f"add element bridge vpc own {{ {port} . {address} }}",
                f"add element bridge vpc holder {{ {address} : {mac} }}",
            ]
        self.rules("\n".join(rules))
        # For the router, and for whoever asks by ARP.
        neighbour = ["replace", address, "lladdr", mac, "nud", "permanent"] if port else ["del", address]
        self.run(["ip", "neigh", *neighbour, "dev", self.bridge], check=bool(port), capture_output=True)

    def route(self, network, mac):
        """A network beyond the subnets, apart from other such ones, leads to that MAC; with None no longer."""
        rules = [f"delete element bridge vpc route {{ {network} }}"] if self.routed.pop(network, None) else []
        if mac:
            self.routed[network] = mac
            rules += [f"add element bridge vpc route {{ {network} : {mac} }}"]
        self.rules("\n".join(rules))

    def translate(self, public, private):
        """A public address leads to a private one; with None to nobody."""
        former = self.translated.pop(public, None)
        rules = []
        if former:
            rules += [f"delete element ip edge private {{ {public} }}", f"delete element ip edge public {{ {former} }}"]
        if private:
            self.translated[public] = private
            rules += [
                f"add element ip edge private {{ {public} : {private} }}",
                f"add element ip edge public {{ {private} : {public} }}",
            ]
        self.rules("\n".join(rules))

    def set_apart(self, port, address, apart):
        """Whether what a port sends to an address is lost."""
        self.rules(f"{'add' if apart else 'delete'} element bridge vpc apart {{ {port} . {address} }}")

    def counters(self):
        """How many packets were dropped, by the reason."""
        told = json.loads(self.run(["nft", "--json", "list", "counters"], check=True, capture_output=True, text=True).stdout)[
            "nftables"
        ]
        return {each["counter"]["name"]: each["counter"]["packets"] for each in told if "counter" in each}

    def rules(self, text):
        if text:
            done = self.run(["nft", "-f", "-"], input=text, capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(f"nft refuses {text!r}: {done.stderr}")


class Paper:
    """A fabric that moves nothing: for a control plane by itself."""

    def subnet(self, network, router, mac):
        pass

    def counters(self):
        return {}

    unchecked = place = route = translate = set_apart = lambda self, *_: None
