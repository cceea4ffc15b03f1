package io.havip.interop;

import java.nio.file.Path;
import java.util.List;

/** Programs of Debian trixie, which run with their own libraries on any suite: {@code appliance/lab/trixie.sh}. */
final class Trixie {
    private static final Path SCRIPT = Path.of("appliance/lab/trixie.sh").toAbsolutePath();

    private Trixie() {}

    /** What runs a program of it; {@code /tmp} is shared. */
    static List<String> command(Path program) {
        return List.of(SCRIPT.toString(), "run", program.toString());
    }
}
