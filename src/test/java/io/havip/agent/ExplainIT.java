package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.settings.Instances;
import io.havip.interop.Keepalived;
import io.havip.testing.Requirement;
import io.havip.testing.Service;
import io.havip.vrrp.Cause;
import org.junit.jupiter.api.Test;

/** What {@code explain} says of each cause, clause by clause, against what tcpdump saw at the switch. */
class ExplainIT extends ExplainedPair {
    @Test
    @Explains(Cause.ACTIVE_DOWN)
    void theActiveOneIsKilled() {
        startBoth();
        one.service().killAll();
        two.awaitState("active");

        var story = story("two active_down");

        assertThat(story.nodes()).containsExactly("two", "one");
        tookOver(story, "two", TWO, 100, "active_down");
        heard(story, "two", ONE);
        followed(story, "two", ONE, 150);
        assertThat(story.clause("two", "rule").getString("section")).isEqualTo("6.4.2");
        assertThat(story.clause("one", "stayed").getString("state")).isEqualTo("active");
        double silent = at(story.clause("one", "silent"));
        assertThat(silent)
                .isLessThan(
                        lastBefore(at(story.clause("two", "decided")), of(ONE)).atMicros());
        assertThat(packets()).filteredOn(Packet::release).isEmpty();
    }

    @Test
    @Explains({Cause.ACTIVE_DOWN, Cause.STALL})
    void theActiveOneIsFrozenAndGoesOnLater() {
        startBoth();
        one.service().signal("STOP");
        Service.send("STOP", one.service().descendants().stream());
        two.awaitState("active");
        await().until(() -> !lab.binds("one", VIP));
        Service.send("CONT", one.service().descendants().stream());
        one.service().signal("CONT");
        await().until(() -> entries("two", "better_heard") == 1 && entries("one", "stall") >= 1);

        var story = story(number("two", "active_down"));

        assertThat(story.nodes()).containsExactly("two", "one");
        tookOver(story, "two", TWO, 100, "active_down");
        heard(story, "two", ONE);
        assertThat(story.node("one").getString("cause")).isEqualTo("stall");
        assertThat(story.clause("one", "rule").getString("rule")).isEqualTo("stall");
        double last = lastBefore(at(story.clause("two", "decided")), of(ONE)).atMicros();
        var decided = story.clause("one", "decided");
        assertThat(at(decided) - decided.getLong("detection_microseconds"))
                .as("its last advertisement")
                .isCloseTo(last, within(PRECISION_MICROS));
    }

    @Test
    @Explains({Cause.RELEASE_HEARD, Cause.SHUTDOWN, Cause.PREEMPTION, Cause.BETTER_HEARD})
    void theActiveOneStopsInOrderAndReturns() {
        startBoth();
        one.service().signal("TERM");
        one.service().exitStatus();
        two.awaitState("active");

        var story = story("two release_heard", "one shutdown");

        assertThat(story.nodes()).containsExactly("two", "one");
        tookOver(story, "two", TWO, 100, "release_heard");
        heard(story, "two", ONE);
        followed(story, "two", ONE, 150);
        assertThat(story.clause("two", "rule").getString("rule")).isEqualTo("release_heard");
        released(story, "one", ONE, "shutdown");
        assertThat(story.clauses("one", "beside").map(beside -> beside.getString("kind")))
                .containsExactly("end");

        one = run("one", 150, "");
        one.awaitState("active");
        two.awaitState("backup");
        var back = story("one preemption", "two better_heard");

        assertThat(back.nodes()).containsExactly("one", "two");
        tookOver(back, "one", ONE, 150, "preemption");
        heard(back, "one", TWO);
        var lower = back.clause("one", "lower_heard");
        assertThat(lower.getString("node")).isEqualTo("two");
        assertThat(lower.getInteger("priority")).isEqualTo(100);
        assertThat(packets())
                .as("from then on none but the lower one was heard")
                .filteredOn(packet -> packet.atMicros() > at(lower) + PRECISION_MICROS
                        && packet.atMicros() < at(back.clause("one", "decided")) - PRECISION_MICROS)
                .isNotEmpty()
                .allMatch(of(TWO));
        heard(back, "two", ONE);
        assertThat(back.clause("two", "decided").getString("cause")).isEqualTo("better_heard");
        assertThat(back.clause("two", "rule").getString("section")).isEqualTo("6.4.3");
        var farewell = firstFrom(
                at(back.clause("two", "decided")),
                packet -> of(TWO).test(packet) && packet.atMicros() > at(back.clause("two", "heard")));
        assertThat(farewell.atMicros())
                .isCloseTo(
                        at(back.clause("two", "decided"))
                                + back.clause("two", "done").getLong("advertise_microseconds"),
                        within(PRECISION_MICROS));
    }

