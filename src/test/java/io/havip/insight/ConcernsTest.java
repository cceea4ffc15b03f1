package io.havip.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.havip.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is allowed and yet seldom meant in one file. */
class ConcernsTest {
    /** Nothing to consider. */
    private static final String SOUND = """
        scripts:
          - {name: chk, command: [/usr/bin/true], interval: 100ms, timeout: 80ms, fall: 2}
        instances:
          - name: web
            interface: eth0
            vrid: 51
            priority: 150
            advertisement-interval: 100ms
            addresses: [10.0.0.100/24]
            announce: {delay: 5s}
            track:
              scripts: {chk: {weight: 0}}
        """;

    private static final String SECOND = """
          - name: inside
            interface: eth1
            vrid: 52
            priority: 150
            addresses: [10.9.0.100/24]
            sync-group: pair
            track:
              scripts: {chk: {weight: 0}}
        """;

    @TempDir
    private Path folder;

    @Test
    void aSoundOneRaisesNone() throws Exception {
        assertThat(concerns(SOUND)).isEmpty();
    }

    @Test
    void whoHasToSignNeedsNotBeKnown() throws Exception {
        assertThat(concerns(SOUND.replace("vrid: 51", """
            vrid: 51
                unicast: {peers: [10.0.0.2], check-source: false}
                authentication: {hmac: {keys: [{id: 1, key: "%s"}], active-key: 1}}\
            """.formatted("x".repeat(32)))))
                .isEmpty();
    }

    static Stream<Arguments> concerns() {
        return Stream.of(
                arguments(
                        "weight: 0",
                        "weight: -60",
                        "weights move the priority between 90 and 150; while everything works it is 150"),
                arguments(
                        "weight: 0",
                        "weight: -60, reverse: true",
                        "weights move the priority between 150 and 210; while everything works it is 150"),
                arguments(
                        "weight: 0",
                        "weight: 20",
                        "weights move the priority between 150 and 170; while everything works it is 170"),
                arguments("weight: 0", "weight: 120", "the weights add up to 270, and 254 is the most"),
                arguments("weight: 0", "weight: -200", "the weights take the priority down to 1, the least there is"),
                arguments(
                        "fall: 2",
                        "fall: 50",
                        "chk takes up to 5.08s to notice a failure, far more than a vanished node"),
                arguments(
                        "timeout: 80ms",
                        "timeout: 300ms",
                        "chk may take 300ms, longer than its interval of 100ms: a hang is noticed that much later"),
                arguments(
                        "advertisement-interval: 100ms",
                        "version: 2\n    authentication: {password: \"1111\"}",
                        "the password is sent in the clear"),
                arguments(
                        "vrid: 51",
                        "unicast: {peers: [10.0.0.2], check-source: false}\n    vrid: 51",
                        "unicast advertisements are accepted of anyone"),
                arguments("interval: 100ms\n", "interval: 10ms\n", "an interval below 50ms needs real-time scheduling"),
                arguments("priority: 150", "priority: 255", "priority 255 says that the addresses are this host's own"),
                arguments("priority: 150", "priority: 1", "that of a last resort: routers with last-resort replace it"),
                arguments(
                        "weight: 0",
                        "weight: -149",
                        "that of a last resort: routers with last-resort replace it whatever their preempt says"),
                arguments("delay: 5s", "delay: 0s", "the addresses are announced at the takeover only"),
                arguments(
                        "track:\n      scripts: {chk: {weight: 0}}\n",
                        "",
                        "nothing but the interface is followed: an active node whose service has failed stays active"));
    }

    @ParameterizedTest
    @MethodSource("concerns")
    void saysWhatIsSeldomMeant(String line, String instead, String sentence) throws Exception {
        assertThat(SOUND).contains(line);

        assertThat(concerns(SOUND.replace(line, instead)))
                .anyMatch(concern -> concern.contains(sentence))
                .noneMatch(concern -> concern.contains("1111"));
    }

    @Test
    void priorityOneIsNoLastResortsWhereThereIsNone() throws Exception {
        assertThat(concerns(SOUND.replace("priority: 150", "priority: 1\n    last-resort: false")))
                .isEmpty();
    }

    @Test
    void aHaproxyThatOnlyWeighsLeavesItsAddressWhereNobodyPreempts() throws Exception {
        var weighed =
                "haproxy: {}\n" + SOUND.replace("track:", "preempt: false\n    track:\n      haproxy: {weight: -60}");

        assertThat(concerns(weighed)).anyMatch(concern -> concern.contains("leaves the address here, without HAProxy"));
    }

    @Test
    void aSyncGroupIsMovedByWhatAllItsMembersFollow() throws Exception {
        var group = SOUND.replace("vrid: 51", "sync-group: pair\n    vrid: 51") + SECOND;

        assertThat(concerns(group)).isEmpty();
        assertThat(concerns(group.replaceFirst("weight: 0", "weight: -60")))
                .anyMatch(
                        concern -> concern.contains("the sync group pair is taken over when all its members would be"));
        assertThat(concerns(group.replaceFirst("priority: 150", "priority: 100")))
                .anyMatch(concern ->
                        concern.contains("its priority is 100 and that of inside, in the same sync group, 150"));
    }

    @Test
    void manyFastOnesAreALotToSend() throws Exception {
        var many = new StringBuilder(SOUND.replace("interval: 100ms\n", "interval: 10ms\n"));
        for (int i = 1; i <= 10; i++) {
            many.append(
                    "  - {name: v%d, interface: eth0, vrid: %d, advertisement-interval: 10ms, addresses: [10.0.1.%d]}\n"
                            .formatted(i, i, i));
        }

        assertThat(concerns(many.toString()))
                .anyMatch(concern -> concern.contains("send some 1100 advertisements a second"));
    }

    /** Of the first instance. */
    private List<String> concerns(String yaml) throws Exception {
        var config = ConfigReader.read(Files.writeString(folder.resolve("gateway.yaml"), yaml));
        return Concerns.of(config.instances().getFirst(), config);
    }
}
