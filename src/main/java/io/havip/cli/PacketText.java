package io.havip.cli;

import io.havip.cli.ShownPackets.ShownPacket;
import io.havip.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The packets of a transition for people: what it was, then each packet in a line, and beneath it what it meant. */
final class PacketText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String INDENTATION = " ".repeat(16);

    private PacketText() {}

    /** @throws IOException where it is no capture, or a damaged one */
    static String of(byte[] file) throws IOException {
        var shown = ShownPackets.read(file);
        var text = new StringBuilder();
        if (!shown.about().isEmpty()) {
            text.append(shown.about()).append("\n\n");
        }
        for (var packet : shown.packets()) {
            text.append(line(packet, shown));
            var comment = packet.frame().comment();
            if (!comment.isEmpty()) {
                text.append(INDENTATION).append("^ ").append(comment).append('\n');
            }
        }
        return text.append(shown.packets().isEmpty() ? "there are no packets\n" : "")
                .toString();
    }

    private static String line(ShownPacket packet, ShownPackets all) {
        var since = all.sinceDecisionNanos(packet);
        return "%s%s  %s  %s%s: %s%n"
                .formatted(
                        TIME.format(Instant.ofEpochSecond(0, packet.frame().atEpochNanos())),
                        since.isPresent() ? String.format(Locale.ROOT, "  %+12.3f ms", since.getAsLong() / 1e6) : "",
                        packet.frame().interfaceName(),
                        host(packet.from(), all),
                        packet.to().map(_ -> " > " + host(packet.to(), all)).orElse(""),
                        packet.what());
    }

    private static String host(Optional<InetAddress> address, ShownPackets all) {
        return address.map(known -> {
                    var name = all.names().get(known);
                    return IpAddress.text(known) + (name == null ? "" : " (" + name + ")");
                })
                .orElse("?");
    }
}
