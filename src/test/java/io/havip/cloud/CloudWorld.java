package io.havip.cloud;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Some nodes and one address, for a while of mishaps: failovers, flapping, partitions in which several are Active, frozen
 * processes, an ill provider. Then one node is Active, and everything is well.
 *
 * <p>Promised is: nobody asks for a change who is not known to be Active; one call at a time, and not too many; no more changes than are allowed; and
 * 30 s after everything is well, or a late call has landed, the Active is the holder.
 */
final class CloudWorld {
    private static final long TROUBLED_NANOS = SECONDS.toNanos(120);
    private static final long QUIET_NANOS = SECONDS.toNanos(120);
    private static final long GRACE_NANOS = SECONDS.toNanos(30);
    private static final int HAPPENINGS_MAX = 100_000;

    private final VirtualTime time = new VirtualTime();
    private final SplittableRandom random;
    private final CloudSettings settings;
    private final VirtualCloud cloud;
    private final List<VirtualNode> nodes;
    private boolean quiet;
    private int changes;

    CloudWorld(long seed) {
        random = new SplittableRandom(seed);
        cloud = new VirtualCloud(time, random.split(), this::moved);
        settings = new CloudSettings(
                new NoProvider(),
                new CallLimits(SECONDS.toNanos(2), VirtualCloud.CALL_NANOS, SECONDS.toNanos(15)),
                SECONDS.toNanos(15),
                random.nextInt(4) == 0 ? 10 : 1_000,
                SECONDS.toNanos(10));
        nodes = IntStream.range(0, 2 + random.nextInt(2))
                .mapToObj(number -> new VirtualNode(number, settings, time, cloud, random.split()))
                .toList();
    }

    void live() {
        long endNanos = time.nanos() + TROUBLED_NANOS;
        for (long at = time.nanos(); at < endNanos; at += SECONDS.toNanos(2 + random.nextLong(15))) {
            time.at(at, this::mishap);
        }
        run(endNanos);
        cloud.fallIll(0);
        run(endNanos + SECONDS.toNanos(1));
        int last = random.nextInt(nodes.size());
        for (int node = 0; node < nodes.size(); node++) {
            if (node != last) {
                nodes.get(node).yield();
            }
        }
        nodes.get(last).take();
        // Who is frozen yields, or takes over, when it goes on.
        long quietNanos = endNanos + SECONDS.toNanos(15);
        run(quietNanos);
        quiet = true;
        moved();
        run(quietNanos + QUIET_NANOS);
    }

    private void run(long untilNanos) {
        if (time.runUntil(untilNanos, HAPPENINGS_MAX) == HAPPENINGS_MAX) {
            throw new BrokenCloudPromise("it goes round in circles");
        }
        for (var node : nodes) {
            if (node.claims() > settings.changesPerHour() / 2 + 1) {
                throw new BrokenCloudPromise(node.claims() + " changes within minutes, where half of "
                        + settings.changesPerHour() + " are allowed at once");
            }
        }
    }

    private VirtualNode any() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private long seconds(int most) {
        return random.nextLong(SECONDS.toNanos(most));
    }

    private void mishap() {
        switch (random.nextInt(6)) {
            case 0, 1 -> failover();
            case 2 -> {
                var one = any();
                one.take();
                time.after(seconds(20), one::yield);
            }
            case 3 -> {
                for (int i = 0; i < 6; i++) {
                    time.after(i * SECONDS.toNanos(3), this::failover);
                }
            }
            case 4 -> {
                any().freeze(seconds(12));
                time.after(SECONDS.toNanos(3), this::failover);
            }
            default -> cloud.fallIll(random.nextBoolean() ? 0 : random.nextDouble());
        }
    }

    private void failover() {
        nodes.forEach(VirtualNode::yield);
        time.after(seconds(3), any()::take);
    }

    /** Whoever holds it now, from the time on at which everything is well it has to be the Active soon. */
    private void moved() {
        int seen = ++changes;
        if (quiet && !right()) {
            time.after(GRACE_NANOS, () -> {
                if (seen == changes && !right()) {
                    throw new BrokenCloudPromise("30 s later node " + cloud.holder() + " holds it still");
                }
            });
        }
    }

    /** One whose changes are spent waits, as it should. */
    private boolean right() {
        return IntStream.range(0, nodes.size())
                .filter(node -> nodes.get(node).active())
                .allMatch(node -> cloud.holder() == node || nodes.get(node).spent());
    }
}
