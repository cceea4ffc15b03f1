package io.havip.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sends requests of {@code netlink(7)}, one at a time, and waits for the kernel's answer to each. */
abstract class NetlinkClient implements AutoCloseable {
    static final int ACKNOWLEDGE = 0x4;
    static final int CREATE = 0x400;
    static final int REPLACE = 0x100;
    /** With {@link #CREATE}: not if it is there already. */
    static final int EXCLUSIVE = 0x200;

    static final int LINK_HEADER_SIZE = 16;

    static final int IFLA_AF_SPEC = 26;

    private static final int IFLA_INET_CONF = 1;
    private static final int DUMP = 0x300;
    /** How often what has failed for now is tried at once. */
    static final int ATTEMPTS_MAX = 3;

    private final NetlinkSocket socket = new NetlinkSocket(0);
    private final Runnable torn;
    final NetlinkRequest request = new NetlinkRequest();
    private final Supplier<NetlinkMessage> exchange = () -> exchange(_ -> {});

    /** @param torn told of each {@link #dump} that the kernel's changes interrupted as often as it was tried */
    NetlinkClient(Runnable torn) {
        this.torn = torn;
    }

    NetlinkClient() {
        this(() -> {});
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Begins a change of a link, or a new one: 0 for both where nothing is there yet. */
    void beginLink(int flags, int index, int switches) {
        request.begin(NetlinkMessage.NEW_LINK, ACKNOWLEDGE | flags);
        putLinkHeader(index, switches);
    }

    void putLinkHeader(int index, int switches) {
        // struct ifinfomsg: family and padding, type, index, flags, which of them change
        request.body()
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(index)
                .putInt(switches)
                .putInt(switches);
    }

    /** Changes an interface, also where {@code /proc/sys} may not be written. */
    void configureIpv4(int index, Map<Ipv4Setting, Integer> settings) {
        beginLink(0, index, 0);
        request.attribute(
                IFLA_AF_SPEC,
                () -> request.attribute(
                        NetlinkRequest.AF_INET,
                        () -> request.attribute(
                                IFLA_INET_CONF,
                                () -> settings.forEach((setting, value) -> request.attribute(setting.number, value)))));
        check("configure interface " + index, change());
    }

    /** Sends the request, hands over what it is answered with, and returns the message that ends that. */
    NetlinkMessage exchange(Consumer<NetlinkMessage> parts) {
        socket.send(request.finished());
        while (true) {
            Libc.check("read(netlink)", socket.receive());
            for (var message : NetlinkMessage.decode(socket.datagram())) {
                if (message.sequence() != request.sequence()) {
                    continue;
                }
                if (message.type() == NetlinkMessage.ERROR || message.type() == NetlinkMessage.DONE) {
                    return message;
                }
                parts.accept(message);
            }
        }
    }

    /** Sends the request for a change, and returns the last answer. */
    NetlinkMessage change() {
        return insist(exchange);
    }

    /** Asks again at once where the kernel refuses it for now, and returns the last answer. */
    static NetlinkMessage insist(Supplier<NetlinkMessage> question) {
        for (int attempt = 1; ; attempt++) {
            try {
                var answer = question.get();
                if (attempt == ATTEMPTS_MAX || !Errno.passing(answer.errno())) {
                    return answer;
                }
            } catch (ErrnoException e) {
                if (attempt == ATTEMPTS_MAX || !e.passing()) {
                    throw e;
                }
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

    /**
     * Everything of a kind; what a message says of it is read before the next one comes. Of what goes on changing, the last of
     * some readings.
     */
    <T> List<T> dump(int type, int headerSize, Function<NetlinkMessage, Optional<T>> read) {
        for (int attempt = 1; ; attempt++) {
            request.begin(type, DUMP);
            request.body().put(new byte[headerSize]);
            var listing = new Listing<T>();
            try {
                check("list", exchange(message -> listing.add(message, read)));
                if (attempt == ATTEMPTS_MAX || listing.consistent) {
                    if (!listing.consistent) {
                        torn.run();
                    }
                    return List.copyOf(listing.items);
                }
            } catch (ErrnoException e) {
                if (attempt == ATTEMPTS_MAX || !e.passing()) {
                    throw e;
                }
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
