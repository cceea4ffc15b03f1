package io.havip.cloud;

import io.havip.linux.Workers;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** The addresses of all virtual routers in one cloud, each with a worker. */
public final class CloudOwnership implements Ownership, AutoCloseable {
    private final CloudSettings settings;
    private final Workers workers;
    private final SplittableRandom random;
    private final Provider provider;
    private volatile Map<String, Router> routers = Map.of();

    /**
     * What of a virtual router's is to be held.
     *
     * @param instance the VRRP instance's name
     * @param addresses by the interface that they are on; none where the cloud is not asked for them
     */
    public record Wanted(String instance, Map<String, List<InetAddress>> addresses) {
        public Wanted {
            addresses = Map.copyOf(addresses);
        }
    }

    /**
     * One virtual router.
     *
     * @param lags whether its addresses are to be announced again
     */
    private record Router(Wanted wanted, Role role, AtomicBoolean lags, List<Claimant> claimants) {
        void close() {
            claimants.forEach(Claimant::close);
        }
    }

    /** @param seed of everything that is left to chance: nodes have different ones */
    public CloudOwnership(CloudSettings settings, Workers workers, long seed) {
        this.settings = settings;
        this.workers = workers;
        this.random = new SplittableRandom(seed);
        this.provider = settings.provider().open(settings.limits(), workers.clock());
    }

    /**
     * These are all there are from now on. Those that are as before are not disturbed; what is new of one that is Active is claimed
     * at once. Not for the loop's thread.
     */
    public synchronized void watch(List<Wanted> all) {
        var next = new HashMap<String, Router>();
        for (var wanted : all) {
            var former = routers.get(wanted.instance());
            if (former != null && former.wanted().equals(wanted)) {
                next.put(wanted.instance(), former);
                continue;
            }
            if (former != null) {
                former.close();
            }
            next.put(wanted.instance(), router(wanted, former == null ? new Role() : former.role()));
        }
        var gone = new HashMap<>(routers);
        gone.keySet().removeAll(next.keySet());
        routers = Map.copyOf(next);
        gone.values().forEach(Router::close);
    }

    private Router router(Wanted wanted, Role role) {
        var lags = new AtomicBoolean();
        var claimants = wanted.addresses().entrySet().stream()
                .flatMap(on -> provider.addresses(wanted.instance(), on.getKey(), on.getValue()).stream())
                .map(address -> new Claimant(address, settings, role, () -> lags.set(true), workers, random.split()))
                .toList();
        return new Router(wanted, role, lags, claimants);
    }

    @Override
    public void taken(String instance, long decidedAtNanos, Listener listener) {
        want(instance, Optional.of(new Role.Tenure(decidedAtNanos, listener)));
    }

    @Override
    public void released(String instance) {
        want(instance, Optional.empty());
    }

    private void want(String instance, Optional<Role.Tenure> tenure) {
        var router = routers.get(instance);
        if (router != null && router.role().want(tenure)) {
            router.lags().set(false);
            router.claimants().forEach(Claimant::wake);
        }
    }

    @Override
    public boolean confirmed(String instance, long untilNanos) {
        var router = routers.get(instance);
        if (router == null) {
            return false;
        }
        router.role().confirm(untilNanos);
        return router.lags().get() && router.lags().getAndSet(false);
    }

    @Override
    public List<Trouble> troubles(String instance) {
        var router = routers.get(instance);
        return router == null
                ? List.of()
                : router.claimants().stream()
                        .flatMap(claimant -> claimant.troubles().stream())
                        .toList();
    }

    @Override
    public List<Holding> holdings(String instance) {
        var router = routers.get(instance);
        return router == null
                ? List.of()
                : router.claimants().stream().map(Claimant::holding).toList();
    }

    @Override
    public synchronized void close() {
        routers.values().forEach(Router::close);
        routers = Map.of();
        provider.close();
    }
}
