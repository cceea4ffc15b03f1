package io.havip.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress.Reading;
import io.havip.cloud.CloudOwnership.Wanted;
import io.havip.cloud.Holding.Call;
import io.havip.cloud.Holding.Outcome;
import io.havip.linux.Clock;
import io.havip.testing.TestWorkers;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The workers, on threads of their own, beside a provider of one address. */
class CloudOwnershipTest {
    private static final Wanted WEB = new Wanted("web", Map.of("eth0", List.of(InetAddress.ofLiteral("10.0.0.100"))));
    private static final long FOR_LONG = TimeUnit.HOURS.toNanos(1);

    private final Cloud cloud = new Cloud();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CloudOwnership ownership = new CloudOwnership(
            new CloudSettings(
                    cloud,
                    new CallLimits(1, 1, TimeUnit.MINUTES.toNanos(1)),
                    TimeUnit.MILLISECONDS.toNanos(20),
                    24,
                    TimeUnit.MILLISECONDS.toNanos(10)),
            TestWorkers.make(),
            1);

    private final Ownership.Listener listener = new Ownership.Listener() {
        @Override
        public void verified(String address, OptionalLong callNanos, OptionalLong effectNanos, long verifiedNanos) {
            heard.add("verified " + address);
        }

        @Override
        public void changed(Ownership.Change what, String sentence) {
            heard.add(what + " " + sentence);
        }
    };

    @AfterEach
    void close() {
        ownership.close();
    }

    private void take() {
        ownership.confirmed("web", Clock.MACHINE.nanos() + FOR_LONG);
        ownership.taken("web", Clock.MACHINE.nanos(), listener);
    }

    private Holding holding() {
        return ownership.holdings("web").getFirst();
    }

    private long calls(Call call, Outcome outcome) {
        return holding().calls().getOrDefault(new Holding.Kind(call, outcome), 0L);
    }

    @Test
    void theActiveGetsTheAddressAndGetsItBack() {
        ownership.watch(List.of(WEB));
        take();
        await().untilAsserted(() -> assertThat(heard).containsExactly("verified the address"));

        cloud.holder = "b";
        await().untilAsserted(() -> assertThat(heard).hasSize(2));

        assertThat(heard.getLast()).startsWith("CORRECTED the address: b had got it");
        assertThat(cloud.holder).isEqualTo("a");
        assertThat(holding().corrections()).isOne();
        assertThat(calls(Call.CLAIM, Outcome.ANSWERED)).isEqualTo(2);
        assertThat(holding().changesLeft()).isEqualTo(10);
    }

    @Test
    void withoutAnAdvertisementNothingIsClaimed() {
        ownership.watch(List.of(WEB));
        ownership.taken("web", Clock.MACHINE.nanos(), listener);
        await().until(() -> calls(Call.READ, Outcome.ANSWERED) > 0);
        assertThat(cloud.holder).isEqualTo("b");

        ownership.confirmed("web", Clock.MACHINE.nanos() + FOR_LONG);
        await().until(() -> cloud.holder.equals("a"));
    }

    /** Keys and readings may take seconds. */
    @Test
    void aRoleThatIsNoLongerShownWhenAllIsReadyIsNotClaimedFor() throws InterruptedException {
        var slow = new CountDownLatch(1);
        cloud.ready = slow;
        ownership.watch(List.of(WEB));
        take();
        cloud.claimed.await();

        ownership.confirmed("web", Clock.MACHINE.nanos());
        slow.countDown();
        await().until(() -> calls(Call.CLAIM, Outcome.UNSHOWN) == 1);

        assertThat(cloud.holder).isEqualTo("b");
        await().until(() -> holding().changesLeft() == 12);
        ownership.confirmed("web", Clock.MACHINE.nanos() + FOR_LONG);
        await().until(() -> cloud.holder.equals("a"));
    }

