package io.havip.config.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Objects;

/** Whether a script can be run, and can't be replaced by just anyone. */
public final class ScriptFile {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private ScriptFile() {}

    /** @param program what is run, at the place of its command */
    public static void check(Located<String> script, Problems problems) {
        String program = script.value();
        try {
            if (program.startsWith("/")) {
                checkFile(script, Path.of(program), problems);
            } else if (program.contains("/")) {
                problems.error(
                        script.place(), "'" + program + "' is a relative path", "give the path from the root: /...");
            } else if (!onPath(program)) {
                problems.notice(
                        script.place(), "no program '" + program + "' is on the PATH of this process: it would fail");
            }
        } catch (InvalidPathException e) {
            problems.error(script.place(), "'" + program + "' is not a path", "give the path of a program");
        }
    }

    /** Whether a program, given by its path or to be looked up on the PATH, is not there. */
    public static boolean missing(String program) {
        try {
            return program.startsWith("/") ? !Files.isRegularFile(Path.of(program)) : !onPath(program);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static void checkFile(Located<String> script, Path file, Problems problems) {
        if (!Files.isRegularFile(file)) {
            problems.error(script.place(), file + " is not a file", "create it, or correct the path");
        } else if (!Files.isExecutable(file)) {
            problems.error(script.place(), file + " may not be executed", "chmod +x " + file);
        } else if (writableByOthers(file)) {
            problems.error(script.place(), "anyone may write " + file, "chmod o-w " + file);
        }
    }

    private static boolean writableByOthers(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean onPath(String program) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), DEFAULT_PATH);
        return Arrays.stream(path.split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
    }
}
