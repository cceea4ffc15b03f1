package io.havip.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.announce.AnnouncementGroup;
import io.havip.gateway.settings.Instances;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Virtual routers whose announcements have to share what a switch bears. */
@Execution(ExecutionMode.CONCURRENT)
class AnnouncementGroupTest {
    private static final String VIP = "10.77.0.100";
    private static final String OTHER_VIP = "10.77.0.101";

    private NetworkLab lab;

    @BeforeEach
    void connectAHost() {
        lab = NetworkLab.withOneHost();
    }

    @AfterEach
    void removeIt() {
        NetworkLab.close(lab);
    }

    @Test
    void takeTurns() {
        var routers = List.of(
                Instances.withPriority(150).addresses(VIP + "/24").settings("VI_1", 51),
                Instances.withPriority(150).addresses(OTHER_VIP + "/24").settings("VI_2", 52));
        var spared = new InterfaceSettings(
                List.of(),
                List.of(new AnnouncementGroup(List.of("eth1", "eth0"), Optional.of(400_000_000L), Optional.empty())));
        try (var capture = Capture.start(lab, "one", "eth0");
                var node = Node.start(lab, "one", routers, spared)) {
            await().until(() -> node.count("havip.announcements.sent") >= 6);

            var announced = capture.frames("arp.isgratuitous == 1", "arp.src.proto_ipv4").stream()
                    .map(frame -> frame.get("arp.src.proto_ipv4"))
                    .toList();
            assertThat(announced).hasSizeGreaterThanOrEqualTo(6);
            for (int i = 0; i + 3 <= announced.size(); i++) {
                assertThat(new HashSet<>(announced.subList(i, i + 3))).containsExactlyInAnyOrder(VIP, OTHER_VIP);
            }
        }
    }
}
