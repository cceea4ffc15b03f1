package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An agent where libpcap is not installed: it has the role, and says what it can't do. */
@Execution(ExecutionMode.CONCURRENT)
class WithoutLibpcapIT {
    private static final String VIP = "10.77.0.100";
    private static final String MEND = "libpcap is not installed: apt-get install libpcap0.8";

    /** Only in the mount namespace of the one process. */
    private static final List<String> HIDDEN = List.of(
            "sh",
            "-c",
            "for library in /usr/lib/*/libpcap.so*; do mount --bind /dev/null \"$library\" || exit; done; exec \"$@\"",
            "sh");

    @TempDir
    private Path folder;

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
    void theRoleIsTakenAndAnnouncedOnce() {
        try (var capture = Capture.start(lab, "one", "eth0");
                var agent = Agent.start(lab, "one", HIDDEN, Agent.configure(folder, 100, ""))) {
            agent.awaitState("active");
            assertThat(lab.binds("one", VIP)).isTrue();
            assertThat(agent.service().says(MEND)).isTrue();

            await().until(() -> agent.sum("havip_vrrp_peer_finding", "announced_once") == 1);
            await().untilAsserted(() -> assertThat(agent.sum("havip_announcements_sent_total", "arp"))
                    .as("once for each takeover")
                    .isEqualTo(agent.sum("havip_vrrp_transitions_total", "to=\"active\""))
                    .isEqualTo(capture.frames("arp.isgratuitous == 1 && arp.src.proto_ipv4 == " + VIP)
                            .size()));
        }
    }
}
