package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.havip.wire.MacAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Asks the kernel about one interface by its name ({@code netdevice(7)}), which costs the same however many interfaces and
 * addresses there are. {@link java.net.NetworkInterface} reads them all.
 */
final class InterfaceRequest {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;

    private static final long SIOCGIFHWADDR = 0x8927;
    private static final long SIOCGIFINDEX = 0x8933;

    /** {@code struct ifreq}: the name with the zero behind it, then what is asked for. */
    private static final int BYTES = 40;

    private static final int NAME_BYTES = 16;
    private static final int HARDWARE_ADDRESS = NAME_BYTES + Short.BYTES;
    private static final short ARPHRD_ETHER = 1;

    private InterfaceRequest() {}

    /** Its index; 0 when there is none of that name. */
    static int index(String name) {
        try (var arena = Arena.ofConfined()) {
            return ask(name, SIOCGIFINDEX, arena)
                    .map(answer -> answer.get(JAVA_INT, NAME_BYTES))
                    .orElse(0);
        }
    }

    /** Its MAC address; empty when there is none of that name, or it is none of Ethernet. */
    static Optional<MacAddress> hardwareAddress(String name) {
        try (var arena = Arena.ofConfined()) {
            return ask(name, SIOCGIFHWADDR, arena)
                    .filter(answer -> answer.get(JAVA_SHORT, NAME_BYTES) == ARPHRD_ETHER)
                    .map(InterfaceRequest::hardwareAddress);
        }
    }

    /** Copied: the first segment that is an array discards all native calls that are compiled, at a takeover for instance. */
    private static MacAddress hardwareAddress(MemorySegment answer) {
        byte[] address = new byte[MacAddress.LENGTH];
        MemorySegment.copy(answer, JAVA_BYTE, HARDWARE_ADDRESS, address, 0, address.length);
        return MacAddress.of(address);
    }

    private static Optional<MemorySegment> ask(String name, long request, Arena arena) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length >= NAME_BYTES) {
            return Optional.empty();
        }
        var asked = arena.allocate(BYTES, Integer.BYTES);
        MemorySegment.copy(text, 0, asked, JAVA_BYTE, 0, text.length);
        int socket = Libc.check("socket", Libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        try {
            return Libc.ioctl(socket, request, asked) < 0 ? Optional.empty() : Optional.of(asked);
        } finally {
            Libc.close(socket);
        }
    }
}