    @Test
    void whatFailsBeforeAnythingIsSentHasNotHappened() {
        cloud.unready = Optional.of(new CallFailed(Kind.UNKNOWN, "Timeout", "nothing is read", Optional.empty()));
        ownership.watch(List.of(WEB));
        take();

        await().until(() -> calls(Call.CLAIM, Outcome.PASSING) > 0);
        await().until(() -> holding().changesLeft() == 12);
    }

    @Test
    void aClaimThatOutlivesTheRoleIsInterrupted() throws InterruptedException {
        cloud.hangs = true;
        ownership.watch(List.of(WEB));
        take();
        cloud.claimed.await();

        ownership.released("web");
        await().until(() -> calls(Call.CLAIM, Outcome.CANCELLED) == 1);

        assertThat(heard).singleElement().asString().startsWith("OUTLIVED the address");
        assertThat(holding().outlived()).isOne();
    }

    @Test
    void whatComesWithAReloadIsClaimedByTheActiveAtOnce() {
        ownership.watch(List.of(new Wanted("web", Map.of())));
        take();
        assertThat(ownership.holdings("web")).isEmpty();

        ownership.watch(List.of(WEB));
        await().until(() -> cloud.holder.equals("a"));
    }

    @Test
    void troublesAreTold() {
        cloud.failure = Optional.of(new CallFailed(Kind.CREDENTIALS, "Expired", "they have run out", Optional.empty()));
        ownership.watch(List.of(WEB));

        await().untilAsserted(() -> assertThat(ownership.troubles("web"))
                .containsExactly(new Trouble(
                        Trouble.Kind.CREDENTIALS,
                        "the reading of the address: they have run out (Expired)",
                        "give this node credentials that are valid")));
        assertThat(ownership.troubles("other")).isEmpty();
    }

    @Test
    void anHavipIsAnnouncedAgainByTheLoop() {
        cloud.movesByAnnouncement = true;
        ownership.watch(List.of(WEB));
        take();

        await().until(() -> ownership.confirmed("web", Clock.MACHINE.nanos() + FOR_LONG));
        assertThat(holding().announcements()).isPositive();
        assertThat(cloud.holder).isEqualTo("b");
    }

    @Test
    void aMistakeOfAProvidersIsAFailedCall() {
        cloud.holder = "";
        ownership.watch(List.of(WEB));
        take();

        await().until(() -> calls(Call.READ, Outcome.FINAL) > 0);
        cloud.holder = "b";
        await().until(() -> cloud.holder.equals("a"));
    }

    private static final class Cloud implements ProviderSettings, Provider, CloudAddress {
        private final CountDownLatch claimed = new CountDownLatch(1);
        private volatile String holder = "b";
        private volatile boolean hangs;
        private volatile CountDownLatch ready = new CountDownLatch(0);
        private volatile Optional<CallFailed> unready = Optional.empty();
        private volatile boolean movesByAnnouncement;
        private volatile Optional<CallFailed> failure = Optional.empty();

        @Override
        public String name() {
            return "the address";
        }

        @Override
        public String place() {
            return "nowhere";
        }

        @Override
        public Provider open(CallLimits limits, Clock clock) {
            return this;
        }

        @Override
        public List<CloudAddress> addresses(String instance, String interfaceName, List<InetAddress> addresses) {
            return List.of(this);
        }

        @Override
        public boolean movesByAnnouncement() {
            return movesByAnnouncement;
        }

        @Override
        public Reading read() throws CallFailed {
            if (failure.isPresent()) {
                throw failure.get();
            }
            if (holder.isEmpty()) {
                throw new IllegalStateException("a mistake");
            }
            return new Reading(holder.equals("a"), Optional.of(holder), true, Optional.empty());
        }

        @Override
        public Optional<String> claim(Reading seen, Gate gate) throws CallFailed, InterruptedException {
            claimed.countDown();
            ready.await();
            if (unready.isPresent()) {
                throw unready.get();
            }
            gate.pass();
            if (hangs) {
                new CountDownLatch(1).await();
            }
            holder = "a";
            return Optional.empty();
        }

        @Override
        public Progress progress(String task) {
            return Progress.DONE;
        }

        @Override
        public void close() {}
    }
}
