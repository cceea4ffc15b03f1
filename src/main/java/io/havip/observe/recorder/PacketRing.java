package io.havip.observe.recorder;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * The last packets of one virtual router, in bounded memory: advertisements, and apart from them what is said of its addresses, so
 * that the one can't crowd out the other. Callable from any thread.
 */
final class PacketRing {
    /** Of a quarter of a minute at 100 ms, from two routers now and then. */
    static final int ADVERTISEMENTS_MAX = 256;
    /** Announcements are sent several times for each address, and clients ask. */
    static final int NEIGHBOURS_MAX = 128;
    /** Of either. */
    static final int BYTES_MAX = 32 << 10;

    private final Kept advertisements = new Kept();
    private final Kept neighbours = new Kept();
    private double share = 1;

    private static final class Kept {
        private final Deque<RecordedPacket> packets = new ArrayDeque<>();
        private int bytes;

        /** The last one is kept whatever its length. */
        void add(RecordedPacket packet, int packetsMax, int bytesMax) {
            packets.add(packet);
            bytes += packet.bytes().length;
            while (packets.size() > 1 && (packets.size() > packetsMax || bytes > bytesMax)) {
                bytes -= packets.remove().bytes().length;
            }
        }
    }

    /** From now on it has this share of what it may take, more than 0 and up to 1: there are many. */
    synchronized void limit(double ofMax) {
        share = ofMax;
    }

    synchronized void addAdvertisement(RecordedPacket packet) {
        advertisements.add(packet, (int) (share * ADVERTISEMENTS_MAX), (int) (share * BYTES_MAX));
    }

    /** Of ARP or neighbour discovery. */
    synchronized void addNeighbour(RecordedPacket packet) {
        neighbours.add(packet, (int) (share * NEIGHBOURS_MAX), (int) (share * BYTES_MAX));
    }

    /** All that are kept, by the kernel's time; each once, though two captures may have seen it. */
    synchronized List<RecordedPacket> packets() {
        var sorted = Stream.concat(advertisements.packets.stream(), neighbours.packets.stream())
                .sorted(Comparator.comparingLong(RecordedPacket::atEpochNanos))
                .toList();
        var packets = new ArrayList<RecordedPacket>(sorted.size());
        for (var packet : sorted) {
            if (packets.isEmpty() || !packets.getLast().same(packet)) {
                packets.add(packet);
            }
        }
        return packets;
    }
}
