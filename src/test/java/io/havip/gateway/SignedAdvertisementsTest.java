package io.havip.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.instance.AntiReplay;
import io.havip.gateway.settings.Instances;
import io.havip.linux.Clock;
import io.havip.linux.VrrpSocket;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Hmac.Mode;
import io.havip.vrrp.Authentication.Key;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import io.havip.wire.VrrpCodec;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Routers that know each other by a key. */
@Execution(ExecutionMode.CONCURRENT)
class SignedAdvertisementsTest {
    private static final Key OLD_KEY = new Key("01".repeat(32));
    private static final Key NEW_KEY = new Key("02".repeat(32));
    /** Of the doctor's speakers, and of sequence numbers. */
    private static final int SENDERS_MAX = 32;

    private static final String[] IPV6_ADDRESSES = {"fe80::100/64", "fd00:77::100/64"};

    private NetworkLab lab;

    private enum Setting {
        V2,
        V3,
        V3_UNICAST,
        V3_IPV6;

        Instances of(Instances plain, String source, String peer) {
            return switch (this) {
                case V2 -> plain.version2(1, plain.authentication());
                case V3 -> plain;
                case V3_UNICAST -> plain.unicastFrom(source, peer);
                case V3_IPV6 -> plain.addresses(IPV6_ADDRESSES);
            };
        }
    }

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.create();
        for (var host : List.of("one", "two")) {
            lab.namespace(host);
        }
        lab.connect("one", "eth0", "10.77.0.1/24", "fd00:77::1/64");
        lab.connect("two", "eth0", "10.77.0.2/24", "fd00:77::2/64");
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    @ParameterizedTest
    @EnumSource
    void theyElectOneAndFollowIt(Setting setting) {
        var better = setting.of(with(150, Instances.HMAC), "10.77.0.1", "10.77.0.2");
        var worse = setting.of(with(100, Instances.HMAC), "10.77.0.2", "10.77.0.1");
        try (var two = Node.start(lab, "two", worse)) {
            try (var one = Node.start(lab, "one", better)) {
                await().until(() -> one.state() == State.ACTIVE && two.state() == State.BACKUP);
                hears(two);
            }
            await().until(() -> two.state() == State.ACTIVE);
            await().until(() -> two.count("havip.vrrp.transitions", "cause", "release_heard") > 0);
            discardedNothing(two);
        }
    }

    @Test
    void whoHasNoKeyIsNotHeard() {
        try (var one = Node.start(lab, "one", with(100, Instances.HMAC))) {
            await().until(() -> one.state() == State.ACTIVE);
            try (var two = Node.start(lab, "two", Instances.withPriority(150))) {
                await().until(() -> two.state() == State.ACTIVE);
                await().until(() ->
                        one.count("havip.vrrp.advertisements.discarded", "reason", "authentication_type") > 3);

                assertThat(one.state()).isEqualTo(State.ACTIVE);
                await().until(() ->
                        two.count("havip.vrrp.advertisements.discarded", "reason", "authentication_type") > 3);
            }
        }
    }

    @Test
    void whatIsSignedWithAnotherKeyIsNotHeardAndCounted() {
        try (var one = Node.start(lab, "one", with(100, hmac(Map.of(1, OLD_KEY), 1, Mode.ENFORCE)));
                var two = Node.start(lab, "two", with(150, hmac(Map.of(1, NEW_KEY), 1, Mode.ENFORCE)))) {
            await().until(() -> one.state() == State.ACTIVE && two.state() == State.ACTIVE);
            for (var node : List.of(one, two)) {
                await().until(() -> node.count("havip.vrrp.advertisements.discarded", "reason", "authentication") > 3);
            }
            assertThat(one.state()).isEqualTo(State.ACTIVE);
        }
    }

    @Test
    void moreSendersThanAreRememberedAreCountedByWhoTheyAreAndByWhatTheySaidLast() {
        var setting = with(150, Instances.HMAC);
        try (var one = Node.start(lab, "one", setting)) {
            await().until(() -> one.state() == State.ACTIVE);
            sendFrom(SENDERS_MAX, setting);
            await().until(() -> one.count("havip.vrrp.advertisements.received") == SENDERS_MAX);
            assertThat(one.count("havip.vrrp.speakers.unremembered")).isZero();

            sendFrom(SENDERS_MAX + 1, setting);

            await().until(() -> one.count("havip.vrrp.advertisements.received") == 2 * SENDERS_MAX + 1);
            assertThat(one.count("havip.vrrp.speakers.unremembered")).isEqualTo(2);
        }
    }

    /** One advertisement each, from as many addresses. */
    private void sendFrom(int senders, Instances setting) {
        var settings = setting.settings();
        var group = InetAddress.ofLiteral("224.0.0.18");
        lab.inside("two", () -> {
            try (var socket =
                    VrrpSocket.open(Family.IPV4, lab.link("two", "eth0").index())) {
                socket.allowForeignSource();
                for (int sender = 0; sender < senders; sender++) {
                    var source = InetAddress.ofLiteral("10.77.0." + (200 + sender));
                    long sequence = new AntiReplay(() -> {}).next(OptionalInt.of(5), Clock.MACHINE.epochMillis());
                    var advertisement = settings.router().advertisement(100);
                    var checksum = settings.exchange().checksum();
                    socket.send(
                            VrrpCodec.encode(advertisement, Instances.HMAC, sequence, checksum, source, group),
                            source,
                            group,
                            255);
                }
                return null;
            }
        });
    }

    @Test
    void keysAreIntroducedAndChangedWithoutInterruption() {
        try (var one = Node.start(lab, "one", Instances.withPriority(150));
                var two = Node.start(lab, "two", Instances.withPriority(100))) {
            await().until(() -> one.state() == State.ACTIVE && two.state() == State.BACKUP);
            hears(two);
            double transitions = one.count("havip.vrrp.transitions") + two.count("havip.vrrp.transitions");

            var old = Map.of(1, OLD_KEY);
            var both = Map.of(1, OLD_KEY, 2, NEW_KEY);
            for (var step : List.of(
                    hmac(old, 1, Mode.RECEIVE_ONLY),
                    hmac(old, 1, Mode.PERMISSIVE),
                    hmac(old, 1, Mode.ENFORCE),
                    hmac(both, 1, Mode.ENFORCE),
                    hmac(both, 2, Mode.ENFORCE),
                    hmac(Map.of(2, NEW_KEY), 2, Mode.ENFORCE))) {
                two.change(List.of(with(100, step).settings()));
                hears(two);
                one.change(List.of(with(150, step).settings()));
                hears(two);
            }

            assertThat(one.count("havip.vrrp.transitions") + two.count("havip.vrrp.transitions"))
                    .isEqualTo(transitions);
            discardedNothing(one);
            discardedNothing(two);
        }
    }

    private static Instances with(int priority, Authentication authentication) {
        return Instances.withPriority(priority).authentication(authentication);
    }

    private static Hmac hmac(Map<Integer, Key> keys, int activeKey, Mode mode) {
        return new Hmac(keys, activeKey, OptionalInt.of(5), mode);
    }

    private static void hears(Node node) {
        double before = node.count("havip.vrrp.advertisements.received");
        await().until(() -> node.count("havip.vrrp.advertisements.received") > before + 2);
    }

    private static void discardedNothing(Node node) {
        assertThat(node.count("havip.vrrp.advertisements.discarded")).isZero();
    }
}
