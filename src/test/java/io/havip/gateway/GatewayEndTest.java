package io.havip.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.Gateway.TrackerPlan;
import io.havip.gateway.settings.Instances;
import io.havip.health.Tracker;
import io.havip.health.Verdict;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The end is whole, whatever goes on or wrong meanwhile. */
@Execution(ExecutionMode.CONCURRENT)
class GatewayEndTest {
    private static final String VIP = "10.77.0.100";

    private NetworkLab lab;

    @BeforeEach
    void connectAHost() {
        lab = NetworkLab.withOneHost();
    }

    @AfterEach
    void removeIt() {
        NetworkLab.close(lab);
    }

    @Test
    void closingTwiceIsClosing() {
        var node = Node.start(lab, "one", Instances.withPriority(150));
        await().until(() -> node.state() == State.ACTIVE);

        node.close();
        node.close();

        assertThat(node.binds(VIP)).isFalse();
    }

    @Test
    void theRoleIsGivenUpBeforeTheRestIsClosed() {
        try (var node = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> node.state() == State.ACTIVE);

            node.release();

            await().until(() -> node.state() == State.INITIALIZE && !node.binds(VIP));
        }
    }

    /** The owner of its addresses, so that it need not wait for an Active_Down_Interval of half a minute. */
    @Test
    void addressesStayForASuccessor() {
        try (var node = Node.start(lab, "one", Instances.withPriority(255).interval(10_000_000_000L))) {
            await().until(() -> node.state() == State.ACTIVE);

            node.release();
            await().until(() -> node.state() == State.INITIALIZE);
            assertThat(node.binds(VIP)).isTrue();
        }
    }

    @Test
    void aSuccessorThatIsHeardHasTheAddressesAlone() {
        lab.namespace("two");
        lab.connect("two", "eth0", "10.77.0.2/24");
        try (var successor = Node.start(lab, "two", Instances.withPriority(100))) {
            try (var node = Node.start(lab, "one", Instances.withPriority(150))) {
                await().until(() -> node.state() == State.ACTIVE && successor.state() == State.BACKUP);

                node.release();

                await().until(() -> successor.binds(VIP) && !node.binds(VIP));
                assertThat(successor.count("havip.vrrp.transitions", "cause", "release_heard"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void aTrackerThatCanNotBeClosedKeepsNothingElseOpen() {
        var closed = new CountDownLatch(1);
        var settings = List.of(Instances.withPriority(150).settings());
        try (var node = Node.start(lab, "one", settings)) {
            node.change(
                    settings,
                    plan("stubborn", () -> {
                        throw new IllegalStateException("does not end");
                    }),
                    plan("willing", closed::countDown));
            await().until(() -> node.state() == State.ACTIVE);
        }

        assertThat(closed.getCount()).isZero();
        assertThat(lab.binds("one", VIP)).isFalse();
    }

    /** One after the other, the first would wait for the second for ever. */
    @Test
    void trackersAreClosedTogether() {
        var closing = new CyclicBarrier(3);
        var together = new AtomicInteger();
        Runnable waitsForTheOthers = () -> {
            try {
                closing.await(5, TimeUnit.SECONDS);
                together.incrementAndGet();
            } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
                Thread.currentThread().interrupt();
            }
        };
        var settings = List.of(Instances.withPriority(150).settings());
        try (var node = Node.start(lab, "one", settings)) {
            node.change(
                    settings,
                    plan("one", waitsForTheOthers),
                    plan("two", waitsForTheOthers),
                    plan("three", waitsForTheOthers));
        }

        assertThat(together).hasValue(3);
    }

    @Test
    void addressesAndVirtualMacsGoBeforeWhateverMayHang() {
        var left = new CompletableFuture<String>();
        var instances = Instances.withPriority(150).withVirtualMac();
        try (var node = Node.start(lab, "one", instances)) {
            node.change(
                    List.of(instances.settings()),
                    plan(
                            "hangs",
                            () -> left.complete(lab.run("one", "ip", "link", "show", "type", "macvlan")
                                    + lab.run("one", "ip", "address", "show", "to", VIP))));
            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));
        }

        assertThat(left).isCompletedWithValue("");
    }

    private static TrackerPlan plan(String name, Runnable onClose) {
        return new TrackerPlan(name, name, () -> new Tracker() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void start(Consumer<Verdict> verdicts, CheckListener checks) {
                verdicts.accept(new Verdict(name, true, "for a test", System.nanoTime()));
            }

            @Override
            public void close() {
                onClose.run();
            }
        });
    }
}