    @Test
    @Explains({Cause.RELEASE_HEARD, Cause.FAULT})
    void itsHaproxyIsKilled() {
        Requirement.HAPROXY.ensure();
        var socket = folder.resolve("haproxy.sock");
        var haproxy = Agent.write(folder.resolve("haproxy.cfg"), """
            global
                stats socket %s mode 600 level admin
            defaults
                mode http
                timeout client 1s
            frontend web
                bind 127.0.0.1:8080
            """.formatted(socket));
        one = run("one", 150, "haproxy: {supervise: {config: %s}, socket: %s}\n".formatted(haproxy, socket));
        one.awaitState("active");
        two = run("two", 100, "");
        two.awaitState("backup");

        one.service().descendants().forEach(ProcessHandle::destroyForcibly);
        await().until(() -> entries("two", "release_heard") == 1 && entries("one", "fault") >= 1);

        var story = story(number("two", "release_heard"));
        assertThat(story.nodes()).containsExactly("two", "one");
        tookOver(story, "two", TWO, 100, "release_heard");
        heard(story, "two", ONE);
        released(story, "one", ONE, "fault");
        var fault = story.clause("one", "fault");
        assertThat(fault.getString("of")).isEqualTo("haproxy");
        assertThat(at(fault)).isLessThanOrEqualTo(at(story.clause("one", "decided")));
        assertThat(story.clauses("one", "beside").map(beside -> beside.getString("kind")))
                .contains("haproxy");
    }

    @Test
    @Explains({Cause.ACTIVE_DOWN, Cause.FAULT})
    void itsInterfaceGoesDown() {
        startBoth();
        lab.plug("one", "eth0", false);
        two.awaitState("active");
        one.awaitState("fault");

        var story = story("two active_down", "one fault");

        assertThat(story.nodes()).containsExactly("two", "one");
        tookOver(story, "two", TWO, 100, "active_down");
        heard(story, "two", ONE);
        followed(story, "two", ONE, 150);
        assertThat(story.clause("one", "fault").getString("of")).isEqualTo("interface eth0");
        assertThat(at(story.clause("one", "decided")))
                .isBetween(
                        lastBefore(at(story.clause("two", "decided")), of(ONE)).atMicros() - PRECISION_MICROS,
                        at(story.clause("two", "decided")) + PRECISION_MICROS);
    }

    @Test
    @Explains({Cause.PREEMPTION, Cause.BETTER_HEARD})
    void aReloadChangesAPriority() {
        startBoth();
        configure("two", 200, "");
        two.service().signal("HUP");
        two.awaitState("active");
        one.awaitState("backup");

        var story = story("two preemption", "one better_heard");

        assertThat(story.nodes()).containsExactly("two", "one");
        tookOver(story, "two", TWO, 200, "preemption");
        assertThat(story.clause("two", "lower_heard").getInteger("priority")).isEqualTo(150);
        var configuration = story.clause("two", "configuration");
        assertThat(configuration.getString("former")).isNotEqualTo(configuration.getString("configuration"));
        assertThat(story.clauses("two", "beside")
                        .filter(beside -> beside.getString("kind").equals("reload")))
                .singleElement()
                .satisfies(reload -> assertThat(at(reload)).isLessThan(at(story.clause("two", "decided"))));
        heard(story, "one", TWO);
        assertThat(story.clause("one", "configuration").containsKey("former")).isFalse();
    }

    @Test
    @Explains(Cause.BETTER_HEARD)
    void aPartitionHeals() {
        startBoth();
        lab.setApart("one", "eth0", true);
        lab.setApart("two", "eth0", true);
        two.awaitState("active");
        lab.setApart("one", "eth0", false);
        lab.setApart("two", "eth0", false);
        two.awaitState("backup");

        var story = story("two better_heard");

        assertThat(story.nodes()).containsExactly("two", "one");
        assertThat(story.node("two").getString("from")).isEqualTo("active");
        heard(story, "two", ONE);
        assertThat(story.clause("one", "stayed").getString("state")).isEqualTo("active");
        assertThat(story.clause("two", "rule").getString("section")).isEqualTo("6.4.3");
        assertThat(packets())
                .as("two fell silent after its farewell")
                .filteredOn(packet -> packet.atMicros() > at(story.clause("two", "done")) + PRECISION_MICROS)
                .noneMatch(of(TWO));
    }

    @Test
    @Explains(Cause.ACTIVE_DOWN)
    void itIsKeepalivedThatIsKilled() {
        try (var keepalived = Keepalived.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> lab.binds("one", VIP));
            two = run("two", 100, "");
            two.awaitState("backup");
            await().until(() -> two.sum("havip_vrrp_advertisements_received_total", "") > 0);
            keepalived.kill();
            two.awaitState("active");
            await().until(() -> entries("two", "active_down") == 1);

            var story = alone("two", number("two", "active_down"));

            assertThat(story.nodes()).containsExactly("two");
            tookOver(story, "two", TWO, 100, "active_down");
            heard(story, "two", ONE);
            followed(story, "two", ONE, 150);
        }
    }
}
