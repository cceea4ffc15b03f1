"""What ports claim by ARP, read beside the bridge: the fabric's own rules let none of it pass."""

import ctypes
import socket
import struct
from dataclasses import dataclass

ETH_P_ALL, ARP, SO_ATTACH_FILTER = 3, 0x0806, 26


@dataclass(frozen=True)
class Claim:
    """A gratuitous ARP, request or reply: whoever sends it says that the address is at this MAC."""

    address: str
    mac: str


def decode(frame: bytes) -> Claim | None:
    """None for everything that is no gratuitous ARP of IPv4 on Ethernet."""
    if len(frame) < 42 or frame[12:20] != b"\x08\x06\0\1\x08\0\6\4" or frame[20:22] not in (b"\0\1", b"\0\2"):
        return None
    sender, target = frame[28:32], frame[38:42]
    if sender != target or not any(sender):
        return None
    return Claim(socket.inet_ntoa(sender), frame[22:28].hex(":"))


def listen(ports, heard):
    """Tells heard(port, claim) of each claim from one of these ports, for ever. In the fabric's namespace."""
    # All protocols: those who ask for one alone are told after the bridge, which has taken the frame by then.
    packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    attach_filter(packets)
    while True:
        frame, (port, _, kind, *_) = packets.recvfrom(128)
        if port in ports and kind != socket.PACKET_OUTGOING and (claim := decode(frame)):
            heard(port, claim)


def attach_filter(packets):
    """ARP alone: ldh [12]; jeq #0x806; ret."""
    program = b"".join(
        struct.pack("HBBI", *each) for each in ((0x28, 0, 0, 12), (0x15, 0, 1, ARP), (0x06, 0, 0, 128), (0x06, 0, 0, 0))
    )
    code = ctypes.create_string_buffer(program)
    packets.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HL", 4, ctypes.addressof(code)))
