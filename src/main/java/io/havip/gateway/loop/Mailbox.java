package io.havip.gateway.loop;

import io.havip.linux.EventFd;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** The loop's letter box: anyone may put something in, only the loop takes it out. */
public final class Mailbox implements AutoCloseable {
    private final ConcurrentLinkedQueue<Mail> queue = new ConcurrentLinkedQueue<>();
    private final EventFd signal = new EventFd();
    private volatile boolean closed;

    /** Readable while there may be mail. */
    int fd() {
        return signal.fd();
    }

    /** Without effect once it is closed: whoever still has something to say is late. */
    public void put(Mail mail) {
        if (!closed) {
            queue.add(mail);
            signal.signal();
        }
    }

    void drain(Consumer<Mail> reader) {
        signal.acknowledge();
        for (var mail = queue.poll(); mail != null; mail = queue.poll()) {
            reader.accept(mail);
        }
    }

    @Override
    public void close() {
        closed = true;
        signal.close();
    }
}
