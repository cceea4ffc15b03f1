package io.havip.wire;

import io.havip.audit.Audit;
import io.havip.audit.AuditReport;
import io.havip.audit.PacketRef;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.wire.Pcapng.Block;
import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** A capture for tests: what routers say, and when. Version 3, 100 ms, VRID 51, multicast, unless said otherwise. */
public final class Recording {
    public static final long MILLISECOND = 1_000_000L;
    /** 2026-01-01T00:00:00Z, in nanoseconds. */
    public static final long BEGIN = 1_767_225_600_000_000_000L;

    private static final int ETHERNET = 1;

    private final List<CapturedFrame> frames = new ArrayList<>();
    private Version version = Version.V3;
    private long intervalMillis = 100;
    private int vrid = 51;
    private List<InetAddress> addresses = List.of(InetAddress.ofLiteral("10.9.0.100"));
    private String interfaceName = "eth0";

    public Recording version2() {
        version = Version.V2;
        intervalMillis = 1_000;
        return this;
    }

    public Recording interval(long millis) {
        intervalMillis = millis;
        return this;
    }

    public Recording vrid(int other) {
        vrid = other;
        return this;
    }

    public Recording on(String name) {
        interfaceName = name;
        return this;
    }

    public Recording addresses(String... others) {
        addresses = List.of(others).stream().map(InetAddress::ofLiteral).toList();
        return this;
    }

    /** A router's MAC address is its number. */
    public static MacAddress macOf(String router) {
        byte[] bytes = InetAddress.ofLiteral(router).getAddress();
        return new MacAddress(0x0200_0000_0000L | bytes[bytes.length - 1] & 0xff);
    }

    /** One advertisement, which takes the priority 0 for a release. */
    public Recording says(long atMillis, String router, int priority) {
        return add(atMillis * MILLISECOND, advertisement(router, priority));
    }

    /** One after the other, from then on until before then. */
    public Recording advertises(String router, int priority, long fromMillis, long untilMillis) {
        for (long at = fromMillis; at < untilMillis; at += intervalMillis) {
            says(at, router, priority);
        }
        return this;
    }

    /** All addresses, once. */
    public Recording announces(long atMillis, String router) {
        for (var address : addresses) {
            add(atMillis * MILLISECOND, announcement(macOf(router), address));
        }
        return this;
    }

    /** Becomes active and goes on. */
    public Recording serves(String router, int priority, long fromMillis, long untilMillis) {
        return advertises(router, priority, fromMillis, untilMillis).announces(fromMillis, router);
    }

    /** Something that has nothing to do with it. */
    public Recording noise(long atMillis) {
        return add(atMillis * MILLISECOND, new byte[60]);
    }

    private static byte[] announcement(MacAddress at, InetAddress address) {
        return address instanceof Inet4Address ipv4
                ? GratuitousArp.request(at, ipv4)
                : NeighbourAdvertisement.unsolicited(at, (Inet6Address) address, true);
    }

    private byte[] advertisement(String router, int priority) {
        var source = InetAddress.ofLiteral(router);
        var destination = Family.of(source).multicastGroup();
        var advertisement = new Advertisement(version, vrid, priority, intervalMillis * MILLISECOND, addresses);
        byte[] payload = VrrpCodec.encode(
                advertisement, new Authentication.None(), 0, ChecksumForm.PSEUDO_HEADER, source, destination);
        return ethernet(macOf(router), source, destination, payload);
    }

    /** A frame with a packet of VRRP in it. */
    public static byte[] ethernet(MacAddress sender, InetAddress source, InetAddress destination, byte[] payload) {
        boolean ipv4 = source instanceof Inet4Address;
        byte[] packet = ipv4 ? ipv4(source, destination, payload) : ipv6(source, destination, payload);
        return ByteBuffer.allocate(14 + packet.length)
                .put(MacAddress.BROADCAST.toBytes())
                .put(sender.toBytes())
                .putShort((short) (ipv4 ? 0x0800 : 0x86dd))
                .put(packet)
                .array();
    }

    private static byte[] ipv4(InetAddress source, InetAddress destination, byte[] payload) {
        var packet = ByteBuffer.allocate(20 + payload.length)
                .putShort((short) 0x45c0)
                .putShort((short) (20 + payload.length))
                .putInt(0)
                .put((byte) 255)
                .put((byte) VrrpCodec.PROTOCOL)
                .putShort((short) 0)
                .put(source.getAddress())
                .put(destination.getAddress())
                .put(payload);
        return packet.putShort(10, (short) Checksum.of(packet.array(), 0, 20)).array();
    }

    private static byte[] ipv6(InetAddress source, InetAddress destination, byte[] payload) {
        return ByteBuffer.allocate(40 + payload.length)
                .putInt(6 << 28)
                .putShort((short) payload.length)
                .put((byte) VrrpCodec.PROTOCOL)
                .put((byte) 255)
                .put(source.getAddress())
                .put(destination.getAddress())
                .put(payload)
                .array();
    }

    private Recording add(long atNanos, byte[] frame) {
        frames.add(new CapturedFrame(0, interfaceName, ETHERNET, BEGIN + atNanos, frame.length, frame, ""));
        return this;
    }

    /** In the order of time, numbered. */
    public List<CapturedFrame> frames() {
        var inOrder = frames.stream()
                .sorted(Comparator.comparingLong(CapturedFrame::atEpochNanos))
                .toList();
        var numbered = new ArrayList<CapturedFrame>();
        for (var frame : inOrder) {
            numbered.add(new CapturedFrame(
                    numbered.size() + 1L,
                    frame.interfaceName(),
                    frame.linkType(),
                    frame.atEpochNanos(),
                    frame.length(),
                    frame.bytes(),
                    frame.comment()));
        }
        return numbered;
    }

    /** What an audit says of it that tolerates 50 ms. */
    public AuditReport audit() {
        var audit = new Audit(50 * MILLISECOND);
        frames().forEach(frame ->
                audit.see(new PacketRef(0, frame.number(), frame.atEpochNanos()), Dissector.dissect(frame)));
        return audit.report();
    }

    /** As a file, with these blocks behind its header. */
    public byte[] pcapng(Block... more) {
        var file = new ByteArrayOutputStream();
        file.writeBytes(Pcapng.encode(new Block.Section("havip-gateway", "")));
        for (var block : more) {
            file.writeBytes(Pcapng.encode(block));
        }
        var interfaces =
                frames.stream().map(CapturedFrame::interfaceName).distinct().toList();
        interfaces.forEach(name -> file.writeBytes(Pcapng.encode(Block.Interface.nanoseconds(ETHERNET, name))));
        frames().forEach(frame -> file.writeBytes(Pcapng.encode(new Block.Packet(
                interfaces.indexOf(frame.interfaceName()),
                OptionalLong.of(frame.atEpochNanos()),
                frame.length(),
                frame.bytes(),
                frame.comment()))));
        return file.toByteArray();
    }
}
