package io.havip.cli;

import io.havip.vrrp.Advertisement;
import io.havip.wire.CaptureReader;
import io.havip.wire.CapturedFrame;
import io.havip.wire.Dissector;
import io.havip.wire.Dissector.Dissection;
import io.havip.wire.FrameSubject;
import io.havip.wire.IpAddress;
import io.havip.wire.MacAddress;
import io.havip.wire.VrrpCodec.Decoded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A transition's packets, as people are told of them.
 *
 * @param about the transition, in a sentence
 * @param decidedAtEpochNanos empty where the sentence does not say it
 * @param names what hosts are called
 */
record ShownPackets(
        String about, OptionalLong decidedAtEpochNanos, Map<InetAddress, String> names, List<ShownPacket> packets) {

    private static final long SECOND_NANOS = 1_000_000_000L;

    /**
     * One of them.
     *
     * @param from who has sent it: an IP address, where that is known
     * @param what it says
     */
    record ShownPacket(
            CapturedFrame frame,
            Optional<InetAddress> from,
            Optional<InetAddress> to,
            Optional<Advertisement> advertisement,
            String what) {}

    /**
     * What is in a file.
     *
     * @throws IOException where it is no capture, or a damaged one
     */
    static ShownPackets read(byte[] file) throws IOException {
        try (var reader = new CaptureReader(new ByteArrayInputStream(file))) {
            var packets = new ArrayList<ShownPacket>();
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                packets.add(shown(next.get()));
            }
            return new ShownPackets(reader.comment(), decided(reader.comment()), reader.names(), List.copyOf(packets));
        }
    }

    private static OptionalLong decided(String comment) {
        try {
            var at = Instant.parse(comment.split(" ", 2)[0]);
            return OptionalLong.of(at.getEpochSecond() * SECOND_NANOS + at.getNano());
        } catch (DateTimeParseException anotherFile) {
            return OptionalLong.empty();
        }
    }

    private static ShownPacket shown(CapturedFrame frame) {
        return switch (Dissector.dissect(frame)) {
            case Dissection.Vrrp vrrp -> {
                var advertisement = vrrp.decoded() instanceof Decoded.Packet packet
                        ? Optional.of(packet.advertisement())
                        : Optional.<Advertisement>empty();
                yield new ShownPacket(
                        frame,
                        Optional.of(vrrp.source()),
                        Optional.of(vrrp.destination()),
                        advertisement,
                        what(vrrp.decoded()));
            }
            case Dissection.Neighbour _ -> neighbour(frame);
            case Dissection.Other _, Dissection.UnknownLink _ -> other(frame);
        };
    }

    private static String what(Decoded decoded) {
        return switch (decoded) {
            case Decoded.Dropped(var reason) ->
                "no advertisement that anybody takes: " + reason.name().toLowerCase(Locale.ROOT);
            case Decoded.Packet packet -> {
                var said = packet.advertisement();
                yield "VRID %d, priority %d%s, every %d ms, version %d, %s"
                        .formatted(
                                said.vrid(),
                                said.priority(),
                                said.priority() == 0 ? " (release)" : "",
                                said.intervalNanos() / 1_000_000,
                                said.version().number(),
                                said.addresses().stream().map(IpAddress::text).collect(Collectors.joining(" ")));
            }
        };
    }

    private static ShownPacket neighbour(CapturedFrame frame) {
        return FrameSubject.of(frame.bytes()).orElse(null)
                        instanceof FrameSubject.Neighbour(boolean asks, var sender, var target)
                ? new ShownPacket(
                        frame,
                        Optional.of(sender),
                        Optional.empty(),
                        Optional.empty(),
                        what(asks, sender, target, sourceOf(frame)))
                : other(frame);
    }

    /** An announcement is a question for oneself, or an answer to nobody. */
    private static String what(boolean asks, InetAddress sender, InetAddress target, MacAddress mac) {
        var about = IpAddress.text(target);
        if (sender.equals(target)) {
            return about + " is at " + mac + ", everybody is told";
        }
        if (asks) {
            return "who has " + about + "?";
        }
        boolean arp = sender.getAddress().length == 4;
        return arp ? "%s is at %s, %s is told".formatted(IpAddress.text(sender), mac, about) : about + " is at " + mac;
    }

    private static MacAddress sourceOf(CapturedFrame frame) {
        return MacAddress.of(Arrays.copyOfRange(frame.bytes(), MacAddress.LENGTH, 2 * MacAddress.LENGTH));
    }

    private static ShownPacket other(CapturedFrame frame) {
        return new ShownPacket(
                frame,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                frame.bytes().length + " bytes of something else");
    }

    /** From the decision on; empty where that is not known. */
    OptionalLong sinceDecisionNanos(ShownPacket packet) {
        return decidedAtEpochNanos.isPresent()
                ? OptionalLong.of(packet.frame().atEpochNanos() - decidedAtEpochNanos.getAsLong())
                : OptionalLong.empty();
    }
}
