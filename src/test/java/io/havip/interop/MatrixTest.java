package io.havip.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.havip.interop.Setting.Host;
import io.havip.vrrp.State;
import io.havip.wire.ChecksumForm;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A pair of a gateway (on host one) and another router (on host two), in every setting that both know. */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class MatrixTest {
    private static final int BETTER = 150;
    private static final int WORSE = 100;

    static Stream<Arguments> matrix() {
        return Daemon.ALL.stream()
                .flatMap(daemon -> Stream.of(Setting.values())
                        .filter(setting -> daemon.speaks(setting.on(Host.TWO, BETTER)))
                        .map(setting -> arguments(daemon, setting)));
    }

    @ParameterizedTest
    @MethodSource("matrix")
    @DisplayName("the other stands by for us, and takes over when our cable is pulled and when we stop")
    void weAreBetter(Daemon daemon, Setting setting) {
        daemon.ensureInstalled();
        var ours = setting.on(Host.ONE, BETTER);
        try (var lan = new Lan(Host.ONE, Host.TWO);
                var other = lan.start(daemon, Host.TWO, setting.on(Host.TWO, WORSE))) {
            try (var node = lan.ours(Host.ONE, ours)) {
                lan.awaitOwner(Host.ONE, ours);
                lan.staysQuiet(Host.ONE, node, ours);

                lan.pullCable(Host.ONE);
                lan.awaitOwner(Host.TWO, ours);
                assertThat(node.state()).isEqualTo(State.FAULT);

                lan.plugIn(Host.ONE);
                lan.awaitOwner(Host.ONE, ours);
            }
            lan.awaitOwner(Host.TWO, ours);
            var heard = lan.heard();
            everythingIsSound(heard, setting);
            assertThat(heard).anyMatch(last -> last.from().equals(Host.ONE) && last.priority() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    @DisplayName("we stand by for the other, and take over when it is killed and when it stops")
    void theOtherIsBetter(Daemon daemon, Setting setting) {
        daemon.ensureInstalled();
        var theirs = setting.on(Host.TWO, BETTER);
        try (var lan = new Lan(Host.ONE, Host.TWO);
                var node = lan.ours(Host.ONE, setting.on(Host.ONE, WORSE))) {
            try (var other = lan.start(daemon, Host.TWO, theirs)) {
                lan.awaitOwner(Host.TWO, theirs);
                lan.staysQuiet(Host.TWO, node, theirs);
                assertThat(node.state()).isEqualTo(State.BACKUP);

                other.kill();
                lan.awaitAmongOwners(Host.ONE, theirs);
            }
            Lan.soon().until(() -> node.count("havip.vrrp.transitions", "cause", "active_down") > 0);

            try (var other = lan.start(daemon, Host.TWO, theirs)) {
                lan.awaitOwner(Host.TWO, theirs);

                other.stop();
                lan.awaitOwner(Host.ONE, theirs);
                Lan.soon().until(() -> node.count("havip.vrrp.transitions", "cause", "release_heard") == 1);
            }
            everythingIsSound(lan.heard(), setting);
        }
    }

    private static void everythingIsSound(List<Lan.Heard> heard, Setting setting) {
        if (setting.on(Host.ONE, WORSE).checksum() == ChecksumForm.PSEUDO_HEADER) {
            assertThat(heard).isNotEmpty().allMatch(Lan.Heard::sound);
        }
    }
}
