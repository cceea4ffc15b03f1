package io.havip.console;

import io.havip.config.credentials.CredentialException;
import io.havip.config.credentials.TlsFiles;
import io.havip.config.options.ManagementOptions.Management;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** Credentials of a test's nodes. */
final class Secrets {
    static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private Secrets() {}

    static Credentials none() {
        return of(Optional.empty(), Optional.empty());
    }

    static Credentials token(Path folder) {
        return of(Optional.of(write(folder.resolve("token"), TOKEN + "\n")), Optional.empty());
    }

    static Credentials tls(TlsFiles files) {
        return of(Optional.empty(), Optional.of(files));
    }

    private static Credentials of(Optional<Path> token, Optional<TlsFiles> tls) {
        try {
            return Credentials.of(
                    new Management(InetSocketAddress.createUnresolved("unused", 1), false, List.of(), token, tls));
        } catch (CredentialException e) {
            throw new AssertionError(e);
        }
    }

    /** Readable for its owner alone. */
    static Path write(Path file, String text) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
