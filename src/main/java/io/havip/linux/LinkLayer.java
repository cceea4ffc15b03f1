package io.havip.linux;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
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

    // An advertisement of 255 IPv6 addresses has 4,142 bytes. The buffer is cut into slots of this size: some 200.
    private static final int SNAPSHOT_LENGTH = 4608;
    private static final int BUFFER_BYTES = 1 << 20;
    // Only for a libpcap before 1.10, which cannot be woken otherwise when it is to end.
    private static final int WAKE_UP_MILLIS = 1000;

    private LinkLayer() {}

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
        try {
            var found = NetworkInterface.getByName(resolved(nameOrAddress));
            return found == null ? 0 : found.getIndex();
        } catch (SocketException e) {
            return 0;
        }
    }

    /**
     * @param interfaceName its name, or an address that it has
     * @param filter what is captured, {@code pcap-filter(7)}
     * @throws LinkLayerException without libpcap, CAP_NET_RAW or the interface, or when the filter is wrong
     */
    static PcapHandle open(String interfaceName, String filter) {
        try {
            return openFiltered(interfaceName, filter);
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

    private static PcapHandle openFiltered(String interfaceName, String filter)
            throws PcapNativeException, NotOpenException {
        var handle = new PcapHandle.Builder(resolved(interfaceName))
                .snaplen(SNAPSHOT_LENGTH)
                .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                .timeoutMillis(WAKE_UP_MILLIS)
                .bufferSize(BUFFER_BYTES)
                .timestampPrecision(TimestampPrecision.NANO)
                .immediateMode(true)
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
