package io.havip.config.credentials;

import io.havip.linux.FileTrouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.Set;

/** Reads small files, and of secrets only those that not just anyone may read or write. */
public final class CredentialFile {
    private static final int BYTES_MAX = 256 * 1024;
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private CredentialFile() {}

    public static String secret(Path file) throws CredentialException {
        String text = text(file);
        try {
            if (!Collections.disjoint(Files.getPosixFilePermissions(file), OTHERS)) {
                throw new CredentialException(
                        "anyone may read or write " + file, "chmod o-rw " + file + ", and put a new secret into it");
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        return text;
    }

    /** @return each byte as a character: what is expected is ASCII, and what is not fails for its form */
    static String text(Path file) throws CredentialException {
        try {
            // A FIFO would be waited for.
            if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                throw new CredentialException(file + " is not a file", "name the file itself");
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        try (var content = Files.newInputStream(file)) {
            byte[] bytes = content.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new CredentialException(file + " is larger than 256 KiB", "name the right file");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static CredentialException unreadable(Path file, IOException why) {
        String sentence = FileTrouble.text(why);
        return why instanceof AccessDeniedException
                ? CredentialException.denied(sentence, "let the agent's user read it: chown root:havip, chmod 640")
                : new CredentialException(
                        sentence.contains(file.toString()) ? sentence : file + " can't be read: " + sentence,
                        "create it, or correct the path");
    }
}
