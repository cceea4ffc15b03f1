package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** A service manager's socket for what its service tells it ({@code sd_notify(3)}). Never blocks. Not for several threads. */
public final class NotifySocket extends Descriptor {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    // struct sockaddr_un: the family, then the path.
    private static final int PATH = 2;
    private static final int PATH_SIZE = 108;
    private static final int MESSAGE_SIZE = 1024;

    private final SocketMessage outgoing;

    /** @param path absolute; or an abstract name, which begins with {@code @}: as in NOTIFY_SOCKET */
    public NotifySocket(String path) {
        super(Libc.check("socket", Libc.socket(AF_UNIX, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0)));
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length >= PATH_SIZE) {
            close();
            throw new IllegalArgumentException("too long for a socket's path: " + path);
        }
        outgoing = new SocketMessage(PATH + name.length, MESSAGE_SIZE, 0);
        outgoing.address().set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, outgoing.address(), JAVA_BYTE, PATH, name.length);
        if (path.startsWith("@")) {
            outgoing.address().set(JAVA_BYTE, PATH, (byte) 0);
        }
    }

    /**
     * @param assignments one or more, a line each, e.g. {@code READY=1}; together at most 1024 bytes
     * @return whether it was taken: nobody may listen, or not read for now
     */
    public boolean send(String assignments) {
        outgoing.setPayload(assignments.getBytes(StandardCharsets.UTF_8));
        return Libc.sendmsg(fd(), outgoing.header()) >= 0;
    }
}
