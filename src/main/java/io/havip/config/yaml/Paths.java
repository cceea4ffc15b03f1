package io.havip.config.yaml;

import io.havip.config.draft.Located;
import io.havip.config.draft.Problems;
import java.nio.file.Path;
import java.util.Optional;

/** Paths from the root: a daemon's working folder means nothing to the operator. */
final class Paths {
    private Paths() {}

    static Optional<Path> absolute(Located<String> word, Problems problems) {
        if (word.value().startsWith("/") && word.value().indexOf('\0') < 0) {
            return Optional.of(Path.of(word.value()));
        }
        problems.error(word.place(), "'" + word.value() + "' is not an absolute path", "start it with /");
        return Optional.empty();
    }
}
