package io.havip.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.linux.Clock;
import io.havip.testing.Fork;
import io.havip.testing.Requirement;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runtime socket that is there, and not for the agent's user; asked by a second Java machine, which is not root's. */
class DeniedSocketTest {
    private static final String PATH = "socket";

    @TempDir
    private Path folder;

    @Test
    void theReasonSaysWhoHasToBeLetIn() throws IOException {
        Requirement.ROOT.ensure();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var path = folder.resolve("admin.sock");
        try (var _ = new FakeRuntimeSocket(path, client -> {})) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));

            var fork = Fork.run(
                    List.of("setpriv", "--reuid=65534", "--clear-groups"), AsksTwice.class, "-D" + PATH + "=" + path);

            assertThat(fork.output().lines())
                    .hasSize(2)
                    .allMatch(reason -> reason.startsWith(path + ": permission denied: ")
                            && reason.endsWith(": usermod --append --groups GROUP nobody"));
        }
    }

    /** Where it is named, and where it is one of those that are looked for. */
    static final class AsksTwice {
        public static void main(String... arguments) throws IOException {
            var path = Path.of(System.getProperty(PATH));
            for (var paths : List.of(List.of(path), List.of(Path.of("/nowhere"), path))) {
                var check = new SocketCheck(paths, _ -> true, Selector.open(), _ -> {}, Clock.MACHINE);
                System.out.println(check.check(Clock.MACHINE.nanos() + TimeUnit.SECONDS.toNanos(10))
                        .reason());
            }
        }
    }
}
