package io.havip.health;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file whose number moves priorities (keepalived's {@code track_file}).
 *
 * @param name the name that {@code track_file} in an instance uses
 * @param initial what is written to it at the start, if anything
 */
public record FileSettings(String name, Path path, Optional<Initial> initial) {

    /** What the names of these trackers begin with, so that a script may have the same name. */
    public static final String TRACKER_PREFIX = "file ";

    /** The tracker's name. */
    public String tracker() {
        return TRACKER_PREFIX + name;
    }

    /**
     * What is written at the start.
     *
     * @param overwrite whether it is written even if the file exists
     */
    public record Initial(int value, boolean overwrite) {}
}
