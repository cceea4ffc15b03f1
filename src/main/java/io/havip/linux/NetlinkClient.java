package io.havip.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Puts requests of {@code netlink(7)} together, sends them one at a time, and waits for the kernel's answer to each. */
abstract class NetlinkClient implements AutoCloseable {
    static final int ACKNOWLEDGE = 0x4;
    static final int CREATE = 0x400;
    /** With {@link #CREATE}: not if it is there already. */
    static final int EXCLUSIVE = 0x200;

    static final int LINK_HEADER_SIZE = 16;

    private static final int REQUEST = 0x1;
    private static final int DUMP = 0x300;
    private static final int REQUEST_CAPACITY = 4096;

    private final NetlinkSocket socket = new NetlinkSocket(0);
    private final MemorySegment outgoing = Arena.ofAuto().allocate(REQUEST_CAPACITY, 8);
    /** What is being put together: the kernel's structures and the attributes behind them. */
    final ByteBuffer request = outgoing.asByteBuffer().order(ByteOrder.nativeOrder());

    private int sequence;

    @Override
    public void close() {
        socket.close();
    }

    void begin(int type, int flags) {
        sequence++;
        request.clear();
        request.putInt(0).putShort((short) type).putShort((short) (REQUEST | flags));
        request.putInt(sequence).putInt(0);
    }

    void putAttribute(int type, byte[] value) {
        request.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (request.position() % 4 != 0) {
            request.put((byte) 0);
        }
    }

    void putAttribute(int type, int value) {
        request.putShort((short) 8).putShort((short) type).putInt(value);
    }

    /** An attribute that consists of attributes. */
    void putAttribute(int type, Runnable content) {
        int start = request.position();
        request.putShort((short) 0).putShort((short) type);
        content.run();
        request.putShort(start, (short) (request.position() - start));
    }

    static byte[] terminated(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }

    /** Sends the request, hands over what it is answered with, and returns the message that ends that. */
    NetlinkMessage exchange(Consumer<NetlinkMessage> parts) {
        request.putInt(0, request.position());
        socket.send(outgoing.asSlice(0, request.position()));
        while (true) {
            Libc.check("read(netlink)", socket.receive());
            for (var message : NetlinkMessage.decode(socket.datagram())) {
                if (message.sequence() != sequence) {
                    continue;
                }
                if (message.type() == NetlinkMessage.ERROR || message.type() == NetlinkMessage.DONE) {
                    return message;
                }
                parts.accept(message);
            }
        }
    }

    static void check(String call, NetlinkMessage end) {
        int errno = end.errno();
        if (errno != 0) {
            var description = Libc.strerror(errno);
            throw new ErrnoException(
                    call,
                    errno,
                    end.explanation().map(more -> description + ", " + more).orElse(description));
        }
    }

    /** Everything of a kind; what a message says of it is read before the next one comes. */
    <T> List<T> dump(int type, int headerSize, Function<NetlinkMessage, Optional<T>> read) {
        while (true) {
            begin(type, DUMP);
            request.put(new byte[headerSize]);
            var listing = new Listing<T>();
            check("list", exchange(message -> listing.add(message, read)));
            if (listing.consistent) {
                return List.copyOf(listing.items);
            }
        }
    }

    private static final class Listing<T> {
        private final List<T> items = new ArrayList<>();
        private boolean consistent = true;

        private void add(NetlinkMessage message, Function<NetlinkMessage, Optional<T>> read) {
            read.apply(message).ifPresent(items::add);
            consistent &= (message.flags() & NetlinkMessage.INCONSISTENT) == 0;
        }
    }
}
