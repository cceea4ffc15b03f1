package io.havip.cli;

import io.havip.config.GatewayConfig;
import io.havip.insight.MemoryNeed;
import io.havip.linux.MemoryLimit;
import io.havip.linux.Reexecution;
import java.util.List;
import java.util.Optional;

/** Sees to it that the Java machine has the heap that a configuration takes. A native executable's has no size beforehand. */
final class Heap {
    private static final boolean SIZED = System.getProperty("org.graalvm.nativeimage.imagecode") == null;
    private static final String MAXIMUM = "-Xmx";
    /** What Java says that there is at most is less than it was told, by a survivor space. */
    private static final int SURVIVORS_MEGABYTES = 4;

    private Heap() {}

    /**
     * Begins the process anew with a larger heap where that is lacking. Returns why it can't be had, with what mends it; empty where
     * there is enough.
     */
    static Optional<String> fit(GatewayConfig config) {
        var obstacle = beyondLimit(config, MemoryLimit.bytes().orElse(Long.MAX_VALUE));
        if (obstacle.isPresent() || lack(config).isEmpty()) {
            return obstacle;
        }
        if (Reexecution.option(MAXIMUM).isPresent()) {
            return lack(config)
                    .map(lack -> lack + ": give it as much with HAVIP_JAVA_OPTS, or leave its size to this program");
        }
        String size = MemoryNeed.of(config).heapMegabytes() + "m";
        Reexecution.with(List.of("-Xms" + size, MAXIMUM + size));
        return Optional.empty();
    }

    /** Why a configuration is more than there is memory for, with what mends it. */
    static Optional<String> beyondLimit(GatewayConfig config, long limitBytes) {
        int needed = MemoryNeed.of(config).leastMegabytes();
        long limit = limitBytes >> 20;
        return !SIZED || needed <= limit
                ? Optional.empty()
                : Optional.of(
                        ("%d virtual routers take %d MB of memory at least, and there are %d MB for this process: give it more"
                                        + " (Docker: --memory; systemd: MemoryMax=), or give some of them to another gateway")
                                .formatted(config.instances().size(), needed, limit));
    }

    /** What this process lacks for a configuration; empty where it has enough. */
    static Optional<String> lack(GatewayConfig config) {
        int needed = MemoryNeed.of(config).heapMegabytes();
        long present = (Runtime.getRuntime().maxMemory() >> 20) + SURVIVORS_MEGABYTES;
        return !SIZED || needed <= present
                ? Optional.empty()
                : Optional.of("%d virtual routers need a heap of %d MB, and this process has %d"
                        .formatted(config.instances().size(), needed, present));
    }
}
