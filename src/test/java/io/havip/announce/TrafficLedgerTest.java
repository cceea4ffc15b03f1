package io.havip.announce;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When traffic is looked out for, what it means that it comes, and what it means that it does not. */
class TrafficLedgerTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final WatchedAddress VIP = address("10.77.0.100");
    private static final WatchedAddress OTHER = address("10.77.0.101");
    private static final WatchedAddress IPV6 = address("fd00:77::100");

    private final TrafficLedger ledger = new TrafficLedger();
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void watch() {
        ledger.watch(Map.of("web", List.of(VIP, OTHER), "ipv6", List.of(IPV6)), 0);
    }

    @Test
    void allIsLookedOutForBeforeATakeover() {
        assertThat(ledger.open()).containsOnlyKeys("eth0");
        assertThat(ledger.open().get("eth0")).containsExactlyInAnyOrder(VIP, OTHER, IPV6);
    }

    @Test
    void theFirstFrameIsToldOncePerTakeover() {
        take("web", 5 * SECOND);
        arrive(OTHER, 5 * SECOND + 3 * MILLI);
        arrive(VIP, 5 * SECOND + 7 * MILLI);
        assertThat(told).containsExactly("web 10.77.0.101 3");

        release("web", 9 * SECOND);
        take("web", 10 * SECOND);
        arrive(VIP, 10 * SECOND + MILLI);
        assertThat(told).containsExactly("web 10.77.0.101 3", "web 10.77.0.100 1");
    }

    @Test
    void whatHasComeIsNoLongerLookedOutFor() {
        take("web", SECOND);
        arrive(VIP, SECOND);

        assertThat(ledger.open().get("eth0")).containsExactlyInAnyOrder(OTHER, IPV6);
    }

    @Test
    void aFrameMayBeReadBeforeTheTakeoverIsHeardOf() {
        arrive(VIP, SECOND + 2 * MILLI);
        take("web", SECOND);

        assertThat(told).containsExactly("web 10.77.0.100 2");
    }

    @Test
    void whatCameBeforeTheDecisionDoesNotCount() {
        arrive(VIP, SECOND - MILLI);
        take("web", SECOND);
        assertThat(told).isEmpty();
        assertThat(ledger.open().get("eth0")).contains(VIP);

        arrive(VIP, SECOND - MILLI);
        assertThat(told).isEmpty();
        assertThat(ledger.open().get("eth0")).contains(VIP);
        arrive(VIP, SECOND + MILLI);
        assertThat(told).containsExactly("web 10.77.0.100 1");
    }

    @Test
    void whatIsForAnotherInterfaceOrNobodyIsNotOurs() {
        take("web", SECOND);
        ledger.arrived("eth1", VIP.address(), 2 * SECOND);
        ledger.arrived("eth0", InetAddress.ofLiteral("10.77.0.9"), 2 * SECOND);

        assertThat(told).isEmpty();
    }

    @Test
    void silenceIsNoFindingWhereNobodyIsKnownToHaveBeen() {
        take("web", SECOND);

        assertThat(ledger.missed(60 * SECOND)).isEmpty();
    }

    @Test
    void silenceIsOneWhereClientsWere() {
        aTermWithClients();
        take("web", 200 * SECOND);

        assertThat(ledger.missed(210 * SECOND)).isEmpty();
        assertThat(ledger.missed(210 * SECOND + 1)).isEqualTo(Map.of("web", List.of(VIP.address())));
        arrive(VIP, 215 * SECOND);
        assertThat(ledger.missed(216 * SECOND)).isEmpty();
    }

    @Test
    void itEndsWithTheRoleAndIsRememberedForTheNext() {
        aTermWithClients();
        take("web", 200 * SECOND);
        assertThat(ledger.missed(230 * SECOND)).isNotEmpty();

        release("web", 240 * SECOND);
        assertThat(ledger.missed(240 * SECOND)).isEmpty();
        take("web", 300 * SECOND);
        assertThat(ledger.missed(311 * SECOND)).isNotEmpty();
    }

    @Test
    void clientsThatLeftWhileTheRouterWasActiveAreNotMissed() {
        take("web", 0);
        arrive(VIP, MILLI);
        ledger.review(SECOND);
        arrive(VIP, SECOND + MILLI);
        ledger.review(61 * SECOND);
        release("web", 80 * SECOND);
        take("web", 100 * SECOND);

        assertThat(ledger.missed(120 * SECOND)).isEmpty();
    }

    @Test
    void oneWhoCallsNowAndThenIsNotMissed() {
        take("web", 0);
        arrive(VIP, MILLI);
        ledger.review(SECOND);
        arrive(VIP, 21 * SECOND);
        ledger.review(61 * SECOND);
        arrive(VIP, 71 * SECOND);
        release("web", 100 * SECOND);
        take("web", 101 * SECOND);

        assertThat(ledger.missed(120 * SECOND)).isEmpty();
    }

    @Test
    void aCaptureThatBeginsLateIsNoSilenceOfClients() {
        take("web", 0);
        arrive(VIP, MILLI);
        ledger.review(SECOND);
        ledger.captured("eth0", 4 * SECOND);
        arrive(VIP, 4 * SECOND + MILLI);
        ledger.captured("eth0", 5 * SECOND);
        release("web", 80 * SECOND);
        take("web", 100 * SECOND);

        assertThat(ledger.missed(120 * SECOND)).isEqualTo(Map.of("web", List.of(VIP.address())));
    }

    @Test
    void clientsThatCameLaterAreSeenWithinAMinute() {
        take("web", 0);
        arrive(VIP, 5 * SECOND);
        ledger.review(6 * SECOND);
        arrive(VIP, 40 * SECOND);
        ledger.review(66 * SECOND);
        arrive(VIP, 66 * SECOND + 100 * MILLI);
        assertThat(told).containsExactly("web 10.77.0.100 5000");
        release("web", 70 * SECOND);
        take("web", 80 * SECOND);

        assertThat(ledger.missed(91 * SECOND)).isEqualTo(Map.of("web", List.of(VIP.address())));
    }

    @Test
    void anActiveIsLookedAtSoonAndThenOnceAMinute() {
        take("web", 0);
        arrive(VIP, MILLI);
        assertThat(ledger.open().get("eth0")).doesNotContain(VIP);
        ledger.review(SECOND);
        assertThat(ledger.open().get("eth0")).contains(VIP);
        arrive(VIP, SECOND + MILLI);
        ledger.review(60 * SECOND);
        assertThat(ledger.open().get("eth0")).doesNotContain(VIP);

        ledger.review(61 * SECOND);
        assertThat(ledger.open().get("eth0")).contains(VIP);
        arrive(VIP, 61 * SECOND + MILLI);
        assertThat(ledger.open().get("eth0")).doesNotContain(VIP);
        assertThat(told).hasSize(1);
    }

    @Test
    void whoGoesOnSendingToAFormerOwnerIsLookedAtNowAndThen() {
        take("web", 0);
        release("web", SECOND);
        arrive(VIP, SECOND + MILLI);
        ledger.review(10 * SECOND);
        assertThat(ledger.open().get("eth0")).doesNotContain(VIP);

        ledger.review(11 * SECOND);
        assertThat(ledger.open().get("eth0")).contains(VIP);
        assertThat(told).isEmpty();
    }

    @Test
    void aChangeOfSettingsKeepsWhatIsKnown() {
        aTermWithClients();
        take("web", 200 * SECOND);
        ledger.watch(Map.of("web", List.of(VIP, address("10.77.0.102"))), 205 * SECOND);

        assertThat(ledger.missed(220 * SECOND)).isEqualTo(Map.of("web", List.of(VIP.address())));
        assertThat(ledger.open().get("eth0")).containsExactlyInAnyOrder(VIP, address("10.77.0.102"));
    }

    @Test
    void whatIsNotWatchedIsNobodysBusiness() {
        take("gone", 0);
        release("gone", 1);

        assertThat(ledger.missed(60 * SECOND)).isEmpty();
    }

    @Test
    void manyAddressesHaveTheirTurnAsOthersHaveHadTheirs() {
        var many = IntStream.range(0, 2 * TrafficLedger.ADDRESSES_MAX)
                .mapToObj(number -> address("10.77.1." + number % 256).address())
                .distinct()
                .map(address -> new WatchedAddress(address, "eth0", Optional.empty()))
                .toList();
        ledger.watch(Map.of("web", many), 0);
        take("web", 0);

        assertThat(ledger.open().get("eth0"))
                .containsExactlyInAnyOrderElementsOf(many.subList(0, TrafficLedger.ADDRESSES_MAX));
        arrive(many.getFirst(), MILLI);
        assertThat(ledger.open().get("eth0")).contains(many.get(TrafficLedger.ADDRESSES_MAX));
    }

    /** It ends at 100 s, with clients of one of the two addresses. */
    private void aTermWithClients() {
        take("web", 0);
        arrive(VIP, 100 * MILLI);
        arrive(OTHER, 200 * MILLI);
        ledger.review(SECOND);
        arrive(VIP, SECOND + 20 * MILLI);
        ledger.review(61 * SECOND);
        arrive(VIP, 61 * SECOND + 20 * MILLI);
        release("web", 100 * SECOND);
        told.clear();
    }

    private void take(String instance, long decidedAtNanos) {
        ledger.taken(
                instance,
                decidedAtNanos,
                (address, atNanos) ->
                        told.add(instance + " " + address.getHostAddress() + " " + (atNanos - decidedAtNanos) / MILLI));
    }

    private void release(String instance, long nowNanos) {
        ledger.released(instance, nowNanos);
    }

    private void arrive(WatchedAddress address, long atNanos) {
        ledger.arrived(address.baseName(), address.address(), atNanos);
    }

    private static WatchedAddress address(String address) {
        return new WatchedAddress(InetAddress.ofLiteral(address), "eth0", Optional.empty());
    }
}
