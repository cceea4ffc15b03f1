package io.havip.gateway.loop;

import io.havip.gateway.instance.InterfaceSocket;
import io.havip.gateway.instance.SyncGroup;
import io.havip.gateway.instance.VrrpInstance;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceDelays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What changes when other settings come into force: worked out by {@link VirtualRouters}, carried out by the loop. What is
 * named in none of the last three goes on undisturbed.
 *
 * @param instances all there are from now on
 * @param sockets all that they need
 * @param delays how long changes of interfaces have to last before they count
 * @param groups who moves together with whom
 * @param added to be started
 * @param changed to go on with these settings
 * @param removed to be stopped
 * @param carriedOut called by the loop's thread when nothing is left of what was removed; must not block
 */
public record Reconfiguration(
        List<VrrpInstance> instances,
        List<InterfaceSocket> sockets,
        List<InterfaceDelays> delays,
        Map<VrrpInstance, SyncGroup> groups,
        List<VrrpInstance> added,
        Map<VrrpInstance, InstanceSettings> changed,
        List<VrrpInstance> removed,
        Runnable carriedOut) {
    private static final long LOOK_SECONDS = 1;

    public Reconfiguration {
        instances = List.copyOf(instances);
        sockets = List.copyOf(sockets);
        delays = List.copyOf(delays);
        groups = inOrder(groups);
        added = List.copyOf(added);
        changed = inOrder(changed);
        removed = List.copyOf(removed);
    }

    /**
     * Waits until it is carried out, however long that takes: what is not in force must not be said to be, and nothing be taken away
     * that is still in use.
     *
     * @param loop who carries it out
     * @throws IllegalStateException if the loop has ended without a word; why is reported elsewhere
     */
    public static void await(CountDownLatch carriedOut, Thread loop) throws InterruptedException {
        while (!carriedOut.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
            if (!loop.isAlive()) {
                throw new IllegalStateException("the protocol loop has ended");
            }
        }
    }

    /** So that the same settings are carried out in the same order, each time. */
    private static <K, V> Map<K, V> inOrder(Map<K, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
