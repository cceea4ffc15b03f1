package io.havip.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs of Debian trixie, which run with their own libraries on any suite: {@code appliance/lab/trixie.sh}. */
final class Trixie {
    private static final Path SCRIPT = Path.of("appliance/lab/trixie.sh").toAbsolutePath();
    private static final Path TREE = Path.of("/var/cache/havip-lab/trixie");

    private Trixie() {}

    static void assumeUnpacked() {
        assumeTrue(
                Files.isDirectory(TREE),
                "keepalived and FRR of Debian trixie are not there: appliance/lab/trixie.sh peers, as root on Debian");
    }

    /** What runs a program of it; {@code /tmp} is shared. */
    static List<String> command(Path program) {
        return List.of(SCRIPT.toString(), "run", program.toString());
    }
}
