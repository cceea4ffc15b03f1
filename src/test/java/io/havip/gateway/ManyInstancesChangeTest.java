package io.havip.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Instances;
import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A reload of one virtual router among very many. */
@Isolated("hundreds of virtual routers keep their time in it")
class ManyInstancesChangeTest {
    private NetworkLab lab;

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.create();
        lab.namespace("one");
        lab.namespace("two");
        lab.connect("one", "eth0", "10.77.0.1/16");
        lab.connect("two", "eth0", "10.77.0.2/16");
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    @Test
    void of200InstancesOneChangesAndTheOthersDoNotNotice() throws IOException {
        int count = 200;
        var better = many(count, 150);
        try (var one = Node.start(lab, "one", better);
                var two = Node.start(lab, "two", many(count, 100))) {
            await().until(() -> all(one, State.ACTIVE) && all(two, State.BACKUP));
            try (var service = lab.inside("one", ServerSocketChannel::open);
                    var client = lab.inside("two", SocketChannel::open);
                    var capture = Capture.start(lab, "two", "eth0")) {
                service.bind(new InetSocketAddress(80));
                client.connect(new InetSocketAddress("10.77.1.7", 80));
                var connection = service.accept();
                double before = two.count("havip.vrrp.advertisements.received");
                await().until(() -> two.count("havip.vrrp.advertisements.received") > before + 2 * count);

                var changed = new ArrayList<>(better);
                changed.set(0, interval(150, 1));
                assertThat(one.change(changed))
                        .isEqualTo(new Gateway.Changes(List.of(), List.of("VI_1"), List.of(), 199));

                double after = two.count("havip.vrrp.advertisements.received");
                await().until(() -> two.count("havip.vrrp.advertisements.received") > after + 4 * count);
                assertThat(longestSilences(capture))
                        .hasSize(count)
                        .allSatisfy((vrid, seconds) ->
                                assertThat(seconds).as("VRID %s", vrid).isLessThan(2.0));
                connection.write(ByteBuffer.wrap(new byte[] {42}));
                assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(1);
                connection.close();
            }
            assertThat(two.count("havip.vrrp.transitions", "to", "active")).isZero();
            assertThat(one.count("havip.vrrp.transitions", "from", "active")).isZero();
        }
    }

    /** The longest time between two advertisements of a virtual router, in seconds. */
    private static Map<String, Double> longestSilences(Capture capture) {
        return capture.frames("vrrp && ip.src == 10.77.0.1", "vrrp.virt_rtr_id", "frame.time_relative").stream()
                .collect(Collectors.groupingBy(
                        frame -> frame.get("vrrp.virt_rtr_id"),
                        Collectors.collectingAndThen(Collectors.toList(), frames -> {
                            var times = frames.stream()
                                    .map(frame -> Double.parseDouble(frame.get("frame.time_relative")))
                                    .toList();
                            return IntStream.range(1, times.size())
                                    .mapToDouble(i -> times.get(i) - times.get(i - 1))
                                    .max()
                                    .orElse(Double.MAX_VALUE);
                        })));
    }

    private static boolean all(Node node, State state) {
        return node.statuses().values().stream()
                .allMatch(status -> status.role().state() == state);
    }

    private static List<InstanceSettings> many(int count, int priority) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(vrid ->
                        second(priority).addresses("10.77.1." + vrid + "/16").settings("VI_" + vrid, vrid))
                .toList();
    }

    private static Instances second(int priority) {
        return Instances.withPriority(priority).interval(1_000_000_000L);
    }

    private static InstanceSettings interval(int priority, int vrid) {
        return Instances.withPriority(priority)
                .interval(500_000_000L)
                .addresses("10.77.1." + vrid + "/16")
                .settings("VI_" + vrid, vrid);
    }
}
