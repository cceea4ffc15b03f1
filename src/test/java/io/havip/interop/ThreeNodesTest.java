package io.havip.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.havip.interop.Setting.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Three routers of three makes share an address: ours at each rank among two others. */
@Execution(ExecutionMode.CONCURRENT)
class ThreeNodesTest {
    private static final Setting SETTING = Setting.V3_MULTICAST;
    private static final List<Host> HOSTS_BY_RANK = List.of(Host.ONE, Host.TWO, Host.THREE);
    private static final List<Integer> PRIORITIES_BY_RANK = List.of(150, 125, 100);

    static Stream<Arguments> elections() {
        return IntStream.rangeClosed(0, 2)
                .boxed()
                .flatMap(rank -> Stream.of(
                        arguments(rank, Daemon.KEEPALIVED, Daemon.KEEPALIVED_OF_TRIXIE),
                        arguments(rank, Daemon.KEEPALIVED_OF_TRIXIE, Daemon.FRR_OF_TRIXIE)));
    }

    @ParameterizedTest
    @MethodSource("elections")
    @DisplayName("the best of those that are there has the address, whoever goes, comes or resigns")
    void theBestOfThree(int ourRank, Daemon better, Daemon worse) {
        better.ensureInstalled();
        worse.ensureInstalled();
        var best = HOSTS_BY_RANK.get(0);
        var second = HOSTS_BY_RANK.get(1);
        var third = HOSTS_BY_RANK.get(2);
        var others = new ArrayList<>(List.of(Optional.of(better), Optional.of(worse)));
        others.add(ourRank, Optional.empty());
        var any = SETTING.on(best, PRIORITIES_BY_RANK.getFirst());
        var stops = new ArrayList<Runnable>();
        try (var lan = new Lan(best, second, third)) {
            var ours = lan.ours(HOSTS_BY_RANK.get(ourRank), SETTING.on(best, PRIORITIES_BY_RANK.get(ourRank)));
            for (int rank = 0; rank < 3; rank++) {
                int priority = PRIORITIES_BY_RANK.get(rank);
                var host = HOSTS_BY_RANK.get(rank);
                stops.add(others.get(rank)
                        .map(daemon -> lan.start(daemon, host, SETTING.on(host, priority)))
                        .<Runnable>map(router -> router::stop)
                        .orElse(ours::close));
            }
            lan.awaitOwner(best, any);
            lan.staysQuiet(best, ours, any);

            lan.pullCable(best);
            lan.awaitOwner(second, any);

            lan.plugIn(best);
            lan.awaitOwner(best, any);
            lan.staysQuiet(best, ours, any);

            stops.removeFirst().run();
            lan.awaitOwner(second, any);

            stops.removeFirst().run();
            lan.awaitOwner(third, any);
            stops.removeFirst().run();
            assertThat(lan.heard()).allMatch(Lan.Heard::sound);
        }
    }
}
