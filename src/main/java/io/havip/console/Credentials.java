package io.havip.console;

import io.havip.config.credentials.BearerToken;
import io.havip.config.credentials.CredentialException;
import io.havip.config.credentials.Tls;
import io.havip.config.credentials.TlsFiles;
import io.havip.config.options.ManagementOptions.Management;
import java.nio.file.Path;
import java.util.Optional;

/** What is shown and trusted now: the files are read again, so that what was renewed in them counts without a restart. */
public final class Credentials {
    private final Optional<Path> tokenFile;
    private final Optional<TlsFiles> tlsFiles;
    private volatile Present present;

    /**
     * What the files contain at one time.
     *
     * @param token empty: nobody elsewhere is told more than metrics and health
     * @param tls empty: plain HTTP
     */
    record Present(Optional<BearerToken> token, Optional<Tls> tls) {
        static final Present NONE = new Present(Optional.empty(), Optional.empty());
    }

    private Credentials(Optional<Path> tokenFile, Optional<TlsFiles> tlsFiles) throws CredentialException {
        this.tokenFile = tokenFile;
        this.tlsFiles = tlsFiles;
        this.present = read();
    }

    /** @throws CredentialException if one of the files can't be used */
    public static Credentials of(Management management) throws CredentialException {
        return new Credentials(management.tokenFile(), management.tls());
    }

    private Present read() throws CredentialException {
        return new Present(
                tokenFile.isPresent() ? Optional.of(BearerToken.read(tokenFile.get())) : Optional.empty(),
                tlsFiles.isPresent() ? Optional.of(tlsFiles.get().read()) : Optional.empty());
    }

    Present present() {
        return present;
    }

    /** Whether there is nothing that could be renewed. */
    boolean none() {
        return tokenFile.isEmpty() && tlsFiles.isEmpty();
    }

    /**
     * Reads the files again.
     *
     * @return whether a certificate, or whom to trust, has changed
     * @throws CredentialException if one of them can't be used; then all stays as it was
     */
    boolean refresh() throws CredentialException {
        var former = present;
        var now = read();
        present = now;
        return now.tls().isPresent()
                && former.tls().isPresent()
                && now.tls().get().differsFrom(former.tls().get());
    }
}
