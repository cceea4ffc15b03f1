package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

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
    private static final ProcessBuilder CAPABILITIES =
            new ProcessBuilder("sh", "-c", "sed -n 's/CapEff:.//p' /proc/self/status");

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

    @Test
    void onlyAnAdministratorIsPassedTheRightToAdminister() {
        var fork = Fork.run(permitting("+net_admin,+net_bind_service"), StartsAdministrator.class);

        assertThat(fork.output()).isEqualTo("""
            a child has 0000000000000400
            an administrator has 0000000000001400
            a child has 0000000000000400
            """);
    }

    @Test
    void aProgramThatIsNotThereIsSaidNotToBe() {
        assertThatIOException()
                .isThrownBy(() -> Privileges.startAdministrator(new ProcessBuilder("/nonexistent")))
                .withMessageContaining("/nonexistent");
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
            System.out.print("a child has " + output(CAPABILITIES.start()));
        }
    }

    static final class StartsAdministrator {
        public static void main(String[] args) throws IOException {
            Privileges.assume();
            System.out.print("a child has " + output(CAPABILITIES.start()));
            System.out.print("an administrator has " + output(Privileges.startAdministrator(CAPABILITIES)));
            System.out.print("a child has " + output(CAPABILITIES.start()));
        }
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
