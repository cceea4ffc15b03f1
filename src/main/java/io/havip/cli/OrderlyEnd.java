package io.havip.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Keeps the virtual machine from halting before this is closed. At a signal Quarkus only tells the application and stops
 * itself; roles that are still being released, or a HAProxy that is still being stopped, would be cut short.
 */
final class OrderlyEnd implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);

    OrderlyEnd() {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("orderly-end").unstarted(this::await));
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
