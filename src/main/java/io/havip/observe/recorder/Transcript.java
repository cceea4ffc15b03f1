package io.havip.observe.recorder;

import io.havip.observe.TransitionReport;
import io.havip.wire.Pcapng;
import io.havip.wire.Pcapng.Block;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The packets of a transition as a capture file. What it is about stands in its section's comment, which begins with the time of the
 * decision; what its packets mean in theirs.
 */
final class Transcript {
    private static final String APPLICATION = "havip-gateway";
    private static final int ETHERNET = 1;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** As the sentence ends. */
    private static final Pattern NUMBER = Pattern.compile("\\(transition (\\d{1,18}) of [^()]*\\)$");

    private Transcript() {}

    /**
     * The file's bytes.
     *
     * @param router as it is recorded
     * @param packets of it, in the order of time
     * @param own addresses of this host
     */
    static byte[] of(RecordedMove move, RecordedRouter router, List<RecordedPacket> packets, Set<InetAddress> own) {
        var file = new ByteArrayOutputStream();
        file.writeBytes(Pcapng.encode(new Block.Section(APPLICATION, sentence(move, router))));
        var interfaces =
                packets.stream().map(RecordedPacket::interfaceName).distinct().toList();
        interfaces.forEach(name -> file.writeBytes(Pcapng.encode(Block.Interface.nanoseconds(ETHERNET, name))));
        file.writeBytes(Pcapng.encode(new Block.Names(names(move, router, own))));
        var comments = PacketComments.of(move, packets, own);
        for (var packet : packets) {
            file.writeBytes(Pcapng.encode(new Block.Packet(
                    interfaces.indexOf(packet.interfaceName()),
                    OptionalLong.of(packet.atEpochNanos()),
                    packet.bytes().length,
                    packet.bytes(),
                    comments.getOrDefault(packet, ""))));
        }
        return file.toByteArray();
    }

    private static String sentence(RecordedMove move, RecordedRouter router) {
        TransitionReport report = move.report();
        return "%s %s: %s -> %s, %s: %s (transition %d of %s)"
                .formatted(
                        TIME.format(move.decidedAt()),
                        router.name(),
                        report.from(),
                        report.to(),
                        report.cause().name().toLowerCase(Locale.ROOT),
                        report.explanation(),
                        move.sequence(),
                        move.node());
    }

    /** Which transition such a sentence is of; empty where it does not say. */
    static OptionalLong number(String sentence) {
        var number = NUMBER.matcher(sentence);
        return number.find() ? OptionalLong.of(Long.parseLong(number.group(1))) : OptionalLong.empty();
    }

    /** A host's name has no blanks there. */
    private static Map<InetAddress, String> names(RecordedMove move, RecordedRouter router, Set<InetAddress> own) {
        var names = new LinkedHashMap<InetAddress, String>();
        router.addresses().forEach(watched -> names.put(watched.address(), word(router.name())));
        var node = word(move.node());
        own.forEach(address -> names.putIfAbsent(address, node));
        return names;
    }

    private static String word(String name) {
        return name.replaceAll("\\s", "_");
    }
}
