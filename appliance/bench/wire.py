"""What passed the standby's port: advertisements and announcements, by tcpdump, with the kernel's times in seconds."""

import signal
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from machines import STANDBY, SWITCH

ETHERNET, VRRP, ARP = 14, 112, 0x0806


@dataclass(frozen=True)
class Advertisement:
    at: float
    router: tuple[int, int]  # the interface's number and the VRID
    source: str
    priority: int


@dataclass(frozen=True)
class Announcement:
    """A gratuitous ARP."""

    at: float
    address: str
    mac: bytes


class Capture:
    """From its making until its end."""

    def __init__(self, folder: Path, interfaces: int):
        self.files = [folder / f"wire{interface}.pcap" for interface in range(interfaces)]
        self.programs = []
        for interface, file in enumerate(self.files):
            command = ["ip", "netns", "exec", SWITCH, "tcpdump", "-i", f"{STANDBY}{interface}", "-w", file, "-U", "-n",
                       "-s", "96", "-B", "32768", "--immediate-mode", "--time-stamp-precision=nano", "vrrp or arp"]
            program = subprocess.Popen([str(word) for word in command], stderr=subprocess.PIPE, text=True)
            program.stderr.readline()  # it listens
            self.programs.append(program)

    def end(self) -> list[Advertisement | Announcement]:
        for program in self.programs:
            program.send_signal(signal.SIGTERM)
            errors = program.communicate()[1]
            if " 0 packets dropped by kernel" not in errors.replace("\n", " "):
                raise RuntimeError(f"the capture is not whole: {errors}")
        frames = [frame for interface, file in enumerate(self.files) for frame in read(file.read_bytes(), interface)]
        return sorted(frames, key=lambda frame: frame.at)


def read(content: bytes, interface=0):
    """Of a pcap file with times in nanoseconds."""
    offset = 24
    while offset + 16 <= len(content):
        seconds, nanoseconds, length, _ = struct.unpack_from("<IIII", content, offset)
        frame = content[offset + 16:offset + 16 + length]
        offset += 16 + length
        decoded = decode(frame, seconds + nanoseconds / 1e9, interface)
        if decoded:
            yield decoded


def decode(frame: bytes, at: float, interface: int):
    if int.from_bytes(frame[12:14]) == ARP:
        sender, target = frame[28:32], frame[38:42]
        return Announcement(at, dotted(sender), frame[6:12]) if sender == target and any(sender) else None
    packet = frame[ETHERNET:]
    message = packet[(packet[0] & 15) * 4:]
    return Advertisement(at, (interface, message[1]), dotted(packet[12:16]), message[2])


def dotted(address: bytes) -> str:
    return ".".join(map(str, address))
