package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.havip.testing.Requirement;
import io.havip.vrrp.Cause;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code explain} says of the causes that go beyond the RFC, clause by clause, against what tcpdump saw at the switch. */
class ExplainedCausesIT extends ExplainedPair {
    private static final int MAIL_VRID = 52;

    /** @param more of the instance, and then of the node */
    private Path configure(String node, int priority, String ofInstance, String more) {
        return Agent.configure(
                folder.resolve(node),
                priority,
                "%srouter-name: %s\njournal: {directory: %s}\n%s".formatted(ofInstance, node, directory(node), more));
    }

    private Path withMail(String node, int priority, int mail, String more) {
        return configure(node, priority, more + """
              - name: mail
                interface: eth0
                version: 3
                vrid: %d
                priority: %d
                advertisement-interval: 100ms
                addresses: [10.77.0.101/24]
            """.formatted(MAIL_VRID, mail) + more, "");
    }

    /** @param hook {@code output} for what it sends, {@code input} for what it would hear */
    private void dropAdvertisements(String node, String hook) {
        Requirement.NFTABLES.ensure();
        lab.run(node, "nft", "add", "table", "inet", "test");
        lab.run(node, "nft", "add chain inet test " + hook + " { type filter hook " + hook + " priority 0; }");
        lab.run(node, "nft", "add rule inet test " + hook + " meta l4proto 112 drop");
    }

    /** Node one, without a word: nothing of its own follows. Returns the decision. */
    private JsonObject gaveWay(Story story, String cause) {
        assertThat(story.nodes()).containsExactly("two", "one");
        var decided = story.clause("one", "decided");
        assertThat(decided.getString("cause")).isEqualTo(cause);
        assertThat(decided.getString("from")).isEqualTo("active");
        assertThat(story.clause("one", "holder").getBoolean("itself")).isTrue();
        assertThat(story.clause("one", "rule").getString("rule")).isEqualTo(cause);
        double done = at(story.clause("one", "done")) + PRECISION_MICROS;
        assertThat(packets()).filteredOn(of(ONE)).noneMatch(Packet::release);
        assertThat(announced(lab.macAddress("one", "eth0"))).noneMatch(at -> at > done);
        return decided;
    }

    /** When that was seen which led to it. */
    private static double evidence(JsonObject decided) {
        return at(decided) - decided.getLong("detection_microseconds");
    }

    @Test
    @Explains({Cause.GROUP, Cause.ACTIVE_DOWN})
    void anotherOfItsSyncGroupGivesWay() {
        one = Agent.run(lab, "one", withMail("one", 150, 150, "    sync-group: pair\n"));
        await().until(() -> one.sum("havip_vrrp_state{", "state=\"active\"") == 2);
        two = Agent.run(lab, "two", withMail("two", 100, 200, ""));
        await().until(() -> lab.binds("two", VIP));

        var story = story("one group", "two active_down");

        tookOver(story, "two", TWO, 100, "active_down");
        heard(story, "two", ONE);
        followed(story, "two", ONE, 150);
        var better = packets(MAIL_VRID).stream().filter(of(TWO)).findFirst().orElseThrow();
        assertThat(better.priority()).isEqualTo(200);
        assertThat(evidence(gaveWay(story, "group")))
                .as("what the other one gave way to")
                .isCloseTo(better.atMicros(), within(PRECISION_MICROS));
    }

