package io.havip.config.keepalived;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.health.FileSettings;
import io.havip.health.FileSettings.Initial;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads {@code track_file} at the top level. */
final class FileReader {
    private final Problems problems;
    private final Scalars scalars;

    FileReader(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    Optional<Located<FileSettings>> read(String name, Block block) {
        var path =
                block.required("file", block.text("file").flatMap(this::path), "name the file: file \"/run/priority\"");
        Optional<Initial> initial = block.counting("init_file").map(statement -> initial(block, statement));
        return path.map(file -> file.map(value -> new FileSettings(name, value, initial)));
    }

    private Optional<Located<Path>> path(Located<String> word) {
        try {
            return word.value().startsWith("/")
                    ? Optional.of(word.map(Path::of))
                    : scalars.refuse(word, "is a relative path", "give the path from the root: /...");
        } catch (InvalidPathException e) {
            return scalars.refuse(word, "is not a path", "give the path of a file");
        }
    }

    private Initial initial(Block block, Statement statement) {
        int value = 0;
        boolean overwrite = false;
        for (Token word : statement.arguments()) {
            if (word.text().equals("overwrite")) {
                overwrite = true;
            } else {
                var located = new Located<>(word.text(), block.within(word, "init_file"));
                value = scalars.integer(located, Range.FILE_VALUE)
                        .map(Located::value)
                        .orElse(value);
            }
        }
        block.refuseAfter(2, statement);
        return new Initial(value, overwrite);
    }
}
