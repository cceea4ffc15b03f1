package io.havip.config.credentials;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * What this node proves with who it is, and whom it trusts.
 *
 * @param certificate a PEM file: its own, and after that those between it and the authority
 * @param key a PEM file: its private key
 * @param authority a PEM file: those who have signed the others' certificates; empty where pins are given, or nobody is asked
 * @param pins the others' keys; none where there is an authority
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> authority, Set<Pin> pins) {
    private static final String ALIAS = "havip";
    private static final char[] NO_PASSWORD = new char[0];

    public TlsFiles {
        pins = Set.copyOf(pins);
    }

    /** What the files contain now. */
    public Tls read() throws CredentialException {
        var chain = Pem.certificates(certificate);
        var own = Pem.key(key, chain.getFirst());
        var trusted = authority.isPresent() ? Pem.certificates(authority.get()) : List.<X509Certificate>of();
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setKeyEntry(ALIAS, own, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            return new Tls(chain, keys, trusted, trust(trusted));
        } catch (GeneralSecurityException | IOException e) {
            throw new CredentialException(
                    "%s and %s can't be used together: %s".formatted(certificate, key, e.getMessage()),
                    "write them anew");
        }
    }

    /** What the others may have as a pin of this node; its key need not be readable for that. */
    public Pin pin() throws CredentialException {
        return Pin.of(Pem.certificates(certificate).getFirst().getPublicKey());
    }

    /** For a client on this host, who needs no key to ask the node that shows this certificate. */
    public SSLSocketFactory clientOfItself() throws CredentialException {
        var own = pin();
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinnedTrust(Set.of(own))}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new CredentialException(certificate + " can't be used: " + e.getMessage(), "write it anew");
        }
    }

    private TrustManager trust(List<X509Certificate> authorities) throws GeneralSecurityException, IOException {
        if (authorities.isEmpty()) {
            return new PinnedTrust(pins);
        }
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry(ALIAS + i, authorities.get(i));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers()[0];
    }
}
