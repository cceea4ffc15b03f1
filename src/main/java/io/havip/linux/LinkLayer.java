package io.havip.linux;

import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.Pcaps;

/** Opens an interface with libpcap, through pcap4j. */
public final class LinkLayer {
    /** How late a frame is handed over of {@link Extent#WHOLE_IN_BATCHES}. */
    public static final int BATCH_MILLIS = 250;

    // Only for a libpcap before 1.10, which cannot be woken otherwise when it is to end.
    private static final int WAKE_UP_MILLIS = 1000;

    private LinkLayer() {}

    /** How much of what passes is kept until it is read. */
    public enum Extent {
        /** None: who only sends takes no room. */
        NOTHING(64, 1 << 12),
        /** As much as an Ethernet frame without a jumbo's length has. The buffer is cut into slots of this size: some 200. */
        USUAL(1_518, 320 << 10),
        /** To the end of an IP header; some 500 of them. */
        HEADERS(64, 1 << 16),
        /**
         * Whole ones, an advertisement of 255 IPv6 addresses too, of 4,142 bytes. Nobody waits for them: they are handed over together,
         * up to {@value #BATCH_MILLIS} ms after they have passed.
         */
        WHOLE_IN_BATCHES(4608, 1 << 19, BATCH_MILLIS);

        private final int frameBytes;
        private final int bufferBytes;
        private final int patienceMillis;

        Extent(int frameBytes, int bufferBytes) {
            this(frameBytes, bufferBytes, 0);
        }

        Extent(int frameBytes, int bufferBytes, int patienceMillis) {
            this.frameBytes = frameBytes;
            this.bufferBytes = bufferBytes;
            this.patienceMillis = patienceMillis;
        }

        private boolean immediate() {
            return patienceMillis == 0;
        }
    }

    /**
     * Loads libpcap.
     *
     * @throws LinkLayerException if it is not installed, or can't be called; the message says why, and what mends it
     */
    public static void load() {
        try {
            Pcaps.libVersion();
        } catch (LinkageError e) {
            throw unusable(e);
        }
    }

    /**
     * The index of an interface; 0 when there is none.
     *
     * @param nameOrAddress its name, or an address that it has
     */
    public static int index(String nameOrAddress) {
        return InterfaceRequest.index(resolved(nameOrAddress));
    }

    /**
     * The MAC address of an interface; empty when there is none, or none of Ethernet.
     *
     * @param nameOrAddress its name, or an address that it has
     */
    public static Optional<MacAddress> hardwareAddress(String nameOrAddress) {
        return InterfaceRequest.hardwareAddress(resolved(nameOrAddress));
    }

    /**
     * The addresses of an interface; none when there is none.
     *
     * @param nameOrAddress its name, or an address that it has
     */
    public static Set<InetAddress> addresses(String nameOrAddress) {
        try {
            var found = NetworkInterface.getByName(resolved(nameOrAddress));
            return found == null ? Set.of() : found.inetAddresses().collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            return Set.of();
        }
    }

    /**
     * @param interfaceName its name, or an address that it has
     * @param filter what is captured, {@code pcap-filter(7)}
     * @throws LinkLayerException without libpcap, CAP_NET_RAW or the interface, or when the filter is wrong
     */
    static PcapHandle open(String interfaceName, String filter, Extent extent) {
        try {
            return openFiltered(interfaceName, filter, extent);
        } catch (PcapNativeException | NotOpenException e) {
            throw new LinkLayerException(interfaceName + ": " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw unusable(e);
        }
    }

    /** JNA, which calls libpcap for pcap4j, has a part in C itself, unpacked into a folder unless it is installed as a file. */
    private static LinkLayerException unusable(LinkageError e) {
        String message = root(e).toString().lines().limit(2).collect(Collectors.joining(" "));
        boolean ofLibpcap = message.contains("Unable to load library");
        if (ofLibpcap && message.contains("No such file or directory")) {
            return new LinkLayerException("libpcap is not installed: apt-get install libpcap0.8", e);
        }
        return new LinkLayerException(
                "libpcap can't be called: " + message
                        + (ofLibpcap
                                ? ""
                                : "; HAVIP_JAVA_OPTS=-Djna.tmpdir=FOLDER names one that programs can be unpacked into"),
                e);
    }

    /** A class that could not be initialised is only said to be unusable the next time; the first cause is beneath. */
    private static Throwable root(Throwable e) {
        var cause = e.getCause();
        return cause == null ? e : root(cause);
    }

    private static PcapHandle openFiltered(String interfaceName, String filter, Extent extent)
            throws PcapNativeException, NotOpenException {
        var handle = new PcapHandle.Builder(resolved(interfaceName))
                .snaplen(extent.frameBytes)
                .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                .timeoutMillis(extent.immediate() ? WAKE_UP_MILLIS : extent.patienceMillis)
                .bufferSize(extent.bufferBytes)
                .timestampPrecision(TimestampPrecision.NANO)
                .immediateMode(extent.immediate())
                .build();
        try {
            handle.setFilter(filter, BpfCompileMode.OPTIMIZE);
            return handle;
        } catch (PcapNativeException e) {
            handle.close();
            throw e;
        }
    }

    private static String resolved(String nameOrAddress) {
        if (nameOrAddress.indexOf('.') < 0 && nameOrAddress.indexOf(':') < 0) {
            return nameOrAddress;
        }
        try {
            var found = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(nameOrAddress));
            return found == null ? nameOrAddress : found.getName();
        } catch (IllegalArgumentException aName) {
            return nameOrAddress;
        } catch (SocketException e) {
            throw new LinkLayerException(nameOrAddress + ": " + e.getMessage(), e);
        }
    }
}
