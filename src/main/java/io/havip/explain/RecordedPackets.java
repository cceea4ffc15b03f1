package io.havip.explain;

import io.havip.vrrp.Family;
import io.havip.wire.CaptureReader;
import io.havip.wire.CapturedFrame;
import io.havip.wire.Dissector;
import io.havip.wire.Dissector.Dissection;
import io.havip.wire.IpAddress;
import io.havip.wire.VrrpCodec.Decoded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What a node recorded of a virtual router at a transition. */
record RecordedPackets(List<Advertised> advertisements, List<Claimed> claims) {
    static final RecordedPackets NONE = new RecordedPackets(List.of(), List.of());

    RecordedPackets {
        advertisements = List.copyOf(advertisements);
        claims = List.copyOf(claims);
    }

    /** @param atMicros when, since 1970, by the clock of the node that recorded it */
    record Advertised(
            long number, long atMicros, String source, int priority, long intervalMicros, Optional<String> hardware) {}

    /** @param hardware of who claims the address */
    record Claimed(long number, long atMicros, String address, String hardware) {}

    static RecordedPackets read(byte[] capture, Move.VirtualRouterName router) {
        var advertisements = new ArrayList<Advertised>();
        var claims = new ArrayList<Claimed>();
        try (var reader = new CaptureReader(new ByteArrayInputStream(capture))) {
            for (var frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                take(frame.get(), router, advertisements, claims);
            }
        } catch (IOException damaged) {
            // What there is until then; whoever has handed it over says so.
        }
        return new RecordedPackets(advertisements, claims);
    }

    private static void take(
            CapturedFrame frame, Move.VirtualRouterName router, List<Advertised> advertisements, List<Claimed> claims) {
        long atMicros = TimeUnit.NANOSECONDS.toMicros(frame.atEpochNanos());
        switch (Dissector.dissect(frame)) {
            case Dissection.Vrrp(var _, var sender, var source, var destination, Decoded.Packet packet)
            when packet.advertisement().vrid() == router.vrid()
                    && Family.of(destination).name().toLowerCase(Locale.ROOT).equals(router.family()) ->
                advertisements.add(new Advertised(
                        frame.number(),
                        atMicros,
                        IpAddress.text(source),
                        packet.advertisement().priority(),
                        TimeUnit.NANOSECONDS.toMicros(packet.advertisement().intervalNanos()),
                        sender.map(Object::toString)));
            case Dissection.Neighbour(var _, var _, var claim) ->
                claim.ifPresent(made -> {
                    var address = IpAddress.text(made.address());
                    if (router.addresses().contains(address)) {
                        claims.add(new Claimed(
                                frame.number(), atMicros, address, made.sender().toString()));
                    }
                });
            default -> {}
        }
    }

    /** The hardware addresses that a router advertises from. */
    Set<String> hardware(String source) {
        return advertisements.stream()
                .filter(sent -> sent.source().equals(source))
                .flatMap(sent -> sent.hardware().stream())
                .collect(Collectors.toSet());
    }

    /** The advertisement that the journal means, by its time. */
    Optional<Advertised> heard(String source, long priority, long atMicros, long toleranceMicros) {
        return advertisements.stream()
                .filter(sent -> sent.source().equals(source) && sent.priority() == priority)
                .filter(sent -> Math.abs(sent.atMicros() - atMicros) <= toleranceMicros)
                .min((one, other) ->
                        Long.compare(Math.abs(one.atMicros() - atMicros), Math.abs(other.atMicros() - atMicros)));
    }
}
