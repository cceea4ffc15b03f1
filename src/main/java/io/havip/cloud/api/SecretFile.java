package io.havip.cloud.api;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.linux.FileTrouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/** A file of secrets, read each time that they are needed: what is written into it counts from then on. */
public record SecretFile(Path path) {
    private static final int BYTES_MAX = 64 * 1024;
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    /** Without blanks around it. */
    public String read() throws CallFailed {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
                throw failed(path + " is not a file: name the file itself");
            }
            if (!Collections.disjoint(Files.getPosixFilePermissions(path), OTHERS)) {
                throw failed("anyone may read or write %s: chmod o-rw, and put a new secret into it".formatted(path));
            }
            try (var content = Files.newInputStream(path)) {
                byte[] bytes = content.readNBytes(BYTES_MAX + 1);
                if (bytes.length > BYTES_MAX) {
                    throw failed(path + " is larger than 64 KiB: name the right file");
                }
                return new String(bytes, StandardCharsets.UTF_8).strip();
            }
        } catch (IOException e) {
            throw failed(FileTrouble.text(e));
        }
    }

    /** What its lines {@code NAME = VALUE} say in a section {@code [PROFILE]}, as the vendors' own tools write them. */
    public String value(String profile, String name) throws CallFailed {
        return find(profile, name).orElseThrow(() -> failed("%s has no %s under [%s]".formatted(path, name, profile)));
    }

    /** Likewise where it need not be there. */
    public Optional<String> find(String profile, String name) throws CallFailed {
        boolean within = false;
        for (String line : read().lines().map(String::strip).toList()) {
            int equals = line.indexOf('=');
            if (line.startsWith("[")) {
                within = line.equals("[" + profile + "]");
            } else if (within && equals > 0 && line.substring(0, equals).strip().equals(name)) {
                return Optional.of(line.substring(equals + 1).strip());
            }
        }
        return Optional.empty();
    }

    private static CallFailed failed(String sentence) {
        return new CallFailed(Kind.CREDENTIALS, "SecretFile", sentence, Optional.empty());
    }
}
