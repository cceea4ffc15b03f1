package io.havip.config.credentials;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;

/**
 * What {@link TlsFiles} contained.
 *
 * @param chain the own certificate first
 * @param keys the own key
 * @param authorities none where pins count
 * @param trust in the others
 */
public record Tls(
        List<X509Certificate> chain, KeyManagerFactory keys, List<X509Certificate> authorities, TrustManager trust) {
    /** Of a certificate's names, an address (RFC 5280, 4.2.1.6). */
    private static final int ADDRESS = 7;

    public Tls {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
    }

    public X509Certificate own() {
        return chain.getFirst();
    }

    /** Whether names are compared: a pin says more than a name. */
    public boolean namesCount() {
        return !authorities.isEmpty();
    }

    /** Whether the files contain something else than those that the other was read from. */
    public boolean differsFrom(Tls other) {
        return !chain.equals(other.chain) || !authorities.equals(other.authorities);
    }

    /** Whether the certificate is for whoever has this address; yes where it has names alone, one of which may be its. */
    public boolean isFor(InetAddress address) {
        try {
            var names = Optional.ofNullable(own().getSubjectAlternativeNames()).orElse(List.of());
            var addresses = names.stream()
                    .filter(name -> name.getFirst().equals(ADDRESS))
                    .toList();
            return addresses.isEmpty() && !names.isEmpty()
                    || addresses.stream()
                            .anyMatch(name -> InetAddress.ofLiteral(String.valueOf(name.get(1)))
                                    .equals(address));
        } catch (CertificateParsingException | IllegalArgumentException e) {
            return false;
        }
    }
}
