package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.testing.Fork;
import io.havip.testing.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second Java machine, which is not root's. */
class PrivilegesTest {
    private static final String NOBODY = "65534";

    @BeforeEach
    void needsRoot() {
        Requirement.ROOT.ensure();
    }

    @Test
    void ofWhatIsPermittedOnlyTheRightToLowPortsIsPassedOn() {
        var fork = Fork.run(permitting("+net_raw,+net_bind_service"), Assumes.class);

        assertThat(fork.output()).isEqualTo("""
            NET_ADMIN false, NET_RAW true
            a child has 0000000000000400
            """);
    }

    @Test
    void withoutAnyItIsNoError() {
        var fork = Fork.run(List.of("setpriv", "--reuid=" + NOBODY, "--clear-groups"), Assumes.class);

        assertThat(fork.output()).isEqualTo("""
            NET_ADMIN false, NET_RAW false
            a child has 0000000000000000
            """);
    }

    /** As systemd does it (AmbientCapabilities=). */
    private static List<String> permitting(String capabilities) {
        return List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--clear-groups",
                "--inh-caps=-all," + capabilities,
                "--ambient-caps=-all," + capabilities);
    }

    static final class Assumes {
        public static void main(String[] args) throws IOException {
            Privileges.assume();
            System.out.printf("NET_ADMIN %s, NET_RAW %s%n", Capability.NET_ADMIN.held(), Capability.NET_RAW.held());
            var child = new ProcessBuilder("sh", "-c", "sed -n 's/CapEff:.//p' /proc/self/status").start();
            System.out.print(
                    "a child has " + new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
