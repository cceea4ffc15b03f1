package io.havip.gateway.loop;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The loop's letter box: anyone may put something in, only the loop takes it out. */
public final class Mailbox implements AutoCloseable {
    private final ConcurrentLinkedQueue<Mail> queue = new ConcurrentLinkedQueue<>();
    private final Runnable wake;
    private volatile boolean closed;

    /** @param wake ends the loop's wait */
    public Mailbox(Runnable wake) {
        this.wake = wake;
    }

    /** Without effect once it is closed: whoever still has something to say is late. */
    public void put(Mail mail) {
        if (!closed) {
            queue.add(mail);
            wake.run();
        }
    }

    /** @param goesOn asked after each: what is left is there for the next time */
    void drain(Consumer<Mail> reader, BooleanSupplier goesOn) {
        for (var mail = queue.poll(); mail != null; mail = goesOn.getAsBoolean() ? queue.poll() : null) {
            reader.accept(mail);
        }
    }

    /** Whether all has been read. */
    public boolean isEmpty() {
        return queue.isEmpty();
    }

    @Override
    public void close() {
        closed = true;
    }
}
