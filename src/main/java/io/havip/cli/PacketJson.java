package io.havip.cli;

import io.havip.cli.ShownPackets.ShownPacket;
import io.havip.wire.IpAddress;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The packets of a transition for programs: an object of JSON in a line for each, in the fields that docs/packets.md lists. */
final class PacketJson {
    private PacketJson() {}

    /** @throws IOException where it is no capture, or a damaged one */
    static String of(byte[] file) throws IOException {
        var shown = ShownPackets.read(file);
        return shown.packets().stream()
                .map(packet -> json(packet, shown).encode() + "\n")
                .collect(Collectors.joining());
    }

    private static JsonObject json(ShownPacket packet, ShownPackets all) {
        var frame = packet.frame();
        var json = new JsonObject()
                .put("number", frame.number())
                .put("at", Instant.ofEpochSecond(0, frame.atEpochNanos()).toString());
        all.sinceDecisionNanos(packet)
                .ifPresent(nanos -> json.put("since_decision_microseconds", TimeUnit.NANOSECONDS.toMicros(nanos)));
        json.put("interface", frame.interfaceName()).put("bytes", frame.length());
        packet.from().ifPresent(from -> json.put("from", IpAddress.text(from)));
        packet.to().ifPresent(to -> json.put("to", IpAddress.text(to)));
        packet.advertisement().ifPresent(said -> json.put("vrid", said.vrid()).put("priority", said.priority()));
        json.put("what", packet.what());
        if (!frame.comment().isEmpty()) {
            json.put("comment", frame.comment());
        }
        return json;
    }
}
