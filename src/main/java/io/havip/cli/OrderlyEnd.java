package io.havip.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the virtual machine from halting before this is closed. At a signal Quarkus only tells the application and stops
 * itself; roles that are still being released, or a HAProxy that is still being stopped, would be cut short.
 */
final class OrderlyEnd implements AutoCloseable {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    OrderlyEnd() {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("orderly-end").unstarted(this::await));
    }

    private void await() {
        begun.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for so long, unless the process is told to end. Returns whether it was. */
    boolean beginsWithin(long nanos) throws InterruptedException {
        return begun.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
