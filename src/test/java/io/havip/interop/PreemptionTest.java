package io.havip.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.gateway.settings.Instances;
import io.havip.interop.Setting.Host;
import io.havip.vrrp.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether, and when, the better router takes the role from one that has it; MatrixTest shows that by default it does. */
@Execution(ExecutionMode.CONCURRENT)
class PreemptionTest {
    private static final Instances BETTER = Setting.V3_MULTICAST.on(Host.ONE, 150);
    private static final Instances WORSE = Setting.V3_MULTICAST.on(Host.ONE, 100);
    /** Of 2 seconds, less what may be lost at its ends. */
    private static final int ADVERTISEMENTS_IN_THE_DELAY = 15;

    private static final String DELAY = "preempt_delay 2";

    @ParameterizedTest
    @EnumSource
    void weLeaveTheRoleWhereItIsWithoutPreemption(Daemon daemon) {
        daemon.ensureInstalled();
        try (var lan = new Lan(Host.ONE, Host.TWO);
                var other = lan.start(daemon, Host.TWO, WORSE)) {
            lan.awaitOwner(Host.TWO, WORSE);

            try (var node = lan.ours(Host.ONE, BETTER.nopreempt())) {
                Lan.soon().until(() -> node.count("havip.vrrp.advertisements.received") > 20);
                assertThat(node.state()).isEqualTo(State.BACKUP);
                lan.staysQuiet(Host.TWO, node, WORSE);

                other.stop();
                lan.awaitOwner(Host.ONE, BETTER);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOtherLeavesTheRoleWhereItIsWithoutPreemption(Daemon daemon) {
        daemon.ensureInstalled();
        try (var lan = new Lan(Host.ONE, Host.TWO);
                var node = lan.ours(Host.ONE, WORSE)) {
            lan.awaitOwner(Host.ONE, WORSE);
            double before = node.count("havip.vrrp.advertisements.sent");

            try (var _ = lan.start(daemon, Host.TWO, BETTER.nopreempt())) {
                Lan.soon().until(() -> node.count("havip.vrrp.advertisements.sent") > before + 30);
                assertThat(node.state()).isEqualTo(State.ACTIVE);
                lan.staysQuiet(Host.ONE, node, WORSE);

                lan.pullCable(Host.ONE);
                lan.awaitOwner(Host.TWO, BETTER);
            }
        }
    }

    static Stream<Arguments> keepalived() {
        return Stream.of(
                arguments(Daemon.KEEPALIVED, List.of(Keepalived.PROGRAM.toString())),
                arguments(Daemon.KEEPALIVED_OF_TRIXIE, Trixie.command(Keepalived.PROGRAM)));
    }

    @ParameterizedTest
    @MethodSource("keepalived")
    void weTakeTheRoleAfterTheDelay(Daemon daemon, List<String> program, @TempDir Path folder)
            throws IOException, ConfigException {
        daemon.ensureInstalled();
        var ours = Files.writeString(folder.resolve("keepalived.conf"), Keepalived.configuration(BETTER, DELAY));
        try (var lan = new Lan(Host.ONE, Host.TWO);
                var _ = lan.start(program, Host.TWO, Keepalived.configuration(WORSE))) {
            lan.awaitOwner(Host.TWO, WORSE);

            try (var node = lan.ours(Host.ONE, ConfigReader.read(ours).instances())) {
                lan.awaitOwner(Host.ONE, BETTER);
                assertThat(node.count("havip.vrrp.advertisements.received")).isGreaterThan(ADVERTISEMENTS_IN_THE_DELAY);
                lan.staysQuiet(Host.ONE, node, BETTER);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("keepalived")
    void keepalivedTakesTheRoleAfterTheDelay(Daemon daemon, List<String> program) {
        daemon.ensureInstalled();
        try (var lan = new Lan(Host.ONE, Host.TWO);
                var node = lan.ours(Host.ONE, WORSE)) {
            lan.awaitOwner(Host.ONE, WORSE);
            double before = node.count("havip.vrrp.advertisements.sent");

            try (var _ = lan.start(program, Host.TWO, Keepalived.configuration(BETTER, DELAY))) {
                lan.awaitOwner(Host.TWO, BETTER);
                assertThat(node.count("havip.vrrp.advertisements.sent") - before)
                        .isGreaterThan(ADVERTISEMENTS_IN_THE_DELAY);
                lan.staysQuiet(Host.TWO, node, BETTER);
            }
        }
    }
}
