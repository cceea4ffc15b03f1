package io.havip.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.haproxy.HaproxySettings.HaproxyProcess.Supervised;
import io.havip.testing.Requirement;
import io.havip.testing.TestWorkers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stock configuration, run by an agent without privileges: the log says what keeps HAProxy from its start, and what mends it. */
class StartRemedyTest {
    @TempDir
    Path directory;

    private final List<String> output = new CopyOnWriteArrayList<>();
    private RunningHaproxy haproxy;

    @BeforeEach
    void prepare() throws IOException {
        Requirement.ROOT.ensure();
        haproxy = RunningHaproxy.in(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', textBlock = """
            chroot /var                    | ''          | Cannot chroot          | take chroot out
            user haproxy                   | ''          | Cannot set uid         | take user, group, uid and gid out
            group haproxy                  | ''          | Cannot set gid         | take user, group, uid and gid out
            stats socket /none/admin.sock  | ''          | /none/admin.sock       | its folder must be there
            stats socket /root/admin.sock  | ''          | /root/admin.sock       | may write in it
            ''                             | bind :80    | Permission denied      | CAP_NET_BIND_SERVICE
            ''                             | bind 192.0.2.1:8080 | Cannot assign  | ip_nonlocal_bind=1
            """)
    void whatItSaysHasItsMend(String global, String frontend, String words, String mend)
            throws IOException, InterruptedException {
        haproxy.configure(global, frontend);

        awaitComplaint(words, mend);
    }

    @Test
    void aPortThatIsTakenIsAnotherProgramsToo() throws IOException, InterruptedException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            haproxy.configure("", "bind 127.0.0.1:" + taken.getLocalPort());

            awaitComplaint("Address already in use", "another program listens there");
        }
    }

    @Test
    void whatElseHaproxySaysStaysAsItIs() {
        for (var line : List.of(
                "[NOTICE]   (7) : Cannot chroot(/var)", "[ALERT]    (7) : exit-on-failure: killing every processes")) {
            assertThat(StartRemedy.added(line)).isEqualTo(line);
        }
    }

    private void awaitComplaint(String words, String mend) throws IOException, InterruptedException {
        var unprivileged = Files.writeString(directory.resolve("haproxy"), """
                #!/bin/sh
                exec setpriv --reuid=nobody --regid=nogroup --clear-groups --bounding-set=-all --inh-caps=-all %s "$@"
                """.formatted(RunningHaproxy.binary()));
        Files.setPosixFilePermissions(unprivileged, PosixFilePermissions.fromString("rwxr-xr-x"));
        var settings = new Supervised(unprivileged, haproxy.configuration());
        try (var supervisor =
                new HaproxySupervisor(settings, output::add, new HaproxySupervisorTest.Life(), TestWorkers.make())) {
            supervisor.start();
            await().untilAsserted(() -> assertThat(output)
                    .anySatisfy(line -> assertThat(line)
                            .contains("[ALERT]", words, "; mend: ")
                            .contains(mend)));
        }
    }
}
