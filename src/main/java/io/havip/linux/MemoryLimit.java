package io.havip.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How much memory the kernel lets this process and those beside it have: {@code memory.max} of its control groups. */
public final class MemoryLimit {
    private static final Pattern OWN = Pattern.compile("(?m)^0::/(.*)$");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private MemoryLimit() {}

    /** In bytes; empty where there is none, or where it is not told. */
    public static OptionalLong bytes() {
        try {
            return bytes(Path.of("/sys/fs/cgroup"), Proc.controlGroups("self"));
        } catch (IOException untold) {
            return OptionalLong.empty();
        }
    }

    /** The least one of the groups that it is in. What a container does not see is above the groups that it does. */
    static OptionalLong bytes(Path root, String groups) {
        var own = OWN.matcher(groups);
        var innermost = own.find() ? root.resolve(own.group(1)).normalize() : root;
        return Stream.iterate(innermost, group -> group != null && group.startsWith(root), Path::getParent)
                .map(group -> group.resolve("memory.max"))
                .flatMapToLong(file -> limit(file).stream())
                .min();
    }

    private static OptionalLong limit(Path file) {
        try {
            var text = Files.readString(file).strip();
            return NUMBER.matcher(text).matches() ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
        } catch (IOException none) {
            return OptionalLong.empty();
        }
    }
}
