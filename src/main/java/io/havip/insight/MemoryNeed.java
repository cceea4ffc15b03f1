package io.havip.insight;

import io.havip.config.GatewayConfig;

/**
 * What a configuration takes of memory on the Java machine, by its virtual routers: fitted to 1 and 1,000 of one address each,
 * and four scrapers.
 *
 * @param heapMegabytes of Java's heap
 * @param megabytes altogether
 */
public record MemoryNeed(int heapMegabytes, int megabytes) {
    private static final int HEAP_MEGABYTES = 40;
    private static final int EACH_HEAP_KILOBYTES = 44;
    /** Classes, code, threads and buffers. */
    private static final int BESIDE_MEGABYTES = 90;

    private static final int EACH_BESIDE_KILOBYTES = 30;

    /** Of that, what the kernel reads from files again when memory is short. */
    private static final int FILES_MEGABYTES = 40;

    /** In less than that it does not live. */
    public int leastMegabytes() {
        return megabytes - FILES_MEGABYTES;
    }

    public static MemoryNeed of(GatewayConfig config) {
        int routers = config.instances().size();
        int heap = HEAP_MEGABYTES + Math.ceilDiv(routers * EACH_HEAP_KILOBYTES, 1024);
        return new MemoryNeed(heap, heap + BESIDE_MEGABYTES + Math.ceilDiv(routers * EACH_BESIDE_KILOBYTES, 1024));
    }
}