    @Test
    @Explains({Cause.LAST_RESORT, Cause.LAST_RESORT_RETRY})
    void nobodyElseServes() {
        var nobody = folder.resolve("nobody.sock");
        one = Agent.run(
                lab,
                "one",
                configure("one", 150, "    last-resort-retry: 1s\n", "haproxy: {socket: %s}\n".formatted(nobody)));
        await().until(() -> one.sum("havip_vrrp_transitions_total", "cause=\"last_resort\"") > 1);
        await().until(() -> entries("one", "last_resort") > 1);

        var moves = entriesOf("one", "transition");

        var story = alone("one", number(moves, "last_resort", 0));
        var retry = alone("one", number(moves, "last_resort_retry", 0));
        var again = alone("one", number(moves, "last_resort", 1));

        var decided = story.clause("one", "decided");
        assertThat(decided.getString("from")).isEqualTo("fault");
        assertThat(story.clause("one", "rule").getString("rule")).isEqualTo("last_resort");
        assertThat(story.clause("one", "fault").getString("of")).isEqualTo("haproxy");
        assertThat(story.clause("one", "priority").getInteger("configured")).isEqualTo(150);
        var advertised = packets().getFirst();
        assertThat(advertised.source()).isEqualTo(ONE);
        assertThat(advertised.priority())
                .isEqualTo(1)
                .isEqualTo(story.clause("one", "priority").getInteger("effective"));
        assertThat(advertised.atMicros())
                .as("before that nobody was heard")
                .isCloseTo(
                        at(decided) + story.clause("one", "done").getLong("advertise_microseconds"),
                        within(PRECISION_MICROS));
        assertThat(announcedFrom(at(decided), lab.macAddress("one", "eth0")))
                .isCloseTo(at(story.clause("one", "done")), within(PRECISION_MICROS));

        var fellSilent = retry.clause("one", "decided");
        assertThat(fellSilent.getString("to")).isEqualTo("fault");
        assertThat(retry.clause("one", "rule").getString("rule")).isEqualTo("last_resort_retry");
        assertThat(retry.clause("one", "holder").getBoolean("itself")).isTrue();
        assertThat(at(fellSilent) - at(decided)).as("served for so long").isCloseTo(1e6, within(PRECISION_MICROS));
        assertThat(firstFrom(at(fellSilent), Packet::release).atMicros())
                .isCloseTo(
                        at(fellSilent) + retry.clause("one", "done").getLong("advertise_microseconds"),
                        within(PRECISION_MICROS));
        assertThat(packets())
                .filteredOn(packet -> packet.atMicros() > at(fellSilent) + PRECISION_MICROS)
                .first()
                .satisfies(next -> assertThat(next.atMicros())
                        .isCloseTo(at(again.clause("one", "decided")), within(PRECISION_MICROS)));
    }

    @Test
    @Explains({Cause.SEND_REFUSED, Cause.ACTIVE_DOWN})
    void itsHostRefusesToSend() {
        startBoth();
        dropAdvertisements("one", "output");
        two.awaitState("active");
        await().until(() -> !entriesOf("one", "finding").isEmpty());

        var story = story("two active_down", "one send_refused");

        tookOver(story, "two", TWO, 100, "active_down");
        heard(story, "two", ONE);
        followed(story, "two", ONE, 150);
        var decided = gaveWay(story, "send_refused");
        heard(story, "one", TWO);
        assertThat(evidence(decided)).isCloseTo(at(story.clause("one", "heard")), within(PRECISION_MICROS));
        double last = lastBefore(at(decided), of(ONE)).atMicros();
        assertThat(at(story.clause("two", "heard"))).isCloseTo(last, within(PRECISION_MICROS));
        assertThat(story.clauses("one", "beside")
                        .filter(beside -> beside.getString("kind").equals("finding")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.getString("says")).contains("refuses to send"))
                .satisfies(finding -> assertThat(at(finding)).isGreaterThan(last));
        assertThat(packets()).filteredOn(of(ONE)).noneMatch(packet -> packet.atMicros() > last);
    }

    @Test
    @Explains({Cause.UNHEARD, Cause.ACTIVE_DOWN})
    void theOtherOneDoesNotHearIt() {
        one = Agent.run(lab, "one", configure("one", 150, "    yield-when-unheard: true\n", ""));
        one.awaitState("active");
        two = run("two", 100, "");
        two.awaitState("backup");
        await().until(() -> two.sum("havip_vrrp_advertisements_received_total", "") > 0);
        dropAdvertisements("two", "input");
        two.awaitState("active");

        var story = story("two active_down", "one unheard");

        tookOver(story, "two", TWO, 100, "active_down");
        double decided = at(gaveWay(story, "unheard"));
        heard(story, "one", TWO);
        double begun = firstFrom(at(story.clause("two", "decided")), of(TWO)).atMicros();
        assertThat(decided - begun)
                .as("for how long the lower one went on")
                .isGreaterThan(story.clause("two", "rule").getDouble("active_down_interval_microseconds"));
        assertThat(packets())
                .as("meanwhile both advertised")
                .filteredOn(packet -> packet.atMicros() > begun && packet.atMicros() < decided)
                .extracting(Packet::source)
                .contains(ONE, TWO);
        double silence = story.clause("one", "rule").getDouble("active_down_interval_microseconds") - PRECISION_MICROS;
        assertThat(packets())
                .as("then one alone")
                .filteredOn(packet ->
                        packet.atMicros() > decided + PRECISION_MICROS && packet.atMicros() < decided + silence)
                .isNotEmpty()
                .allMatch(of(TWO));
    }
}
